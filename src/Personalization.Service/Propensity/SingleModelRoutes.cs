using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>A version of a model that there is one of.</summary>
internal sealed record SingleModelVersion<TMetadata>(
    string Name,
    int Version,
    bool Active,
    DateTimeOffset SavedAt,
    string SavedBy,
    string? PromotionReason,
    TMetadata Metadata);

/// <summary>The versions of a model that there is one of, the newest first.</summary>
internal sealed record SingleModelVersions(string Name, int? ActiveVersion, IReadOnlyList<SingleModelVersions.Item> Versions)
{
    /// <summary>One of them.</summary>
    internal sealed record Item(int Number, bool Active, DateTimeOffset SavedAt, string SavedBy, string? PromotionReason);
}

/// <summary>The routes of a model that there is one of, beside those of propensity models.</summary>
internal sealed class SingleModelRoutes<TMetadata>(
    ISingleModel<TMetadata> model, ModelStore models, TrainingRuns runs, CatalogueHolder catalogue, TimeProvider clock)
{
    /// <summary>Maps the routes of the model.</summary>
    /// <param name="title">Its name in operations: <c>Lifetime</c>.</param>
    /// <param name="example">A version's metadata as JSON, to be shown in Swagger.</param>
    internal void Map(IEndpointRouteBuilder routes, string title, string example)
    {
        var group = routes.MapGroup("/models/" + model.Name).WithTags(Audience.Marketing).RequireScope(Scope.Admin);
        MapVersions(group, title);
        MapTraining(group, title);
        group.MapGet("/report", ReportAsync).WithName($"Read{title}Report")
            .WithSummary($"What a version of the {model.Name} model was learnt from and how good it is.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: $$"""
                { "name": "{{model.Name}}", "version": 2, "active": true, "savedAt": "2026-01-05T09:00:00Z", "savedBy": "train",
                  "promotionReason": "It foretells better than the version that served.", "metadata": {{example}} }
                """);
    }

    private void MapTraining(RouteGroupBuilder group, string title)
    {
        var example = $$"""
            { "name": "{{model.Name}}", "state": "running", "startedAt": "2026-01-05T09:00:00Z", "step": "replay",
              "done": 120000, "planned": 450000 }
            """;
        group.MapPost("/train", Start).WithName($"Train{title}Model")
            .WithSummary($"Train the {model.Name} model on the event log in the background; poll GET on the same path.")
            .WithDescription("With until, only what was known before that time is used. With promote=never the new "
                + "version is stored only. While a run is under way, it is answered instead.")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .WithExample(response: example);
        group.MapGet("/train", Run).WithName($"Read{title}Training")
            .WithSummary($"The newest training run of the {model.Name} model that was started on this node.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: example);
    }

    private void MapVersions(RouteGroupBuilder group, string title)
    {
        var example = $$"""
            { "name": "{{model.Name}}", "activeVersion": 2, "versions": [ { "number": 2, "active": true,
              "savedAt": "2026-01-05T09:00:00Z", "savedBy": "train",
              "promotionReason": "It foretells better than the version that served." } ] }
            """;
        group.MapGet("", ListAsync).WithName($"Get{title}Model").WithSummary($"The versions of the {model.Name} model.")
            .WithExample(response: example);
        group.MapPost("/versions/{version:int}/promote", PromoteAsync).WithName($"Promote{title}Model")
            .WithSummary("Serve this version from now on; every node follows within a second.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .WithExample(response: example);
        group.MapPost("/rollback", RollBackAsync).WithName($"RollBack{title}Model")
            .WithSummary("Serve the version before the active one again; every node follows within a second.")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithExample(response: example);
    }

    private async Task<Ok<SingleModelVersions>> ListAsync(CancellationToken stop) => TypedResults.Ok(await VersionsAsync(stop));

    private async Task<SingleModelVersions> VersionsAsync(CancellationToken stop)
    {
        var versions = (await models.DocumentsAsync(model.Name, stop)).Reverse().ToArray();
        return new SingleModelVersions(
            model.Name,
            versions.FirstOrDefault(version => version.Active)?.Document.Version,
            Array.ConvertAll(versions, version => new SingleModelVersions.Item(
                version.Document.Version, version.Active, version.SavedAt, version.SavedBy, version.PromotionReason)));
    }

    private async Task<Results<Ok<SingleModelVersion<TMetadata>>, ProblemHttpResult>> ReportAsync(
        int? version, CancellationToken stop)
    {
        var versions = await models.DocumentsAsync(model.Name, stop);
        var found = versions.FirstOrDefault(one => version is null ? one.Active : one.Document.Version == version);
        return found is null
            ? Problem.Of(StatusCodes.Status404NotFound, version is null
                ? $"There is no {model.Name} model yet. Train it with POST /models/{model.Name}/train."
                : $"The {model.Name} model has no version {version}.")
            : TypedResults.Ok(new SingleModelVersion<TMetadata>(
                model.Name,
                found.Document.Version,
                found.Active,
                found.SavedAt,
                found.SavedBy,
                found.PromotionReason,
                model.Read(found.Document.Metadata)));
    }

    private Results<Accepted<TrainModel.Run>, ProblemHttpResult> Start(string? until, string? promote, HttpContext http)
    {
        DateTimeOffset? end = Instant.TryRead(until, out var at) ? at : null;
        if (until is not null && end is null)
        {
            return Problem.Of(
                StatusCodes.Status400BadRequest,
                $"until '{until}' is not a time; write for example 2026-01-05T00:00:00Z.");
        }

        if (TrainModel.RuleOf(promote) is not { } rule)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "promote must be if-better, always or never.");
        }

        var order = new SingleOrder(end, http.CallerName(), rule);
        var run = runs.Start(new TrainingWork(model.Name, (watch, stop) => model.TrainAsync(order, watch, stop)));
        return TypedResults.Accepted($"/models/{model.Name}/train", run);
    }

    private Results<Ok<TrainModel.Run>, ProblemHttpResult> Run() => runs.Find(model.Name) is { } run
        ? TypedResults.Ok(run)
        : Problem.Of(
            StatusCodes.Status404NotFound,
            $"No training of '{model.Name}' was started on this node since it started.");

    private async Task<Results<Ok<SingleModelVersions>, ProblemHttpResult>> PromoteAsync(
        int version, string? reason, HttpContext http, CancellationToken stop)
    {
        var act = new ModelAct(http.CallerName(), clock.GetUtcNow(), reason ?? "Promoted by hand.");
        if (!await models.PromoteAsync(model.Name, version, act, stop))
        {
            return Problem.Of(StatusCodes.Status404NotFound, $"The {model.Name} model has no version {version}.");
        }

        await catalogue.RefreshAsync(stop);
        return TypedResults.Ok(await VersionsAsync(stop));
    }

    private async Task<Results<Ok<SingleModelVersions>, ProblemHttpResult>> RollBackAsync(
        string? reason, HttpContext http, CancellationToken stop)
    {
        var act = new ModelAct(http.CallerName(), clock.GetUtcNow(), reason ?? "Rolled back by hand.");
        if (await models.RollBackAsync(model.Name, act, stop) is null)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict, $"No version of the {model.Name} model served before the one that does now.");
        }

        await catalogue.RefreshAsync(stop);
        return TypedResults.Ok(await VersionsAsync(stop));
    }
}
