namespace Personalization.Domain.Recommendations;

/// <summary>A product that is recommended. Its JSON is the HTTP contract.</summary>
/// <param name="Score">How strongly, in (0, 1], 1 being the first of the list; only the order means anything across lists.</param>
/// <param name="Because">The ids of the customer's products that led to it; null where none did.</param>
public sealed record RecommendedItem(
    string ProductId,
    string? Name,
    string? Category,
    decimal? Price,
    string? Url,
    string? ImageUrl,
    double Score,
    IReadOnlyList<string>? Because);

/// <summary>Recommended products, best first.</summary>
/// <param name="Strategy">The strategy asked for.</param>
/// <param name="Fallback">The strategy that filled (the rest of) the list, null when the one asked for did: <c>popular-in-affinity</c> or <c>popular</c>.</param>
/// <param name="Items">At most the limit; never empty while a product of the catalogue is active and passes the filter.</param>
public sealed record RecommendationResult(
    RecommendationStrategy Strategy, string? Fallback, IReadOnlyList<RecommendedItem> Items);
