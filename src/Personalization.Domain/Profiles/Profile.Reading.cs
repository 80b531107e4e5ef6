using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>A product and when the customer last viewed it, put it into the cart and bought it.</summary>
public sealed record ProductTouch(
    string ProductId,
    string? Category,
    DateTimeOffset? LastViewed,
    DateTimeOffset? LastCarted,
    DateTimeOffset? LastBought)
{
    /// <summary>The latest of the three.</summary>
    public DateTimeOffset LastTouched => Latest(Latest(LastViewed, LastCarted), LastBought)!.Value;

    private static DateTimeOffset? Latest(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right > left ? right : left;
}

/// <content>What can be read from a profile.</content>
public sealed partial class Profile
{
    /// <summary>Whether no event has been folded in.</summary>
    public bool IsEmpty => Lifetime.LastSeen == Lifetime.Never;

    /// <summary>The first event of any kind.</summary>
    public DateTimeOffset? FirstSeen => Instants.FromMillisecondsOrNull(Lifetime.FirstSeen);

    /// <summary>
    /// The id that splits are made by: the one under which the customer was first seen browsing, be it a visitor's who
    /// joined; the customer's own where nothing else is known. So a visitor who signs in keeps what they were shown.
    /// </summary>
    public string AssignmentId => _browsed.At == Lifetime.Never ? Customer.Id : _browsed.Key.Id;

    /// <summary>The last event of any kind. Features are valid from here on.</summary>
    public DateTimeOffset? LastSeen => Instants.FromMillisecondsOrNull(Lifetime.LastSeen);

    /// <summary>The last thing the customer did, see <see cref="EventVocabulary.IsAction"/>.</summary>
    public DateTimeOffset? LastActive => Instants.FromMillisecondsOrNull(Lifetime.LastActive);

    /// <summary>The first order.</summary>
    public DateTimeOffset? FirstOrder => Instants.FromMillisecondsOrNull(Lifetime.FirstOrder);

    /// <summary>The last order.</summary>
    public DateTimeOffset? LastOrder => Instants.FromMillisecondsOrNull(Lifetime.LastOrder);

    /// <summary>All events folded in.</summary>
    public long EventCount => Lifetime.Kinds.Sum();

    /// <summary>All orders.</summary>
    public long OrderCount => CountOf(EventKind.OrderCompleted);

    /// <summary>The sum of all order totals in 1/10,000 of the currency; refunds are not subtracted.</summary>
    public long RevenueUnits => Lifetime.Revenue;

    /// <summary>The traits that have a value, in no particular order. At most 40.</summary>
    public IEnumerable<KeyValuePair<string, TraitValue>> Traits
    {
        get
        {
            for (var i = 0; i < TraitMap.Count; i++)
            {
                var value = TraitMap.ValueAt(i).Value;
                if (value.Kind != TraitKind.Null)
                {
                    yield return new(TraitMap.KeyAt(i), value);
                }
            }
        }
    }

    /// <summary>
    /// The categories the customer had to do with, weighed at the last event, in no particular order. At most 64.
    /// </summary>
    public IEnumerable<CategoryInterest> Categories
    {
        get
        {
            for (var i = 0; i < CategoryMap.Count; i++)
            {
                var counts = CategoryMap.ValueAt(i);
                yield return new CategoryInterest(
                    CategoryMap.KeyAt(i),
                    counts.Views,
                    counts.CartAdds,
                    counts.Purchases,
                    counts.Interest.At(Lifetime.LastSeen, CategoryCounts.HalfLife));
            }
        }
    }

    /// <summary>The newest events, newest first; at most 64.</summary>
    public IReadOnlyList<RecentEvent> RecentEvents
    {
        get
        {
            var newestFirst = new RecentEvent[Recent.Count];
            for (var i = 0; i < newestFirst.Length; i++)
            {
                newestFirst[i] = Recent[newestFirst.Length - 1 - i];
            }

            return newestFirst;
        }
    }

    /// <summary>
    /// The products touched last, newest first; at most 50. Each time is known as long as the product is among the last
    /// touched in that way (50 viewed, 20 put into the cart, 50 bought).
    /// </summary>
    public IReadOnlyList<ProductTouch> RecentProducts
    {
        get
        {
            var products = new Dictionary<string, ProductTouch>(StringComparer.Ordinal);
            Collect(products, Viewed, static (touch, at) => touch with { LastViewed = at });
            Collect(products, Carted, static (touch, at) => touch with { LastCarted = at });
            Collect(products, Bought, static (touch, at) => touch with { LastBought = at });
            return products.Values
                .OrderByDescending(touch => touch.LastTouched)
                .ThenByDescending(touch => touch.ProductId, StringComparer.Ordinal)
                .Take(Limits.RecentProducts)
                .ToArray();
        }
    }

    /// <summary>The open cart, oldest line first: what was added and not removed since the last order.</summary>
    public IReadOnlyList<CartLine> Cart() => CartOperations.Play();

    /// <summary>A trait's value; false when it was never given or taken back.</summary>
    public bool TryGetTrait(string name, out TraitValue value)
    {
        value = TraitMap.TryGet(name, out var entry) ? entry.Value : TraitValue.Null;
        return value.Kind != TraitKind.Null;
    }

    /// <summary>
    /// The weight of a category at an instant (see <see cref="CategoryInterest.Weight"/>); 0 for one unknown.
    /// </summary>
    public double Affinity(string category, DateTimeOffset at) => CategoryMap.TryGet(category, out var counts)
        ? counts.Interest.At(Instants.ToMilliseconds(at), CategoryCounts.HalfLife)
        : 0;

    /// <summary>All events of a kind.</summary>
    public long CountOf(EventKind kind) => Lifetime.Kinds[(int)kind];

    /// <summary>All track events of a name, of the vocabulary or not.</summary>
    public long CountOf(string eventName)
    {
        var kind = EventVocabulary.KindOf(eventName);
        if (kind != EventKind.Other)
        {
            return CountOf(kind);
        }

        return Limits.Cut(eventName, Limits.TextBytes) is { } name && EventNames.TryGet(name, out var count)
            ? count.Times
            : 0;
    }

    private static void Collect(
        Dictionary<string, ProductTouch> products,
        TouchList touches,
        Func<ProductTouch, DateTimeOffset, ProductTouch> set)
    {
        for (var i = 0; i < touches.Count; i++)
        {
            var touch = touches[i];
            var known = products.TryGetValue(touch.Product, out var held)
                ? held with { Category = held.Category ?? touch.Category }
                : new ProductTouch(touch.Product, touch.Category, null, null, null);
            products[touch.Product] = set(known, Instants.FromMilliseconds(touch.At));
        }
    }
}
