namespace Personalization.Domain.Recommendations;

/// <summary>A product that is recommended. Its JSON is the HTTP contract.</summary>
/// <param name="Score">
/// How strongly, in (0, 1], 1 being the first of the list; only the order means anything across lists.
/// </param>
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
/// <param name="Fallback">
/// The last strategy that had to fill the list up, <see cref="PopularInAffinity"/> or <see cref="Popular"/>; null when
/// the one asked for was enough.
/// </param>
/// <param name="Items">At most the limit; never empty while a product is active and passes category and filter.</param>
public sealed record RecommendationResult(
    RecommendationStrategy Strategy, string? Fallback, IReadOnlyList<RecommendedItem> Items)
{
    /// <summary>Popular in the categories the customer likes most.</summary>
    public const string PopularInAffinity = "popular-in-affinity";

    /// <summary>Popular with everybody.</summary>
    public const string Popular = "popular";
}
