using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.Profiles;
using Personalization.Domain.Tests.Profiles;

namespace Personalization.Domain.Tests.Features;

public sealed class FeatureCatalogueTests
{
    [Fact, Trait("clause", "FEA-1")]
    public void There_are_enough_features_each_fully_described_under_a_name_of_its_own()
    {
        Assert.InRange(FeatureCatalogue.NumericCount, 45, 200);
        Assert.Equal(
            FeatureCatalogue.All.Count, FeatureCatalogue.All.Select(feature => feature.Name).Distinct().Count());
        for (var i = 0; i < FeatureCatalogue.All.Count; i++)
        {
            var feature = FeatureCatalogue.All[i];
            Assert.Equal(i, feature.Index);
            Assert.Equal(i >= FeatureCatalogue.NumericCount, feature.Type == FeatureType.Text);
            Assert.All(
                feature.Name, at => Assert.True(char.IsAsciiLetterLower(at) || char.IsAsciiDigit(at) || at == '_'));
            Assert.EndsWith(".", feature.Description, StringComparison.Ordinal);
            Assert.NotEmpty(feature.Unit);
            Assert.True(FeatureCatalogue.TryGet(feature.Name, out var found) && found == feature);
        }
    }

    [Theory, Trait("clause", "FEA-2")]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(400)]
    public void Every_feature_equals_its_definition_computed_from_the_whole_list(int count)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var events = new Histories(seed) { Days = 20 + (seed * 15) }.Make(count);
            var latest = events.Select(stored => stored.At).DefaultIfEmpty(Histories.Start).Max();
            var at = latest.AddHours(seed * seed);

            AssertFeatures(events, at);
        }
    }

    [Fact, Trait("clause", "FEA-3")]
    public void Windows_end_with_today_and_begin_at_a_midnight()
    {
        var at = Made.Noon;
        var midnight = new DateTimeOffset(at.Date, TimeSpan.Zero);
        foreach (var days in new[] { 7, 30, 90, 180, 365 })
        {
            var first = midnight.AddDays(1 - days);
            var profile = Histories.Fold(
            [
                Made.Event("Order Completed", first.AddMilliseconds(-1)),
                Made.Event("Order Completed", first),
                Made.Event("Order Completed", at),
            ]);

            Assert.Equal(2, Value(profile, $"orders_{days}d", at));
            Assert.Equal(2, Value(profile, $"orders_{days}d", midnight.AddDays(1).AddMilliseconds(-1)));
            Assert.Equal(1, Value(profile, $"orders_{days}d", midnight.AddDays(1)));
        }
    }

    [Fact, Trait("clause", "FEA-3")]
    public void The_offset_of_an_instant_changes_nothing()
    {
        var at = Made.Noon;
        var ordered = at.AddHours(-13).ToOffset(TimeSpan.FromHours(14));
        var profile = Histories.Fold([Made.Event("Order Completed", ordered)]);

        Assert.Equal(13 / 24.0, Value(profile, "recency_days", at.ToOffset(TimeSpan.FromHours(-11))));
    }

    [Fact, Trait("clause", "FEA-4")]
    public void Features_of_a_past_time_do_not_see_what_came_after()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var histories = new Histories(seed);
            var events = histories.Make(300);
            var at = Histories.Start.AddDays(histories.Next(120)).AddMinutes(histories.Next(1440));
            var then = Compute(Histories.Fold(events.Where(stored => stored.At <= at)), at);
            var later = events.Concat(new Histories(seed + 1000).Make(100).Where(stored => stored.At > at)).ToList();

            var replayed = Compute(Histories.Fold(histories.Shuffled(later).Where(stored => stored.At <= at)), at);

            for (var i = 0; i < then.Length; i++)
            {
                var near = Math.Abs(then[i] - replayed[i]) <= 1e-9 * (1 + Math.Abs(then[i]));
                Assert.True(then[i].Equals(replayed[i]) || near, FeatureCatalogue.Numeric[i].Name);
            }
        }
    }

    [Fact, Trait("clause", "FEA-5")]
    public void A_customer_without_events_has_counts_of_zero_and_no_recency()
    {
        var profile = new Profile(Made.Customer);

        Assert.Equal(0, Value(profile, "orders_lifetime", Made.Noon));
        Assert.Equal(0, Value(profile, "revenue_365d", Made.Noon));
        Assert.Equal(double.NaN, Value(profile, "recency_days", Made.Noon));
        Assert.Equal(double.NaN, Value(profile, "average_order_value", Made.Noon));
        Assert.Equal(double.NaN, Value(profile, "cart_age_hours", Made.Noon));
        Assert.Null(FeatureCatalogue.Text(profile, "top_category"));
    }

    [Fact, Trait("clause", "FEA-6")]
    public void Texts_name_the_strongest_and_the_last()
    {
        var at = Made.Noon;
        var mobile = new { device = new { type = "mobile" } };
        var profile = Histories.Fold(
        [
            Made.Event("Product Viewed", at.AddMinutes(-3), new { product_id = "p1", category = "Hats" }, mobile),
            Made.Event("Product Added", at.AddMinutes(-2), new { product_id = "p2", category = "Shoes" }, mobile),
            Made.Event("Order Completed", at.AddMinutes(-1), new { products = new[] { new { product_id = "p3" } } }),
        ]);

        Assert.Equal("Shoes", FeatureCatalogue.Text(profile, "top_category"));
        Assert.Equal("mobile", FeatureCatalogue.Text(profile, "favourite_device"));
        Assert.Equal("p1", FeatureCatalogue.Text(profile, "last_product_viewed"));
        Assert.Equal("p2", FeatureCatalogue.Text(profile, "last_product_added"));
        Assert.Equal("p3", FeatureCatalogue.Text(profile, "last_product_bought"));
        Assert.Null(FeatureCatalogue.Text(profile, "orders_7d"));
    }

    [Fact]
    public void Computing_without_an_open_cart_allocates_nothing()
    {
        var profile = Histories.Fold(new Histories(3).Make(200).Append(Made.Event("Order Completed", Made.Noon)));
        var into = new double[FeatureCatalogue.NumericCount];
        FeatureCatalogue.Compute(profile, Made.Noon, into);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            FeatureCatalogue.Compute(profile, Made.Noon, into);
        }

        Assert.Equal(0, (GC.GetAllocatedBytesForCurrentThread() - before) / 100);
    }

    [Fact]
    public void A_vector_of_the_wrong_length_is_refused() => Assert.Throws<ArgumentException>(
        () => FeatureCatalogue.Compute(new Profile(Made.Customer), Made.Noon, new double[3]));

    private static void AssertFeatures(List<StoredEvent> events, DateTimeOffset at)
    {
        var expected = new NaiveFeatures([.. events.Select(stored => CustomerEvent.Read(stored))], at).Compute();
        var actual = Compute(Histories.Fold(events), at);
        Assert.Equal(FeatureCatalogue.Numeric.Select(feature => feature.Name).Order(), expected.Keys.Order());
        foreach (var feature in FeatureCatalogue.Numeric)
        {
            var (want, have) = (expected[feature.Name], actual[feature.Index]);
            Assert.True(
                want.Equals(have) || Math.Abs(want - have) <= 1e-8 * (1 + Math.Abs(want)),
                $"{feature.Name} is {have}, not {want}, for {events.Count} events at {at:O}");
        }
    }

    private static double[] Compute(Profile profile, DateTimeOffset at)
    {
        var values = new double[FeatureCatalogue.NumericCount];
        FeatureCatalogue.Compute(profile, at, values);
        return values;
    }

    private static double Value(Profile profile, string name, DateTimeOffset at) =>
        Compute(profile, at)[FeatureCatalogue.All.Single(feature => feature.Name == name).Index];
}
