using Personalization.Learning.Boosting;

namespace Personalization.Learning.Tests.Boosting;

public sealed class QuantileCutsTests
{
    [Fact]
    public void Greater_values_never_get_lower_bins_and_a_bin_up_to_b_means_below_its_cut()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var sorted = Values(random);
            var maxBins = random.Next(2, 256);

            var cuts = QuantileCuts.FromSorted(sorted, maxBins, hasMissing: false);

            Assert.InRange(cuts.Bins, 1, maxBins);
            var codes = sorted.Select(value => (int)cuts.Code(value)).ToArray();
            Assert.Equal(codes.Order(), codes);
            for (var i = 0; i < sorted.Length; i++)
            {
                Assert.Equal(cuts.Cuts.Count(cut => cut <= sorted[i]), codes[i]);
            }
        }
    }

    [Fact]
    public void Few_distinct_values_get_a_bin_each_with_cuts_half_way()
    {
        var cuts = QuantileCuts.FromSorted([1, 1, 1, 3, 3, 10], 255, hasMissing: false);

        Assert.Equal([2f, 6.5f], cuts.Cuts);
    }

    [Fact]
    public void Neighbouring_floats_are_told_apart()
    {
        var upper = float.BitIncrement(1f);

        var cuts = QuantileCuts.FromSorted([1f, upper], 255, hasMissing: false);

        Assert.Equal((0, 1), (cuts.Code(1f), cuts.Code(upper)));
    }

    [Fact]
    public void Many_distinct_values_share_bins_of_about_equal_numbers()
    {
        var sorted = Enumerable.Range(0, 10_000).Select(i => (float)Math.Sqrt(i)).ToArray();

        var cuts = QuantileCuts.FromSorted(sorted, 100, hasMissing: false);

        var sizes = sorted.CountBy(value => cuts.Code(value)).Select(bin => bin.Value).ToArray();
        Assert.Equal(100, sizes.Length);
        Assert.All(sizes, size => Assert.InRange(size, 95, 105));
    }

    [Fact]
    public void A_value_that_most_rows_have_keeps_a_bin_of_its_own()
    {
        float[] sorted =
        [
            .. Enumerable.Range(-500, 500).Select(i => (float)i),
            .. Enumerable.Repeat(0f, 9_000),
            .. Enumerable.Range(1, 500).Select(i => (float)i),
        ];

        var cuts = QuantileCuts.FromSorted(sorted, 20, hasMissing: false);

        Assert.Equal([0f], sorted.Where(value => cuts.Code(value) == cuts.Code(0)).Distinct());
        Assert.Equal(20, cuts.Bins);
    }

    [Fact]
    public void A_missing_value_has_its_own_code()
    {
        var cuts = QuantileCuts.FromSorted([1, 2], 255, hasMissing: true);

        Assert.Equal(QuantileCuts.Missing, cuts.Code(float.NaN));
    }

    private static float[] Values(Random random)
    {
        var spread = random.Next(1, 2000);
        return [.. Enumerable.Range(0, random.Next(1, 600))
            .Select(_ => random.Next(2) == 0 ? random.Next(-spread, spread) : (float)random.NextDouble())
            .Order()];
    }
}
