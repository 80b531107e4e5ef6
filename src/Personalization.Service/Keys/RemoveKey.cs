using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;
using Personalization.Storage.Keys;

namespace Personalization.Service.Keys;

/// <summary>DELETE /keys/{name}: refuse a key from now on.</summary>
internal static class RemoveKey
{
    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/keys/{name}", HandleAsync)
        .WithName("RemoveKey").WithTags(Audience.Operations)
        .WithSummary("Remove a key: refused at once on this node and within a second on the others.")
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed)
        .RequireScope(Scope.Admin);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        string name, KeyChanges changes, KeyStore store, HttpContext context)
    {
        var stored = await GetKey.FindAsync(store, name, context.RequestAborted);
        if (stored is not null && KeyTag.IsRefused(context.Request, stored))
        {
            return KeyTag.Refusal(name);
        }

        return await changes.RemoveAsync(name, context.CallerName(), context.RequestAborted) switch
        {
            KeyRemoval.Removed => TypedResults.NoContent(),
            KeyRemoval.Missing => GetKey.Missing(name),
            _ => Problem.Of(
                StatusCodes.Status409Conflict, "This is the last administrator's key. Make another one first."),
        };
    }
}
