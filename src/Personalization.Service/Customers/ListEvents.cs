using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;
using Personalization.Storage.Events;

namespace Personalization.Service.Customers;

/// <summary>GET /customers/{id}/events: the customer's log, newest first, in pages.</summary>
internal static class ListEvents
{
    private const int MaxLimit = 1_000;

    /// <summary>A page.</summary>
    /// <param name="Total">How many events the customer has.</param>
    /// <param name="Next">The <c>before</c> of the next page; null on the last one.</param>
    internal sealed record Answer(string CustomerId, long Total, IReadOnlyList<EventItem> Items, long? Next);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/customers/{id}/events", HandleAsync)
        .WithName("ListCustomerEvents").WithTags(Audience.Marketing)
        .WithSummary("A customer's events, newest first, those of joined visitors included.")
        .WithDescription("A page at a time: send `next` as `before` for older ones. limit: 1 to 1,000, default 100.")
        .WithExample("""
            {"customerId":"c-42","total":17,
             "items":[{"stream":"u:c-42","version":17,"messageId":"m-17","type":"track","name":"Product Added",
              "timestamp":"2026-03-10T11:59:00Z","receivedAt":"2026-03-10T11:59:01Z",
              "body":{"properties":{"product_id":"p1"}}}],"next":16}
            """)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
        .RequireScope(Scope.Admin);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        string id, bool? anonymous, [AsParameters] Page page, IEventLog log, CancellationToken stop)
    {
        if (!CustomerAddress.TryRead(id, anonymous, out var customer, out var problem))
        {
            return problem;
        }

        var limit = page.Limit ?? 100;
        if (limit is < 1 or > MaxLimit || page.Before < 0)
        {
            return Problem.Of(
                StatusCodes.Status400BadRequest, "limit is between 1 and 1,000; before is the next of a page.");
        }

        var found = await log.ReadCustomerPageAsync(customer, page.Before, limit, stop);
        return found.Total == 0
            ? CustomerAddress.Unknown(customer)
            : TypedResults.Ok(new Answer(
                found.Customer.Id,
                found.Total,
                [.. found.Events.Reverse().Select(EventItem.Of)],
                found.Start > 0 ? found.Start : null));
    }

    /// <summary>Which page.</summary>
    internal sealed record Page(int? Limit, long? Before);
}
