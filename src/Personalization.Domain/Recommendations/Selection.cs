using System.Runtime.InteropServices;
using Personalization.Domain.Campaigns;
using Personalization.Learning.Recommenders;

namespace Personalization.Domain.Recommendations;

/// <summary>The list that one query's recommendations are gathered in: what may be in it and what is.</summary>
internal sealed class Selection
{
    private const double LeastScore = 0.0001;
    private readonly RecommendationQuery _query;
    private readonly Product?[] _products;
    private readonly HashSet<int> _taken = [];
    private readonly List<RecommendedItem> _items = [];
    private readonly int _limit;
    private HashSet<string>? _owned;

    // Scores only fall along the list: what a later strategy adds starts at the last score of the one before.
    private double _ceiling = 1;

    internal Selection(RecommendationQuery query, Product?[] products)
    {
        _query = query;
        _products = products;
        _limit = Math.Clamp(query.Limit, 1, CatalogueLimits.Recommendations);
        if (query is { ExcludeOwned: true, Strategy: not RecommendationStrategy.RecentlyViewed, Profile: { } profile })
        {
            _owned = Taste.Owned(profile);
        }
    }

    internal IReadOnlyList<RecommendedItem> Items => _items;

    internal int Count => _items.Count;

    internal int Room => _limit - _items.Count;

    internal bool IsFull => Room == 0;

    internal void AllowOwned() => _owned = null;

    /// <summary>
    /// Whether a product may be added: active, not yet in, not owned, of the category, past the filter.
    /// </summary>
    internal bool Accepts(int item) =>
        _products[item] is { Active: true } product
        && !_taken.Contains(item)
        && (_query.Category is null || product.Category == _query.Category)
        && _owned?.Contains(product.ProductId) != true
        && !IsAskedAbout(product)
        && _query.Filter?.Accepts(product) != false;

    /// <summary>Adds one product with the score of a newest-first list.</summary>
    internal void Take(int item)
    {
        if (!IsFull && Accepts(item))
        {
            Add(item, 1.0 / (1 + _items.Count), because: -1);
        }
    }

    /// <summary>Adds from a ranking what is accepted, until full; says how many.</summary>
    internal int Take(ReadOnlySpan<int> ranking, ReadOnlySpan<double> scores)
    {
        var best = new BestOf(Room);
        for (int i = 0, found = 0; i < ranking.Length && found < Room; i++)
        {
            if (Accepts(ranking[i]))
            {
                best.Add(ranking[i], scores[ranking[i]], because: -1);
                found++;
            }
        }

        return Take(best);
    }

    /// <summary>Adds the products nearest to the sources; says how many.</summary>
    internal int Take(IReadOnlyList<Source> sources, ItemToItem model)
    {
        var sums = new Dictionary<int, (double Score, double Most, int Because)>();
        foreach (var source in sources)
        {
            foreach (var near in model.Neighbours(source.Item))
            {
                var part = source.Weight * near.Score;
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, near.Item, out _);
                sum = part > sum.Most ? (sum.Score + part, part, source.Item) : sum with { Score = sum.Score + part };
            }
        }

        var best = new BestOf(Room);
        foreach (var (item, sum) in sums)
        {
            if (Accepts(item))
            {
                best.Add(item, sum.Score, sum.Because);
            }
        }

        return Take(best);
    }

    internal int Take(BestOf found)
    {
        var ceiling = _ceiling;
        foreach (var candidate in found.Best)
        {
            var most = found.Best[0].Score;
            Add(candidate.Item, ceiling * (most > 0 ? candidate.Score / most : 1), candidate.Because);
        }

        return found.Best.Length;
    }

    // What a page is about is not offered on it again.
    private bool IsAskedAbout(Product product) =>
        _query.Strategy is RecommendationStrategy.Similar or RecommendationStrategy.BoughtTogether
        && product.ProductId == _query.ProductId;

    private void Add(int item, double score, int because)
    {
        var product = _products[item]!;
        _ceiling = Math.Max(Math.Round(score, 4), LeastScore);
        _taken.Add(item);
        _items.Add(new RecommendedItem(
            product.ProductId,
            product.Name,
            product.Category,
            product.Price,
            product.Url,
            product.ImageUrl,
            _ceiling,
            because >= 0 && _products[because] is { } cause ? [cause.ProductId] : null));
    }
}
