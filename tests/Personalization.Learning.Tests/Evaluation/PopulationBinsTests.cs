using Personalization.Learning.Evaluation;

namespace Personalization.Learning.Tests.Evaluation;

public sealed class PopulationBinsTests
{
    [Fact, Trait("clause", "LRN-25")]
    public void The_index_is_the_sum_of_differences_times_log_ratios_of_shares()
    {
        var bins = PopulationBins.Of([1, 2, 3, 4], bins: 2);

        Assert.Equal([2.5], bins.Borders);
        Assert.Equal([0.5, 0.5, 0], bins.Shares);
        Assert.Equal(
            (0.25 * Math.Log(0.75 / 0.5)) + (-0.25 * Math.Log(0.25 / 0.5)), bins.Index([0, 1, 2, 9]), 1e-12);
        Assert.Equal(0, bins.Index([1, 2, 3, 4]));
    }

    [Fact, Trait("clause", "LRN-25")]
    public void A_value_that_many_share_is_one_bin_and_missing_values_are_another()
    {
        double[] reference = [0, 0, 0, 0, 0, 0, 1, 2, double.NaN, double.NaN];

        var bins = PopulationBins.Of(reference);

        Assert.Equal(0, bins.Borders[0]);
        Assert.Equal(0.6, bins.Shares[0], 1e-12);
        Assert.Equal(0.2, bins.Shares[^1], 1e-12);
        Assert.Equal(1, bins.Shares.Sum(), 1e-12);
        Assert.True(bins.Index([double.NaN]) > 0.25);
        Assert.Equal(0, bins.IndexOfShares(bins.Shares));
    }

    [Fact, Trait("clause", "LRN-25")]
    public void Another_draw_of_the_same_population_is_stable_and_a_moved_one_is_not()
    {
        var random = new Random(3);
        var reference = Normals(random, 5000, 0);
        var bins = PopulationBins.Of(reference);
        var kept = new PopulationBins(bins.Borders, bins.Shares);

        Assert.InRange(kept.Index(Normals(random, 5000, 0)), 0, 0.02);
        Assert.InRange(kept.Index(Normals(random, 5000, 0.3)), 0.05, 0.2);
        Assert.InRange(kept.Index(Normals(random, 5000, 1)), 0.7, 2);
    }

    [Fact, Trait("clause", "LRN-25")]
    public void One_value_for_all_and_values_never_seen_do_no_harm()
    {
        var same = PopulationBins.Of([7, 7, 7]);
        var missing = PopulationBins.Of([double.NaN, double.NaN]);

        Assert.Equal(0, same.Index([7]));
        Assert.True(same.Index([8]) > 5);
        Assert.Equal(0, missing.Index([double.NaN]));
        Assert.True(missing.Index([1]) > 5);
        Assert.Throws<ArgumentException>(() => PopulationBins.Of([]));
        Assert.Throws<ArgumentException>(() => new PopulationBins([1, 1], [0.5, 0.5, 0, 0]));
        Assert.Throws<ArgumentException>(() => new PopulationBins([1], [1, 0]));
    }

    private static double[] Normals(Random random, int count, double mean) =>
        [.. Enumerable.Range(0, count).Select(_ =>
            mean + (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
}
