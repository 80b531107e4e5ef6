using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>
/// POST /models/{name}/versions/{version}/promote, /models/{name}/rollback and the shadow: which version scores.
/// </summary>
internal sealed class PromoteModel(
    ModelStore models, ListModels list, IEnumerable<ISingleModel> singles, CatalogueHolder catalogue,
    TimeProvider clock)
{
    private const string ByHand = "Promoted by hand.";

    internal void Map(IEndpointRouteBuilder routes)
    {
        Describe(routes.MapPost("/models/{name}/versions/{version}/promote", PromoteAsync))
            .WithName("PromoteModel")
            .WithSummary("Score with this version from now on; every node follows within a second.")
            .WithDescription(
                "Nothing is compared: whoever calls this has decided. With reason, why; the list shows it.");
        Describe(routes.MapPost("/models/{name}/rollback", RollBackAsync))
            .WithName("RollBackModel")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary("Score with the version before the active one again; every node follows within a second.");
        Describe(routes.MapPost("/models/{name}/versions/{version}/shadow", ShadowAsync))
            .WithName("ShadowModel")
            .ProducesProblem(StatusCodes.Status409Conflict)
            .WithSummary(
                "Score this version beside the active one on a sample of decisions; the report compares them.");
        Describe(routes.MapDelete("/models/{name}/shadow", EndShadowAsync))
            .WithName("EndShadow")
            .WithSummary("Score no version beside the active one.");
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route) => route
        .WithTags(Audience.Marketing).RequireScope(Scope.Admin).ProducesProblem(StatusCodes.Status404NotFound)
        .WithExample(response: ListModels.Example);

    private async Task<Results<Ok<ListModels.Model>, ProblemHttpResult>> PromoteAsync(
        string name, int version, string? reason, HttpContext http, CancellationToken stop) =>
        await models.PromoteAsync(name, version, Act(http, reason ?? ByHand), stop)
            ? await AnswerAsync(name, stop)
            : NoVersion(name, version);

    private async Task<Results<Ok<ListModels.Model>, ProblemHttpResult>> RollBackAsync(
        string name, string? reason, HttpContext http, CancellationToken stop)
    {
        if (await models.RollBackAsync(name, Act(http, reason ?? "Rolled back by hand."), stop) is not null)
        {
            return await AnswerAsync(name, stop);
        }

        return await list.FindAsync(name, stop) is null
            ? ListModels.NotFound(name)
            : Problem.Of(
                StatusCodes.Status409Conflict, $"No version of model '{name}' scored before the one that does now.");
    }

    private async Task<Results<Ok<ListModels.Model>, ProblemHttpResult>> ShadowAsync(
        string name, int version, HttpContext http, CancellationToken stop)
    {
        if (singles.Any(single => single.Name == name && !single.HasShadows))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                $"Model '{name}' has no shadows: its versions put customers into kinds of their own, which cannot be "
                + "set side by side. The report says how a version compared when it was trained.");
        }

        if (await models.ShadowAsync(name, version, Act(http, null), stop))
        {
            return await AnswerAsync(name, stop);
        }

        return await models.DocumentAsync(name, version, stop) is null
            ? NoVersion(name, version)
            : Problem.Of(
                StatusCodes.Status409Conflict,
                $"Version {version} of model '{name}' scores already: promote another first.");
    }

    private async Task<Results<Ok<ListModels.Model>, ProblemHttpResult>> EndShadowAsync(
        string name, HttpContext http, CancellationToken stop)
    {
        if (await list.FindAsync(name, stop) is null)
        {
            return ListModels.NotFound(name);
        }

        await models.ShadowAsync(name, null, Act(http, null), stop);
        return await AnswerAsync(name, stop);
    }

    private ModelAct Act(HttpContext http, string? reason) => new(http.CallerName(), clock.GetUtcNow(), reason);

    private async Task<Results<Ok<ListModels.Model>, ProblemHttpResult>> AnswerAsync(
        string name, CancellationToken stop)
    {
        await catalogue.RefreshAsync(stop);
        return await list.FindAsync(name, stop) is { } model ? TypedResults.Ok(model) : ListModels.NotFound(name);
    }

    private static ProblemHttpResult NoVersion(string name, int version) => Problem.Of(
        StatusCodes.Status404NotFound,
        $"Model '{name}' has no version {version}. GET /models/{name} lists its versions.");
}
