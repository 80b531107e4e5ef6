using Personalization.Learning.Recommenders;

namespace Personalization.Domain.Recommendations;

/// <summary>What was learnt of products from events, by number. Immutable.</summary>
internal sealed class ItemModel
{
    internal static readonly ItemModel Empty = new()
    {
        Ids = [],
        Similar = ItemToItem.Fit(0, [], new ItemToItemOptions()),
        Together = ItemToItem.Fit(0, [], new ItemToItemOptions()),
        Popularity = [],
        Trend = [],
    };

    /// <summary>The product ids by number.</summary>
    internal required string[] Ids { get; init; }

    /// <summary>Products of the same customers.</summary>
    internal required ItemToItem Similar { get; init; }

    /// <summary>Products of the same orders.</summary>
    internal required ItemToItem Together { get; init; }

    /// <summary>Weight of the events about each, decayed.</summary>
    internal required double[] Popularity { get; init; }

    /// <summary>Rate of events now over the rate before.</summary>
    internal required double[] Trend { get; init; }
}
