using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Personalization.Domain.Recommendations;

namespace Personalization.Service.Recommendations;

/// <summary>Reads what a caller wishes for, or says which field is wrong.</summary>
internal static class WishReader
{
    private static readonly Dictionary<string, RecommendationStrategy> Strategies = new(StringComparer.Ordinal)
    {
        ["for-you"] = RecommendationStrategy.ForYou,
        ["similar"] = RecommendationStrategy.Similar,
        ["bought-together"] = RecommendationStrategy.BoughtTogether,
        ["popular"] = RecommendationStrategy.Popular,
        ["trending"] = RecommendationStrategy.Trending,
        ["recently-viewed"] = RecommendationStrategy.RecentlyViewed,
    };

    public static bool TryRead(
        RecommendForCustomer.Query query,
        [NotNullWhen(true)] out RecommendationWish? wish,
        [NotNullWhen(false)] out string? fault)
    {
        wish = null;
        fault = null;
        var limit = 10;
        var strategy = RecommendationStrategy.ForYou;
        ProductFilter? filter = null;
        if (query.Strategy is { Length: > 0 } name && !Strategies.TryGetValue(name, out strategy))
        {
            fault = $"strategy must be one of {string.Join(", ", Strategies.Keys)}.";
        }
        else if (query.Limit is { Length: > 0 } number && !TryReadLimit(number, out limit))
        {
            fault = $"limit must be a whole number from 1 to {RecommendationWish.MaxLimit}.";
        }
        else if (strategy is RecommendationStrategy.Similar or RecommendationStrategy.BoughtTogether
            && string.IsNullOrEmpty(query.ProductId))
        {
            fault = $"productId is required by the strategy {query.Strategy}: to which product?";
        }
        else if (query.Filter is { Length: > 0 } text)
        {
            fault = CompileFilter(text, out filter);
        }

        if (fault is not null)
        {
            return false;
        }

        wish = new RecommendationWish
        {
            Strategy = strategy,
            Limit = limit,
            ProductId = query.ProductId,
            Category = string.IsNullOrEmpty(query.Category) ? null : query.Category,
            Filter = filter,
            Placement = query.Placement,
        };
        return true;
    }

    private static bool TryReadLimit(string text, out int limit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
        && limit is >= 1 and <= RecommendationWish.MaxLimit;

    private static string? CompileFilter(string text, out ProductFilter? filter)
    {
        filter = ProductFilter.Compile(text, out var errors);
        return filter is null ? $"filter {errors[0]}" : null;
    }
}
