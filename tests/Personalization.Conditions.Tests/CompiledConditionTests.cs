namespace Personalization.Conditions.Tests;

public sealed class CompiledConditionTests
{
    [Fact, Trait("clause", "CON-1")]
    public void A_condition_over_features_matches_the_customers_it_describes()
    {
        var condition = Shop.Compile(
            "features.recency_days < 30 && features.orders_30d > 3 && country in ['DE', 'AT'] && in_segment('vip')",
            ConditionType.Bool);

        Assert.True(condition.Matches(new Shop()));
        Assert.False(condition.Matches(new Shop { Country = "FR" }));
        Assert.False(condition.Matches(new Shop { Orders = 2 }));
    }

    [Fact, Trait("clause", "CON-2")]
    public void A_missing_value_does_not_match_unless_the_rest_decides()
    {
        var stranger = new Shop { RecencyDays = null };

        Assert.False(Shop.Compile("features.recency_days > 3").Matches(stranger));
        Assert.False(Shop.Compile("features.recency_days <= 3").Matches(stranger));
        Assert.True(Shop.Compile("features.recency_days > 3 || visits == 7").Matches(stranger));
        Assert.True(Shop.Compile("visits == 7 || features.recency_days > 3").Matches(stranger));
        Assert.Equal(Value.False, Shop.Compile("features.recency_days > 3 && visits == 8").Evaluate(stranger));
        Assert.Equal(
            "features.recency_days",
            Shop.Compile("features.recency_days > 3 && visits == 7").Evaluate(stranger).MissingName);
    }

    [Fact, Trait("clause", "CON-2")]
    public void Has_tells_whether_a_value_is_there()
    {
        var condition = Shop.Compile("has(features.recency_days)");

        Assert.True(condition.Matches(new Shop()));
        Assert.Equal(Value.False, condition.Evaluate(new Shop { RecencyDays = null }));
        Assert.True(Shop.Compile("has(traits.city) && !has(traits.street)").Matches(new Shop()));
        Assert.True(Shop.Compile("has(context.city) && !has(context.street)").Matches(new Shop()));
    }

    [Theory]
    [InlineData("traits.city == 'Berlin'")]
    [InlineData("traits['first name'].startsWith('A')")]
    [InlineData("context.city + '!' == 'Berlin!'")]
    [InlineData("traits.age >= 36.0 && traits.age < 37")]
    [InlineData("plus(1, 2) == 3 && plus('a', traits.city) == 'aBerlin'")]
    [InlineData("now - duration('24h') < timestamp('2024-05-31T00:00:00Z')")]
    [InlineData("now.getHours('Europe/Berlin') == 14")]
    [InlineData("visits in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]")]
    [InlineData("features.orders_30d in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]")]
    public void Fields_of_every_sort_can_be_read(string text) => Assert.True(Shop.Compile(text).Matches(new Shop()));

    [Fact, Trait("clause", "CON-5")]
    public void References_name_what_the_condition_depends_on()
    {
        var condition = Shop.Compile("in_segment('vip') && features.orders_30d > 1 && [1].all(x, x < visits)");

        Assert.Equal(["features.orders_30d", "in_segment", "visits"], condition.References);
    }

    [Fact, Trait("clause", "CON-6")]
    public void An_explanation_shows_every_part_with_its_value()
    {
        var condition = Shop.Compile("visits > 9 && features.recency_days < 30");

        var trace = condition.Explain(new Shop { RecencyDays = null });

        Assert.Equal("false", trace.Value);
        Assert.Equal(["features.recency_days"], trace.Missing);
        Assert.Equal(["visits > 9", "features.recency_days < 30"], trace.Children.Select(part => part.Text));
        Assert.Equal(["false", "no value"], trace.Children.Select(part => part.Value));
        Assert.Equal(("visits", "7"), (trace.Children[0].Children[0].Text, trace.Children[0].Children[0].Value));
    }

    [Fact, Trait("clause", "CON-7")]
    public void Evaluating_five_terms_allocates_nothing()
    {
        var condition = Shop.Compile(
            "features.recency_days < 30 && features.orders_30d > 3 && country in ['DE', 'AT', 'CH'] && visits >= 5 "
            + "&& now > timestamp('2024-01-01T00:00:00Z')");
        var shop = new Shop();
        Assert.True(condition.Matches(shop));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _ = condition.Matches(shop);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
