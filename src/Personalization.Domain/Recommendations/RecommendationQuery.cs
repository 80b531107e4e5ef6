using Personalization.Domain.Profiles;

namespace Personalization.Domain.Recommendations;

/// <summary>What is asked of a <see cref="Recommender"/>.</summary>
public sealed record RecommendationQuery
{
    /// <summary>How to choose.</summary>
    public RecommendationStrategy Strategy { get; init; }

    /// <summary>How many at most; below 1 counts as 1, above 100 as 100.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>For whom; null for nobody in particular.</summary>
    public Profile? Profile { get; init; }

    /// <summary>For <c>similar</c> and <c>bought-together</c>: to which product.</summary>
    public string? ProductId { get; init; }

    /// <summary>Only products of this category.</summary>
    public string? Category { get; init; }

    /// <summary>Only products that pass it.</summary>
    public ProductFilter? Filter { get; init; }

    /// <summary>The time of asking.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>
    /// Whether what the customer has in the cart or bought is left out (never from <c>recently-viewed</c>).
    /// </summary>
    public bool ExcludeOwned { get; init; } = true;
}
