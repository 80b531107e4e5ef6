using Personalization.Domain.Events;
using Personalization.Domain.Experiments;
using Personalization.Domain.Recommendations;
using static Personalization.Domain.Tests.Recommendations.Shop;

namespace Personalization.Domain.Tests.Recommendations;

public sealed class RecommenderBuilderTests
{
    [Fact, Trait("clause", "REC-11")]
    public void The_order_of_customers_and_events_changes_nothing()
    {
        var random = new Random(20260301);
        var histories = Enumerable.Range(0, 200).Select(customer => (
            Key: CustomerKey.Known("c-" + customer),
            Events: Enumerable.Range(0, 20)
                .Select(i => View($"p{random.Next(30)}", random.NextDouble() * 50)).ToArray())).ToArray();
        var products = Products([.. Enumerable.Range(0, 30).Select(i => "p" + i)]);

        var one = Build(histories, products);
        foreach (var history in histories)
        {
            random.Shuffle(history.Events);
        }

        random.Shuffle(histories);
        var other = Build(histories, products);

        foreach (var product in products)
        {
            var query = new RecommendationQuery
            {
                Strategy = RecommendationStrategy.Similar,
                ProductId = product.ProductId,
                Limit = 5,
            };
            Assert.Equal(one.Recommend(query).Ids(), other.Recommend(query).Ids());
        }
    }

    [Fact, Trait("clause", "REC-11")]
    public void Beyond_its_bound_a_sample_keeps_customers_by_their_key()
    {
        var owners = Enumerable.Range(0, 1_000).Select(i => Bucketing.Hash("c-" + i)).ToArray();

        var forwards = Sample(owners);
        var backwards = Sample(owners.Reverse());

        Assert.InRange(forwards.Count, 25, 100);
        Assert.Equal(forwards.Order(), backwards.Order());
    }

    [Fact, Trait("clause", "REC-11")]
    public void Products_beyond_the_bound_are_passed_over()
    {
        var builder = new RecommenderBuilder(Now, new RecommenderOptions { MaxProducts = 2 });
        builder.Add(CustomerKey.Known("c"), [View("a", 3), View("b", 2), View("c", 1)]);

        var recommender = builder.Build(Products("a", "b", "c"));

        var popular = recommender.Recommend(Popular);
        Assert.Equal(["b", "a", "c"], popular.Ids());
    }

    [Fact, Trait("clause", "REC-11")]
    public void One_customer_cannot_make_a_product_popular()
    {
        var builder = new RecommenderBuilder(Now, new RecommenderOptions());
        builder.Add(CustomerKey.Known("crawler"), Enumerable.Range(0, 10_000).Select(_ => View("pushed")));
        for (var i = 0; i < 30; i++)
        {
            builder.Add(CustomerKey.Known("c-" + i), [View("liked")]);
        }

        var recommender = builder.Build(Products("liked", "pushed"));

        var popular = recommender.Recommend(Popular);
        Assert.Equal(["liked", "pushed"], popular.Ids());
    }

    [Fact, Trait("clause", "REC-3")]
    public void Events_dated_in_the_future_count_for_nothing()
    {
        var builder = new RecommenderBuilder(Now, new RecommenderOptions());
        builder.Add(CustomerKey.Known("c"), [View("z", daysAgo: -2_900_000), View("y", daysAgo: 1)]);

        var recommender = builder.Build(Products("a", "y", "z"));

        var popular = recommender.Recommend(Popular);
        Assert.Equal(["y", "a", "z"], popular.Ids());
    }

    private static readonly RecommendationQuery Popular =
        new() { Strategy = RecommendationStrategy.Popular, Now = Now };

    private static Recommender Build((CustomerKey Key, CustomerEvent[] Events)[] histories, Product[] products)
    {
        var builder = new RecommenderBuilder(Now, new RecommenderOptions());
        foreach (var (key, events) in histories)
        {
            builder.Add(key, events);
        }

        return builder.Build(products);
    }

    private static List<int> Sample(IEnumerable<uint> owners)
    {
        var sample = new BasketSample(maxPairs: 100);
        foreach (var owner in owners)
        {
            sample.Add(owner, [((int)(owner % 50_000), 1)]);
        }

        return [.. sample.Baskets([.. Enumerable.Range(0, 50_000)]).Select(basket => basket.Items[0])];
    }
}
