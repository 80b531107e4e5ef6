using System.Runtime.InteropServices;
using Personalization.Domain.Events;
using Personalization.Domain.Experiments;
using Personalization.Learning.Numerics;
using Personalization.Learning.Recommenders;

namespace Personalization.Domain.Recommendations;

/// <summary>Learns a <see cref="Recommender"/> in one pass over the customers' histories, in bounded memory.</summary>
/// <remarks>Not thread-safe. The bounds are those of <see cref="RecommenderOptions"/>.</remarks>
/// <param name="now">Later events are passed over, and every event's age is counted up to it.</param>
public sealed class RecommenderBuilder(DateTimeOffset now, RecommenderOptions options)
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<Counts> _counts = [];
    private readonly BasketSample _customers = new(options.MaxPairs);
    private readonly BasketSample _orders = new(options.MaxPairs);
    private readonly Dictionary<int, Interest> _interests = [];

    /// <summary>Takes in one customer's events, in any order. Each customer is to be given once.</summary>
    public void Add(CustomerKey customer, IEnumerable<CustomerEvent> history)
    {
        var owner = Bucketing.Hash(customer.Value);
        _interests.Clear();
        foreach (var happened in history)
        {
            if (WeightOf(happened.Kind) is > 0 and var weight && happened.At <= now)
            {
                Take(happened, weight, owner);
            }
        }

        _customers.Add(owner, Strongest());
    }

    /// <summary>Finishes: fits the similarities and lays out the rankings over these products.</summary>
    public Recommender Build(IEnumerable<Product> products)
    {
        var fit = new ItemToItemOptions
        {
            Neighbours = options.Neighbours,
            Threads = options.Threads,
            MostItemsOfUser = Math.Clamp(options.MaxProductsOfCustomer, 2, 10_000),
        };
        // Numbered by id: which of two equally similar products comes first is not left to who came first.
        var ids = _numbers.Keys.Order(StringComparer.Ordinal).ToArray();
        var newNumbers = new int[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            newNumbers[_numbers[ids[i]]] = i;
        }

        var counts = Array.ConvertAll(ids, id => _counts[_numbers[id]]);
        var model = new ItemModel
        {
            Ids = ids,
            Similar = ItemToItem.Fit(ids.Length, _customers.Baskets(newNumbers), fit),
            Together = ItemToItem.Fit(ids.Length, _orders.Baskets(newNumbers), fit),
            Popularity = Array.ConvertAll(counts, count => count.Popular),
            Trend = Array.ConvertAll(counts, Trend),
        };
        return Recommender.Create(model, products);
    }

    private float WeightOf(EventKind kind) => kind switch
    {
        EventKind.ProductViewed or EventKind.ProductClicked => options.ViewWeight,
        EventKind.ProductAddedToWishlist => options.WishWeight,
        EventKind.ProductAdded => options.CartWeight,
        EventKind.OrderCompleted => options.BuyWeight,
        _ => 0,
    };

    private void Take(CustomerEvent happened, float weight, uint owner)
    {
        var isOrder = happened.Kind == EventKind.OrderCompleted;
        var lines = new List<(int Item, float Weight)>(isOrder ? happened.Products.Count : 0);
        foreach (var line in happened.Products)
        {
            if (line.Quantity > 0 && Number(line.ProductId) is >= 0 and var number)
            {
                Count(number, weight, happened.At);
                lines.Add((number, 1));
            }
        }

        if (isOrder && lines.Count > 1)
        {
            var distinct = lines.Distinct().Take(options.MaxProductsOfCustomer).ToArray();
            _orders.Add(owner, distinct);
        }
    }

    private int Number(string productId)
    {
        if (_numbers.TryGetValue(productId, out var number))
        {
            return number;
        }

        if (_numbers.Count >= options.MaxProducts)
        {
            return -1;
        }

        _counts.Add(default);
        return _numbers[productId] = _numbers.Count;
    }

    private void Count(int number, float weight, DateTimeOffset at)
    {
        ref var interest = ref CollectionsMarshal.GetValueRefOrAddDefault(_interests, number, out _);
        interest = new Interest(
            Math.Max(interest.Weight, weight), at > interest.Last ? at : interest.Last, interest.Events + 1);
        if (interest.Events <= options.MaxEventsOfProduct)
        {
            ref var counts = ref CollectionsMarshal.AsSpan(_counts)[number];
            counts = new Counts(
                counts.Popular + (weight * Remaining(at, options.PopularHalfLife)),
                counts.Recent + (weight * Remaining(at, options.TrendingHalfLife)));
        }
    }

    private double Remaining(DateTimeOffset at, TimeSpan halfLife) => Portable.Exp2(-((now - at) / halfLife));

    // What decays with half-life h stands for h / ln 2 of a steady stream, so the quotient compares two rates.
    private double Trend(Counts counts) =>
        counts.Recent / options.TrendingHalfLife.TotalDays
        / ((counts.Popular + options.TrendingPrior) / options.PopularHalfLife.TotalDays);

    private (int Item, float Weight)[] Strongest() => _interests
        .OrderByDescending(entry => entry.Value.Weight)
        .ThenByDescending(entry => entry.Value.Last)
        .ThenBy(entry => entry.Key)
        .Take(options.MaxProductsOfCustomer)
        .Select(entry => (entry.Key, entry.Value.Weight))
        .ToArray();

    private readonly record struct Counts(double Popular, double Recent);

    private readonly record struct Interest(float Weight, DateTimeOffset Last, int Events);
}
