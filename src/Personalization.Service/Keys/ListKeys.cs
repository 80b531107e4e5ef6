using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;
using Personalization.Storage.Keys;

namespace Personalization.Service.Keys;

/// <summary>GET /keys: every stored key, without its secret.</summary>
internal static class ListKeys
{
    internal sealed record Answer(IReadOnlyList<KeyAnswer> Items);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/keys", HandleAsync)
        .WithName("ListKeys").WithTags(Audience.Operations)
        .WithSummary("Every key with its scope. Secrets are not kept and cannot be shown again.")
        .WithExample("""{"items":[{"name":"web","scope":"ingest decide","createdAt":"2026-03-10T12:00:00Z"}]}""")
        .RequireScope(Scope.Admin);

    private static async Task<Ok<Answer>> HandleAsync(KeyStore store, CancellationToken stop) =>
        TypedResults.Ok(new Answer([.. (await store.ListAsync(stop)).Select(KeyAnswer.Of)]));
}
