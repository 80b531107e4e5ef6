using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Events;
using Personalization.Service.Hosting;

namespace Personalization.Service.Recommendations;

/// <summary>GET /recommendations: products for one customer, for one product, or for everybody.</summary>
internal static class RecommendForCustomer
{
    private const string Example = """
        { "decisionId": "01JNB6R3S3MQ1E2Y2WZJ4D5R8X", "strategy": "for-you", "fallback": null, "items": [
          { "productId": "p1", "name": "Runner", "category": "shoes", "price": 89.9,
            "url": "/p/p1", "imageUrl": "/i/p1.jpg",
            "score": 1, "because": ["p7"] } ] }
        """;

    /// <summary>The query as it comes in; every member is optional.</summary>
    internal sealed record Query(
        string? CustomerId,
        string? AnonymousId,
        string? Strategy,
        string? ProductId,
        string? Category,
        string? Filter,
        string? Limit,
        string? Placement);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/recommendations", HandleAsync)
        .WithName("Recommend").WithTags(Audience.Email)
        .WithSummary("Recommend products: for-you, similar, bought-together, popular, trending or recently-viewed.")
        .WithDescription(
            "Never empty while the catalogue is not: falls back to what is popular, and says so in `fallback`.")
        .RequireScope(Scope.Decide)
        .ForBrowsers().AnswersWithoutStores()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .WithExample(response: Example);

    private static async Task<Results<Ok<Recommended>, ProblemHttpResult>> HandleAsync(
        [AsParameters] Query query, RecommendationDesk desk, CancellationToken stop)
    {
        if (!WishReader.TryRead(query, out var wish, out var fault))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, fault);
        }

        // As for connected content: an id that no customer can have is nobody, not an error.
        var customerId = CustomerKey.IsValidId(query.CustomerId) ? query.CustomerId : null;
        var anonymousId = CustomerKey.IsValidId(query.AnonymousId) ? query.AnonymousId : null;
        var answer = await desk.RecommendAsync(customerId, anonymousId, wish, stop);
        return TypedResults.Ok(answer with { CustomerId = null });
    }
}
