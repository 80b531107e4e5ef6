using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;
using Personalization.Storage.Events;

namespace Personalization.Service.Ingestion;

/// <summary>GET /events/rejected: the events that were refused, newest first.</summary>
internal static class ListRejectedEvents
{
    private const int MaxLimit = 1_000;

    internal sealed record Answer(IReadOnlyList<RejectedEvent> Items);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/events/rejected", HandleAsync)
        .WithName("ListRejectedEvents").WithTags(Audience.Operations)
        .WithSummary("Events that were refused, newest first, each with the reason and the bytes that were sent.")
        .WithExample("""
            {"items":[{"receivedAt":"2026-03-10T12:00:00Z","messageId":"m-7","reason":"no_user_anon_id",
              "body":"{\"type\":\"page\"}"}]}
            """)
        .RequireScope(Scope.Admin);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        IEventLog log, CancellationToken stop, int limit = 100) =>
        limit is < 1 or > MaxLimit
            ? Problem.Of(StatusCodes.Status400BadRequest, "limit is between 1 and 1,000.")
            : TypedResults.Ok(new Answer(await log.ReadRejectedAsync(limit, stop)));
}
