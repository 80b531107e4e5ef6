namespace Personalization.Domain.Recommendations;

/// <summary>What a recommender is learnt from and how much of it is held while learning.</summary>
public sealed record RecommenderOptions
{
    /// <summary>How much a look at a product counts.</summary>
    public float ViewWeight { get; init; } = 1;

    /// <summary>How much putting it on the wish list counts.</summary>
    public float WishWeight { get; init; } = 2;

    /// <summary>How much putting it into the cart counts.</summary>
    public float CartWeight { get; init; } = 3;

    /// <summary>How much buying it counts, whatever the quantity.</summary>
    public float BuyWeight { get; init; } = 5;

    /// <summary>After this time an event counts half for <c>popular</c>.</summary>
    public TimeSpan PopularHalfLife { get; init; } = TimeSpan.FromDays(30);

    /// <summary>After this time an event counts half for what is taken now, in <c>trending</c>.</summary>
    public TimeSpan TrendingHalfLife { get; init; } = TimeSpan.FromDays(4);

    /// <summary>
    /// Weight of events that a product's past is given beforehand, so that the first view ever is no trend.
    /// </summary>
    public double TrendingPrior { get; init; } = 20;

    /// <summary>Products known from events at most; events of products seen first after that are passed over.</summary>
    public int MaxProducts { get; init; } = 200_000;

    /// <summary>Products of one customer, and of one order, at most: the strongest, then the newest.</summary>
    public int MaxProductsOfCustomer { get; init; } = 200;

    /// <summary>Events of one customer about one product that count at most.</summary>
    public int MaxEventsOfProduct { get; init; } = 20;

    /// <summary>
    /// Pairs of customer and product held at most, 8 bytes each. Beyond it every second customer is dropped, chosen by
    /// a hash of the customer's key, and again when that is not enough.
    /// </summary>
    public int MaxPairs { get; init; } = 5_000_000;

    /// <summary>Similar products kept for each product.</summary>
    public int Neighbours { get; init; } = 40;

    /// <summary>Threads to fit with, 0 for all: one by default, for it runs beside a service that answers.</summary>
    public int Threads { get; init; } = 1;
}
