using Personalization.Domain.Events;
using Personalization.Domain.Recommendations;
using static Personalization.Domain.Tests.Recommendations.Shop;

namespace Personalization.Domain.Tests.Recommendations;

public sealed class RecommenderTests
{
    private static readonly Product[] Catalogue = Products("mug-1", "mug-2", "mug-3", "hat-1", "hat-2", "hat-3", "odd");

    // Mugs are taken together, hats are taken together; mug-1 is the most popular of all.
    private static readonly Recommender Learnt = Learn(
        Catalogue,
        [View("mug-1"), View("mug-2"), Buy(2, "mug-1", "mug-3")],
        [View("mug-1"), View("mug-2")],
        [View("mug-1"), View("mug-2"), Buy(3, "mug-1", "mug-3")],
        [View("hat-1"), View("hat-2")],
        [View("hat-1"), View("hat-2"), View("hat-3")],
        [Buy(60, "hat-3", "odd")]);

    [Fact, Trait("clause", "REC-1")]
    public void For_you_is_near_to_what_the_customer_viewed_and_says_because_of_what()
    {
        var result = Learnt.Recommend(ForYou(limit: 2, View("mug-2")));

        Assert.Null(result.Fallback);
        Assert.Equal("mug-1", result.Items[0].ProductId);
        Assert.Equal(["mug-2"], result.Items[0].Because!);
        Assert.Equal("The mug-1", result.Items[0].Name);
        Assert.DoesNotContain(result.Ids(), id => id.StartsWith("hat", StringComparison.Ordinal));
    }

    [Fact, Trait("clause", "REC-1")]
    public void For_you_follows_what_was_done_last()
    {
        var lately = Learnt.Recommend(ForYou(limit: 1, View("mug-2", daysAgo: 200), View("hat-2", daysAgo: 1)));
        var longAgo = Learnt.Recommend(ForYou(limit: 1, View("mug-2", daysAgo: 1), View("hat-2", daysAgo: 200)));

        Assert.Equal(["hat-1"], lately.Ids());
        Assert.Equal(["mug-1"], longAgo.Ids());
    }

    [Fact, Trait("clause", "REC-2")]
    public void Similar_and_bought_together_differ_as_views_and_orders_do()
    {
        var similar = Learnt.Recommend(About(RecommendationStrategy.Similar, "mug-1", limit: 1));
        var together = Learnt.Recommend(About(RecommendationStrategy.BoughtTogether, "mug-1", limit: 1));

        Assert.Equal(["mug-2"], similar.Ids());
        Assert.Equal(["mug-3"], together.Ids());
        var all = Learnt.Recommend(About(RecommendationStrategy.Similar, "mug-1", limit: 10));
        Assert.DoesNotContain("mug-1", all.Ids());
    }

    [Fact, Trait("clause", "REC-3")]
    public void Popular_counts_recent_events_more()
    {
        var recommender = Learn(Products("old", "new"), [View("old", 100), View("old", 101)], [View("new", 1)]);

        Assert.Equal(["new", "old"], recommender.Recommend(Plain(RecommendationStrategy.Popular)).Ids());
    }

    [Fact, Trait("clause", "REC-3")]
    public void Trending_is_what_rises_not_what_is_large()
    {
        var steady = Enumerable.Range(0, 60).Select(day => View("steady", day + 0.5)).ToArray();
        var histories = Enumerable.Range(0, 20).Select(_ => steady)
            .Concat(Enumerable.Range(0, 10).Select(_ => new[] { View("rising", 0.5), View("rising", 1.5) }));

        var recommender = Learn(Products("steady", "rising"), [.. histories]);

        Assert.Equal("steady", recommender.Recommend(Plain(RecommendationStrategy.Popular)).Ids()[0]);
        Assert.Equal("rising", recommender.Recommend(Plain(RecommendationStrategy.Trending)).Ids()[0]);
    }

    [Fact, Trait("clause", "REC-4")]
    public void Recently_viewed_is_newest_first_and_not_filled_up()
    {
        var query = Plain(RecommendationStrategy.RecentlyViewed) with
        {
            Profile = Profile(View("mug-1", 3), View("hat-1", 1), Buy(2, "mug-1", "hat-2")),
        };

        var result = Learnt.Recommend(query);

        Assert.Equal(["hat-1", "mug-1"], result.Ids());
        Assert.Null(result.Fallback);
    }

    [Fact, Trait("clause", "REC-5")]
    public void Without_a_history_for_you_falls_back_to_popular()
    {
        var result = Learnt.Recommend(ForYou(limit: 3));

        Assert.Equal("popular", result.Fallback);
        Assert.Equal("mug-1", result.Ids()[0]);
        Assert.Equal(3, result.Items.Count);
    }

    [Fact, Trait("clause", "REC-5")]
    public void A_product_nothing_was_learnt_of_leads_to_its_category()
    {
        var recommender = Learn(
            [.. Catalogue, .. Products("hat-9")], [View("hat-1")], [View("mug-1")], [View("mug-1", 2)]);

        var result = recommender.Recommend(ForYou(limit: 2, View("hat-9")));

        Assert.Equal("popular-in-affinity", result.Fallback);
        Assert.Equal("hat-1", result.Ids()[0]);
        Assert.All(result.Ids(), id => Assert.StartsWith("hat", id, StringComparison.Ordinal));
    }

    [Fact, Trait("clause", "REC-5")]
    public void A_short_list_is_filled_without_repeats_and_scores_only_fall()
    {
        var result = Learnt.Recommend(ForYou(limit: 7, View("mug-2")));

        Assert.Equal(7, result.Items.Count);
        Assert.Equal("popular", result.Fallback);
        Assert.Equal(result.Ids().Distinct(), result.Ids());
        var scores = result.Items.Select(item => item.Score).ToArray();
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.All(result.Items, item => Assert.InRange(item.Score, 0.0001, 1));
    }

    [Theory, Trait("clause", "REC-6")]
    [InlineData(RecommendationStrategy.ForYou)]
    [InlineData(RecommendationStrategy.Similar)]
    [InlineData(RecommendationStrategy.BoughtTogether)]
    [InlineData(RecommendationStrategy.Popular)]
    [InlineData(RecommendationStrategy.Trending)]
    [InlineData(RecommendationStrategy.RecentlyViewed)]
    [InlineData((RecommendationStrategy)99)]
    public void No_strategy_is_empty_while_a_product_is_active(RecommendationStrategy strategy)
    {
        var recommender = Recommender.Empty.With(Products("only"));
        var everybody = new[] { null, Profile(), Profile(View("gone")), Profile(Buy(1, "only", "gone")) };

        foreach (var profile in everybody)
        {
            var result = recommender.Recommend(Plain(strategy) with { Profile = profile, ProductId = "gone" });
            Assert.Equal(["only"], result.Ids());
        }
    }

    [Fact, Trait("clause", "REC-6")]
    public void Inactive_products_are_never_shown_but_still_lead_to_others()
    {
        var recommender = Learnt.With(Catalogue.Select(product =>
            product.ProductId is "mug-1" or "hat-1" ? product with { Active = false } : product));

        foreach (var strategy in Enum.GetValues<RecommendationStrategy>())
        {
            var query = Plain(strategy) with { Profile = Profile(View("mug-1"), View("hat-1")), ProductId = "mug-1" };
            Assert.DoesNotContain(recommender.Recommend(query).Ids(), id => id is "mug-1" or "hat-1");
        }

        Assert.Equal("mug-2", recommender.Recommend(ForYou(limit: 1, View("mug-1"))).Ids()[0]);
        Assert.Equal(["mug-1"], recommender.Recommend(ForYou(limit: 1, View("mug-1"))).Items[0].Because!);
    }

    [Fact, Trait("clause", "REC-6")]
    public void An_empty_catalogue_recommends_nothing() =>
        Assert.Empty(Recommender.Empty.Recommend(Plain(RecommendationStrategy.Popular)).Items);

    [Fact, Trait("clause", "REC-7")]
    public void What_is_bought_or_in_the_cart_is_left_out()
    {
        var profile = new[] { View("mug-2", 3), Buy(2, "mug-1", "mug-3"), Add("hat-1") };

        var without = Learnt.Recommend(ForYou(limit: 10, profile));
        var with = Learnt.Recommend(ForYou(limit: 10, profile) with { ExcludeOwned = false });

        Assert.DoesNotContain(without.Ids(), id => id is "mug-1" or "mug-3" or "hat-1");
        Assert.Equal(7, with.Items.Count);
    }

    [Theory, Trait("clause", "REC-8")]
    [InlineData(RecommendationStrategy.ForYou)]
    [InlineData(RecommendationStrategy.Popular)]
    [InlineData(RecommendationStrategy.Similar)]
    public void Category_and_filter_hold_for_every_product_of_the_list(RecommendationStrategy strategy)
    {
        var filter = ProductFilter.Compile("product.id != 'hat-2' && product.price <= 10.0", out var errors);
        Assert.Empty(errors);
        var query = Plain(strategy) with
        {
            Category = "hat",
            Filter = filter,
            Profile = Profile(View("mug-2"), View("hat-2")),
            ProductId = "mug-1",
        };

        Assert.Equal(["hat-1", "hat-3"], Learnt.Recommend(query).Ids().Order(StringComparer.Ordinal));
    }

    [Fact, Trait("clause", "REC-8")]
    public void A_filter_that_cannot_be_compiled_says_where()
    {
        Assert.Null(ProductFilter.Compile("product.colour == 'red'", out var errors));

        Assert.Equal(1, Assert.Single(errors).Line);
    }

    [Fact, Trait("clause", "REC-8")]
    public void A_product_without_the_value_a_filter_asks_for_does_not_pass()
    {
        var filter = ProductFilter.Compile("product.brand != 'acme'", out _)!;

        Assert.False(filter.Accepts(new Product { ProductId = "p" }));
        Assert.True(filter.Accepts(new Product { ProductId = "p", Brand = "other" }));
    }

    private static RecommendationQuery ForYou(int limit, params CustomerEvent[] history) =>
        new() { Strategy = RecommendationStrategy.ForYou, Limit = limit, Now = Now, Profile = Profile(history) };

    private static RecommendationQuery About(RecommendationStrategy strategy, string product, int limit) =>
        new() { Strategy = strategy, ProductId = product, Limit = limit, Now = Now };

    private static RecommendationQuery Plain(RecommendationStrategy strategy) =>
        new() { Strategy = strategy, Limit = 10, Now = Now };
}
