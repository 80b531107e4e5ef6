using Personalization.Domain.Experiments;

namespace Personalization.Domain.Tests.Experiments;

public sealed class BucketingTests
{
    private const int Customers = 100_000;

    [Theory, Trait("clause", "DEC-4")]
    [InlineData("seed", "a", 0.0505)]
    [InlineData("seed", "b", 0.2696)]
    [InlineData("foo", "ab", 0.2575)]
    public void Places_customers_as_the_published_hash_does(string seed, string value, double expected) =>
        Assert.Equal(expected, Bucketing.Place(seed, value));

    [Theory, Trait("clause", "DEC-4")]
    [InlineData("")]
    [InlineData("é€😀")]
    [InlineData("c-\ud800")]
    public void Places_any_string_between_zero_and_one(string value) =>
        Assert.InRange(Bucketing.Place("seed", value), 0, 0.9999);

    [Fact, Trait("clause", "DEC-4")]
    public void Shares_follow_the_weights_within_one_percent()
    {
        double[] weights = [5, 3, 2, 0];
        var shares = Bucketing.Shares(weights, coverage: 1);

        var counts = new int[weights.Length];
        foreach (var chosen in Assign("winback", shares))
        {
            counts[chosen]++;
        }

        for (var i = 0; i < weights.Length; i++)
        {
            Assert.Equal(weights[i] / 10, counts[i] / (double)Customers, tolerance: 0.01);
        }
    }

    [Fact, Trait("clause", "DEC-5")]
    public void Raising_the_coverage_adds_customers_and_moves_none()
    {
        double[] weights = [1, 2, 1];
        var before = Assign("ramp", Bucketing.Shares(weights, coverage: 0)).ToArray();
        Assert.All(before, chosen => Assert.Equal(-1, chosen));

        foreach (var coverage in new[] { 0.1, 0.25, 0.6, 1.0 })
        {
            var after = Assign("ramp", Bucketing.Shares(weights, coverage)).ToArray();
            Assert.Equal(coverage, after.Count(chosen => chosen >= 0) / (double)Customers, tolerance: 0.01);
            Assert.All(before.Zip(after), pair => Assert.True(pair.First == -1 || pair.First == pair.Second));
            before = after;
        }
    }

    [Fact, Trait("clause", "DEC-5")]
    public void A_grown_first_weight_takes_customers_only_from_the_variants_after_it()
    {
        var even = Assign("split", Bucketing.Shares([1, 1], coverage: 1)).ToArray();
        var uneven = Assign("split", Bucketing.Shares([9, 1], coverage: 1)).ToArray();

        Assert.DoesNotContain(even.Zip(uneven), pair => pair is (0, 1));
    }

    [Fact, Trait("clause", "DEC-4")]
    public void Two_seeds_split_customers_independently()
    {
        double sumX = 0, sumY = 0, sumXy = 0, sumXx = 0, sumYy = 0;
        for (var i = 0; i < Customers; i++)
        {
            var x = Bucketing.Place("campaign-a", "c-" + i);
            var y = Bucketing.Place("campaign-b", "c-" + i);
            (sumX, sumY, sumXy) = (sumX + x, sumY + y, sumXy + (x * y));
            (sumXx, sumYy) = (sumXx + (x * x), sumYy + (y * y));
        }

        var covariance = (sumXy / Customers) - (sumX / Customers * (sumY / Customers));
        var deviationX = Math.Sqrt((sumXx / Customers) - Math.Pow(sumX / Customers, 2));
        var deviationY = Math.Sqrt((sumYy / Customers) - Math.Pow(sumY / Customers, 2));

        Assert.Equal(0, covariance / deviationX / deviationY, tolerance: 0.01);
    }

    [Theory, Trait("clause", "DEC-4")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(49)]
    public void Shares_of_full_coverage_leave_nobody_out(int variants)
    {
        var random = new Random(variants);
        var weights = Enumerable.Range(0, variants).Select(_ => random.NextDouble() + 0.01).ToArray();

        var shares = Bucketing.Shares(weights, coverage: 1);

        Assert.Equal((0.0, 1.0), (shares[0].From, shares[^1].Until));
        Assert.All(Enumerable.Range(0, 10_000), step => Assert.NotEqual(-1, Bucketing.Choose(step / 10_000.0, shares)));
    }

    [Fact, Trait("clause", "DEC-4")]
    public void Weights_of_nothing_choose_nobody() =>
        Assert.Equal(-1, Bucketing.Choose(0, Bucketing.Shares([0, 0], coverage: 1)));

    private static IEnumerable<int> Assign(string seed, Share[] shares)
    {
        for (var i = 0; i < Customers; i++)
        {
            yield return Bucketing.Choose(Bucketing.Place(seed, "c-" + i), shares);
        }
    }
}
