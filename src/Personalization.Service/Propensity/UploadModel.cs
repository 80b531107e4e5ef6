using Microsoft.AspNetCore.Http.Features;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Propensity;
using Personalization.Service.Campaigns;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;
using Personalization.Service.Ingestion;
using Personalization.Service.Keys;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>
/// POST /models/{name}/versions: a model that was learnt elsewhere. GET .../versions/{version}/file gives one back.
/// </summary>
internal sealed class UploadModel(
    ModelStore models, TargetBook targets, LiveSample sample, CatalogueHolder catalogue, TimeProvider clock)
{
    private const int LargestFile = 256 << 20;

    /// <summary>What became of an upload.</summary>
    internal sealed record UploadedVersion(
        string Name, int Version, bool Active, bool Shadow, int Trees, IReadOnlyList<string> Features,
        IReadOnlyList<string> Warnings);

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/models/{name}/versions", UploadAsync)
            .WithName("UploadModel").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("Upload a model that XGBoost learnt on the exported matrix and saved as JSON.")
            .WithDescription(
                "Its feature names must be numeric features of GET /features. as=none (the default) stores "
                + "it, as=shadow scores it beside the active version, as=promote makes it serve. until says up to when "
                + "it knows events; without it, up to now.")
            .Accepts<byte[]>("application/octet-stream", "application/json")
            .Produces<UploadedVersion>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .Produces<InvalidEntity>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")
            .WithExample(response: """
                { "name": "purchase", "version": 4, "active": false, "shadow": true, "trees": 120,
                  "features": ["recency_days", "orders_30d"], "warnings": [] }
                """);
        routes.MapGet("/models/{name}/versions/{version}/file", DownloadAsync)
            .WithName("DownloadModel").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("A version's trees in XGBoost's JSON model format, which any XGBoost from 1.6 on loads.")
            .Produces<byte[]>(StatusCodes.Status200OK, "application/json")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private async Task<IResult> UploadAsync(
        string name, string? @as, string? until, HttpContext http, CancellationToken stop)
    {
        if (@as is not (null or "none" or "shadow" or "promote"))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "as must be none, shadow or promote.");
        }

        if (until is not null && !Instant.TryRead(until, out _))
        {
            return Problem.Of(
                StatusCodes.Status400BadRequest, $"until '{until}' is not a time; write for example 2026-01-05.");
        }

        if (await targets.FindAsync(name, stop) is not { } target)
        {
            return TargetBook.NotTarget(name);
        }

        if (await ReadAsync(http, stop) is not { } file)
        {
            return Problem.Of(
                StatusCodes.Status413PayloadTooLarge, $"A model file has {LargestFile >> 20} MiB at most.");
        }

        if (!UploadedModel.TryRead(file.Span, out var uploaded, out var fault))
        {
            return InvalidEntity.Answer([new FieldError("body", fault)]);
        }

        var now = clock.GetUtcNow();
        var rows = await sample.RowsAsync(target, CutOffs.Week(now), now, stop);
        var artifact = uploaded.Complete(target, Instant.TryRead(until, out var at) ? at : now, rows);
        return await SaveAsync(artifact, @as, http.CallerName(), stop);
    }

    private async Task<IResult> SaveAsync(ModelArtifact artifact, string? @as, string by, CancellationToken stop)
    {
        var act = new ModelAct(by, clock.GetUtcNow(), "Uploaded to serve.");
        var version = await models.SaveAsync(artifact, act with { Reason = "Uploaded." }, stop);
        if (@as == "promote")
        {
            await models.PromoteAsync(artifact.Name, version, act, stop);
        }
        else if (@as == "shadow")
        {
            await models.ShadowAsync(artifact.Name, version, act, stop);
        }

        await catalogue.RefreshAsync(stop);
        var metadata = artifact.Metadata;
        return TypedResults.Created(
            $"/models/{artifact.Name}/report?version={version}",
            new UploadedVersion(
                artifact.Name,
                version,
                @as == "promote",
                @as == "shadow",
                metadata.Report.Trees,
                metadata.Features,
                metadata.Warnings ?? []));
    }

    private async Task<IResult> DownloadAsync(string name, int version, CancellationToken stop) =>
        await models.DocumentAsync(name, version, stop) switch
        {
            null => Problem.Of(
                StatusCodes.Status404NotFound,
                $"Model '{name}' has no version {version}. GET /models/{name} lists its versions."),
            { Trees.Length: 0 } => Problem.Of(
                StatusCodes.Status404NotFound,
                $"Version {version} of model '{name}' has no trees; GET /models/{name}/report?version={version} has "
                    + "all it is."),
            var document => TypedResults.File(document.Trees, "application/json", $"{name}-{version}.json"),
        };

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext http, CancellationToken stop)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LargestFile + 1L;
        }

        return await RequestBody.ReadAsync(http.Request, LargestFile, stop);
    }
}
