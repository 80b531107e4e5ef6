using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;
using Personalization.Storage.Keys;

namespace Personalization.Service.Keys;

/// <summary>GET /keys: every stored key, without its secret.</summary>
internal static class ListKeys
{
    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/keys", HandleAsync)
        .WithName("ListKeys").WithTags(Audience.Operations)
        .WithSummary("Every key with its scope. Secrets are not kept and cannot be shown again.")
        .WithDescription(ListPage.Rule)
        .WithExample("""
            {"items":[{"name":"web","scope":"ingest decide","createdAt":"2026-03-10T12:00:00Z"}],"next":null}
            """)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .RequireScope(Scope.Admin);

    private static async Task<Results<Ok<EntityList<KeyAnswer>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] ListPage page, KeyStore store, CancellationToken stop)
    {
        var keys = (await store.ListAsync(stop)).Select(KeyAnswer.Of);
        return page.TryCut(keys, key => key.Name, out var cut, out var problem) ? TypedResults.Ok(cut) : problem;
    }
}
