using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>How much a customer has to do with one category.</summary>
/// <param name="Category">The category as sent, cut to 40 bytes.</param>
/// <param name="Views">Product and list views, clicks and searches in it.</param>
/// <param name="CartAdds">Additions to the cart or wish list.</param>
/// <param name="Purchases">Order lines.</param>
/// <param name="Weight">
/// 1 a view, 3 an addition, 5 a purchase, halved every 30 days: the weight at the instant that was asked for.
/// </param>
public readonly record struct CategoryInterest(
    string Category, long Views, long CartAdds, long Purchases, double Weight);

/// <summary>What is kept of one category.</summary>
internal struct CategoryCounts
{
    public const double HalfLife = 30.0 * Instants.MillisecondsPerDay;
    public const double ViewWeight = 1;
    public const double AddWeight = 3;
    public const double PurchaseWeight = 5;

    public long Views;
    public long CartAdds;
    public long Purchases;
    public DecayedCount Interest;

    // In milliseconds, 0 for never: the last time stands, however much else happened since.
    public long LastViewed;
    public long LastCarted;
    public long LastBought;

    public void AddAll(in CategoryCounts other)
    {
        Views += other.Views;
        CartAdds += other.CartAdds;
        Purchases += other.Purchases;
        Interest = Interest.Add(other.Interest.Weight, other.Interest.AsOf, HalfLife);
        LastViewed = Math.Max(LastViewed, other.LastViewed);
        LastCarted = Math.Max(LastCarted, other.LastCarted);
        LastBought = Math.Max(LastBought, other.LastBought);
    }
}

/// <summary>The value of a trait and when it was said.</summary>
internal record struct TraitEntry(TraitValue Value, long At)
{
    /// <summary>Whether this replaces what is held: the later word, and of two at once the larger.</summary>
    public readonly bool Supersedes(in TraitEntry held) =>
        At > held.At || (At == held.At && Value.CompareTo(held.Value) > 0);
}

/// <summary>How often an event outside the vocabulary happened, and when last.</summary>
internal record struct NamedCount(long Times, long LastAt);
