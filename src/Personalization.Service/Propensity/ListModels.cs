using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Personalization.Domain.Propensity;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>GET /models and GET /models/{name}: what is predicted, and by which versions.</summary>
internal sealed class ListModels(ModelStore models, CatalogueHolder catalogue, IOptions<PropensityOptions> options)
{
    /// <summary>Every model.</summary>
    internal sealed record ModelList(IReadOnlyList<Model> Items);

    /// <summary>
    /// A model with its versions, newest first. Without versions it is configured but not trained yet.
    /// </summary>
    internal sealed record Model(
        string Name, PropensityTarget Target, int? ActiveVersion, IReadOnlyList<ModelVersionSummary> Versions);

    /// <summary>One version: what it knows and how good it was on time it had not seen.</summary>
    internal sealed record ModelVersionSummary(
        int Number,
        bool Active,
        DateTimeOffset SavedAt,
        DateTimeOffset Until,
        int Rows,
        int Positives,
        BinaryQuality? Test);

    private const string Example = """
        { "items": [ { "name": "purchase",
          "target": { "name": "purchase", "outcome": "orders", "horizonDays": 30, "includesAnonymous": false },
          "activeVersion": 1, "versions": [ { "number": 1, "active": true,
            "savedAt": "2026-01-05T09:00:00Z", "until": "2026-01-05T08:59:12Z", "rows": 67498, "positives": 18151,
            "test": { "rows": 3761, "positives": 1103, "auc": 0.737, "logLoss": 0.522, "brier": 0.172,
              "liftAtTenPercent": 2.58 } } ] } ] }
        """;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/models", ListAsync)
            .WithName("ListModels").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("Every propensity model with its versions.")
            .WithExample(response: Example);
        routes.MapGet("/models/{name}", GetAsync)
            .WithName("GetModel").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("One propensity model with its versions.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPost("/models/{name}/versions/{version}/promote", PromoteAsync)
            .WithName("PromoteModel").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("Score with this version from now on; every node follows within a second.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private async Task<Ok<ModelList>> ListAsync(CancellationToken stop)
    {
        var versions = (await models.ListAsync(null, stop)).ToLookup(version => version.Name, StringComparer.Ordinal);
        var configured = options.Value.All();
        var names = configured.Select(target => target.Name)
            .Union(versions.Select(group => group.Key).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        return TypedResults.Ok(new ModelList([.. names.Select(name => Describe(name, versions[name])!)]));
    }

    private async Task<Results<Ok<Model>, ProblemHttpResult>> GetAsync(string name, CancellationToken stop) =>
        Describe(name, await models.ListAsync(name, stop)) is { } model
            ? TypedResults.Ok(model)
            : Problem.Of(
                StatusCodes.Status404NotFound, $"There is no model '{name}'. GET /models lists what there is.");

    private async Task<Results<Ok<Model>, ProblemHttpResult>> PromoteAsync(
        string name, int version, CancellationToken stop)
    {
        if (!await models.PromoteAsync(name, version, stop))
        {
            return Problem.Of(
                StatusCodes.Status404NotFound,
                $"Model '{name}' has no version {version}. GET /models/{name} lists its versions.");
        }

        await catalogue.RefreshAsync(stop);
        return await GetAsync(name, stop);
    }

    private Model? Describe(string name, IEnumerable<ModelVersion> stored)
    {
        var versions = stored.OrderByDescending(version => version.Version).ToArray();
        var target = options.Value.All().FirstOrDefault(target => target.Name == name)
            ?? versions.FirstOrDefault()?.Metadata.Target;
        return target is null ? null : new Model(
            name,
            target,
            versions.FirstOrDefault(version => version.Active)?.Version,
            [.. versions.Select(Describe)]);
    }

    private static ModelVersionSummary Describe(ModelVersion version)
    {
        var report = version.Metadata.Report;
        return new ModelVersionSummary(
            version.Version,
            version.Active,
            version.SavedAt,
            version.Metadata.Until,
            report.Rows,
            report.Positives,
            report.Test);
    }
}
