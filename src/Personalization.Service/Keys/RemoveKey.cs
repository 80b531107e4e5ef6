using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;

namespace Personalization.Service.Keys;

/// <summary>DELETE /keys/{name}: refuse a key from now on.</summary>
internal static class RemoveKey
{
    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/keys/{name}", HandleAsync)
        .WithName("RemoveKey").WithTags(Audience.Operations)
        .WithSummary("Remove a key: refused at once on this node and within a second on the others.")
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .RequireScope(Scope.Admin);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        string name, KeyChanges changes, HttpContext context) =>
        await changes.RemoveAsync(name, context.CallerName(), context.RequestAborted) switch
        {
            KeyRemoval.Removed => TypedResults.NoContent(),
            KeyRemoval.Missing => GetKey.Missing(name),
            _ => Problem.Of(
                StatusCodes.Status409Conflict, "This is the last administrator's key. Make another one first."),
        };
}
