using System.Collections.Frozen;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Recommendations;

/// <summary>Chooses products for customers. Immutable, for any number of threads.</summary>
/// <remarks>
/// Built by <see cref="RecommenderBuilder"/>; <see cref="With"/> exchanges the products without learning again.
/// </remarks>
public sealed class Recommender
{
    /// <summary>Knows nothing and recommends nothing.</summary>
    public static readonly Recommender Empty = Create(ItemModel.Empty, []);

    private const int MostAffinities = 3;
    private readonly ItemModel _model;
    private readonly FrozenDictionary<string, int> _numbers;
    private readonly Product?[] _products;
    private readonly double[] _popularity;
    private readonly int[] _popular;
    private readonly int[] _trending;
    private readonly FrozenDictionary<string, int[]> _popularOf;

    private Recommender(ItemModel model, Dictionary<string, int> numbers, Product?[] products)
    {
        _model = model;
        _numbers = numbers.ToFrozenDictionary(StringComparer.Ordinal);
        _products = products;
        _popularity = new double[products.Length];
        model.Popularity.CopyTo(_popularity, 0);

        var active = Enumerable.Range(0, products.Length).Where(number => products[number] is { Active: true });
        _popular = [.. active.OrderByDescending(number => _popularity[number])
            .ThenBy(number => products[number]!.ProductId, StringComparer.Ordinal)];
        _trending = [.. _popular.Where(number => number < model.Trend.Length && model.Trend[number] > 0)
            .OrderByDescending(number => model.Trend[number])];
        _popularOf = _popular.Where(number => products[number]!.Category is not null)
            .GroupBy(number => products[number]!.Category!, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>How many products may be recommended.</summary>
    public int ActiveProducts => _popular.Length;

    /// <summary>The same knowledge over other products.</summary>
    public Recommender With(IEnumerable<Product> products) => Create(_model, products);

    /// <summary>The product of an id, active or not, or null.</summary>
    public Product? Find(string productId) =>
        _numbers.TryGetValue(productId, out var number) ? _products[number] : null;

    /// <summary>
    /// Recommends. Where the strategy finds fewer than asked for, the list is filled up with what is popular in the
    /// categories the customer likes, then with what is popular; only <c>recently-viewed</c> is left short unless
    /// empty.
    /// </summary>
    public RecommendationResult Recommend(RecommendationQuery query)
    {
        var selection = new Selection(query, _products);
        Choose(selection, query);
        var enough = query.Strategy == RecommendationStrategy.RecentlyViewed && selection.Count > 0;
        var fallback = enough ? null : FillUp(selection, query);
        return new RecommendationResult(query.Strategy, fallback, selection.Items);
    }

    internal static Recommender Create(ItemModel model, IEnumerable<Product> products)
    {
        var numbers = new Dictionary<string, int>(model.Ids.Length, StringComparer.Ordinal);
        foreach (var id in model.Ids)
        {
            numbers.Add(id, numbers.Count);
        }

        var known = new List<Product?>(new Product?[numbers.Count]);
        foreach (var product in products)
        {
            if (numbers.TryAdd(product.ProductId, known.Count))
            {
                known.Add(product);
            }
            else
            {
                known[numbers[product.ProductId]] = product;
            }
        }

        return new Recommender(model, numbers, [.. known]);
    }

    private void Choose(Selection selection, RecommendationQuery query)
    {
        switch (query.Strategy)
        {
            case RecommendationStrategy.ForYou when query.Profile is { } profile:
                selection.Take(Taste.Sources(profile, query.Now, _numbers, _model.Similar.Items), _model.Similar);
                break;
            case RecommendationStrategy.Similar when Number(query.ProductId) is { } number:
                selection.Take([new Source(number, 1)], _model.Similar);
                break;
            case RecommendationStrategy.BoughtTogether when Number(query.ProductId) is { } number:
                selection.Take([new Source(number, 1)], _model.Together);
                break;
            case RecommendationStrategy.Popular:
                selection.Take(Ranking(_popular, query.Category), _popularity);
                break;
            case RecommendationStrategy.Trending:
                selection.Take(_trending, _model.Trend);
                break;
            case RecommendationStrategy.RecentlyViewed when query.Profile is { } profile:
                TakeViewed(selection, profile);
                break;
            default:
                break;
        }
    }

    private string? FillUp(Selection selection, RecommendationQuery query)
    {
        if (selection.IsFull)
        {
            return null;
        }

        string? fallback = null;
        if (query is { Profile: { } profile, Category: null, Strategy: not RecommendationStrategy.Popular }
            && TakeAffine(selection, profile) > 0)
        {
            fallback = RecommendationResult.PopularInAffinity;
        }

        if (selection.Take(Ranking(_popular, query.Category), _popularity) > 0)
        {
            fallback = RecommendationResult.Popular;
        }

        // A customer who owns the whole shop is still shown something.
        if (selection.Count == 0)
        {
            selection.AllowOwned();
            var any = selection.Take(Ranking(_popular, query.Category), _popularity) > 0;
            fallback = any ? RecommendationResult.Popular : null;
        }

        return fallback;
    }

    private void TakeViewed(Selection selection, Profile profile)
    {
        foreach (var touch in profile.RecentProducts.Where(touch => touch.LastViewed is not null)
            .OrderByDescending(touch => touch.LastViewed))
        {
            if (_numbers.TryGetValue(touch.ProductId, out var number))
            {
                selection.Take(number);
            }
        }
    }

    private int TakeAffine(Selection selection, Profile profile)
    {
        var best = new BestOf(selection.Room);
        foreach (var interest in Taste.Categories(profile, MostAffinities))
        {
            var ranking = _popularOf.GetValueOrDefault(interest.Category, []);
            for (var (i, found) = (0, 0); i < ranking.Length && found < selection.Room; i++)
            {
                if (selection.Accepts(ranking[i]))
                {
                    // The share of the category's favourite, so that a small category is not drowned by a large one.
                    var most = Math.Max(_popularity[ranking[0]], double.Epsilon);
                    best.Add(ranking[i], interest.Weight * (_popularity[ranking[i]] / most), because: -1);
                    found++;
                }
            }
        }

        return selection.Take(best);
    }

    private int[] Ranking(int[] all, string? category) =>
        category is null ? all : _popularOf.GetValueOrDefault(category, []);

    private int? Number(string? productId) =>
        productId is not null && _numbers.TryGetValue(productId, out var number) && number < _model.Similar.Items
            ? number
            : null;
}
