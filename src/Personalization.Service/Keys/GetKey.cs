using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;
using Personalization.Storage.Keys;

namespace Personalization.Service.Keys;

/// <summary>GET /keys/{name}: one key, without its secret.</summary>
internal static class GetKey
{
    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/keys/{name}", HandleAsync)
        .WithName("GetKey").WithTags(Audience.Operations)
        .WithSummary("One key with its scope.")
        .WithExample("""{"name":"web","scope":"ingest","createdAt":"2026-03-10T12:00:00Z"}""")
        .ProducesProblem(StatusCodes.Status404NotFound)
        .RequireScope(Scope.Admin);

    private static async Task<Results<Ok<KeyAnswer>, ProblemHttpResult>> HandleAsync(
        string name, HttpContext http, KeyStore store, CancellationToken stop)
    {
        if (await FindAsync(store, name, stop) is not { } record)
        {
            return Missing(name);
        }

        http.Response.Headers.ETag = KeyTag.Of(record);
        return TypedResults.Ok(KeyAnswer.Of(record));
    }

    internal static async Task<ApiKeyRecord?> FindAsync(KeyStore store, string name, CancellationToken stop) =>
        (await store.ListAsync(stop))
            .FirstOrDefault(record => string.Equals(record.Name, name, StringComparison.Ordinal));

    internal static ProblemHttpResult Missing(string name) =>
        Problem.Of(StatusCodes.Status404NotFound, $"There is no key named '{name}'.");
}
