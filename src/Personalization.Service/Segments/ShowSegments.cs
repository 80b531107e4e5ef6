using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;

namespace Personalization.Service.Segments;

/// <summary>GET /customers/{id}/segments: the segments a customer is in now.</summary>
internal sealed class ShowSegments(CatalogueHolder catalogue, ProfileReader profiles, TimeProvider clock)
{
    /// <summary>The keys of the segments, in order.</summary>
    internal sealed record Response(string CustomerId, DateTimeOffset At, IReadOnlyList<string> Segments);

    internal void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/customers/{id}/segments", HandleAsync)
        .WithName("ShowSegments").WithTags(Audience.Marketing)
        .WithSummary("The segments a customer is in at this moment.")
        .RequireScope(Scope.Admin)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .WithExample(response: """{ "customerId": "c-42", "at": "2026-03-01T12:00:00Z", "segments": ["vip"] }""");

    private async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync(string id, CancellationToken stop)
    {
        if (!CustomerKey.IsValidId(id))
        {
            return Problem.Of(StatusCodes.Status404NotFound, "No customer can have this id.");
        }

        var found = await profiles.FindAsync(id, null, stop);
        if (found is null)
        {
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "No profile could be read. Try again.");
        }

        if (found.IsEmpty)
        {
            return Problem.Of(StatusCodes.Status404NotFound, $"Nothing is known of the customer '{id}'.");
        }

        var now = clock.GetUtcNow();
        var summary = Decider.Summarise(
            catalogue.Current, new DecisionQuery { Profile = found, Known = true, Now = now });
        return TypedResults.Ok(new Response(id, now, summary.Segments));
    }
}
