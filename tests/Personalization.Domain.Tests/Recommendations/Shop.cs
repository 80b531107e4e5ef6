using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Tests.Recommendations;

/// <summary>Events, profiles and recommenders of a small made-up shop.</summary>
internal static class Shop
{
    internal static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal static CustomerEvent Event(EventKind kind, double daysAgo, params string[] products) => new()
    {
        Kind = kind,
        Name = kind.ToString(),
        At = Now.AddDays(-daysAgo),
        Products = [.. products.Select(id => new ProductLine(id, CategoryOf(id), 10_0000, 1))],
        TotalUnits = 10_0000 * products.Length,
        OrderId = kind == EventKind.OrderCompleted ? $"order-{daysAgo}-{string.Join('-', products)}" : null,
        Category = products.Length == 1 ? CategoryOf(products[0]) : null,
    };

    internal static CustomerEvent View(string product, double daysAgo = 1) =>
        Event(EventKind.ProductViewed, daysAgo, product);

    internal static CustomerEvent Add(string product, double daysAgo = 1) =>
        Event(EventKind.ProductAdded, daysAgo, product);

    internal static CustomerEvent Buy(double daysAgo, params string[] products) =>
        Event(EventKind.OrderCompleted, daysAgo, products);

    internal static Profile Profile(params CustomerEvent[] history)
    {
        var profile = new Profile(CustomerKey.Known("c-1"));
        foreach (var happened in history)
        {
            profile.Apply(happened);
        }

        return profile;
    }

    /// <summary>Products named by category and number: <c>mug-1</c> is a mug.</summary>
    internal static Product[] Products(params string[] ids) =>
        [.. ids.Select(id =>
            new Product { ProductId = id, Name = "The " + id, Category = CategoryOf(id), Price = 10 })];

    internal static Recommender Learn(IEnumerable<Product> products, params CustomerEvent[][] histories)
    {
        var builder = new RecommenderBuilder(Now, new RecommenderOptions());
        for (var i = 0; i < histories.Length; i++)
        {
            builder.Add(CustomerKey.Known("other-" + i), histories[i]);
        }

        return builder.Build(products);
    }

    internal static string[] Ids(this RecommendationResult result) => [.. result.Items.Select(item => item.ProductId)];

    private static string? CategoryOf(string product) =>
        product.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash ? product[..dash] : null;
}
