using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Propensity;
using Personalization.Service.Hosting;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>GET /models/{name}/report: what a version was learnt from and how good it is.</summary>
internal sealed class ReadReport(ModelStore models)
{
    /// <summary>The report of one version; without quantiles, which only scoring needs.</summary>
    internal sealed record ModelReport(
        string Name,
        int Version,
        bool Active,
        DateTimeOffset SavedAt,
        DateTimeOffset Until,
        PropensityTarget Target,
        TrainingParameters Parameters,
        IReadOnlyList<string> Features,
        TrainingReport Report);

    internal void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/models/{name}/report", ReadAsync)
        .WithName("ReadModelReport").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
        .WithSummary("Sizes, measures on held-out time and importance of a model's active (or the named) version.")
        .ProducesProblem(StatusCodes.Status404NotFound);

    private async Task<Results<Ok<ModelReport>, ProblemHttpResult>> ReadAsync(
        string name, int? version, CancellationToken stop)
    {
        var stored = await models.ListAsync(name, stop);
        var found = stored.FirstOrDefault(one => version is null ? one.Active : one.Version == version);
        return found is null
            ? Problem.Of(StatusCodes.Status404NotFound, version is null
                ? $"Model '{name}' has no active version. Train it with POST /models/{name}/train."
                : $"Model '{name}' has no version {version}. GET /models/{name} lists its versions.")
            : TypedResults.Ok(new ModelReport(
                found.Name,
                found.Version,
                found.Active,
                found.SavedAt,
                found.Metadata.Until,
                found.Metadata.Target,
                found.Metadata.Parameters,
                found.Metadata.Features,
                found.Metadata.Report));
    }
}
