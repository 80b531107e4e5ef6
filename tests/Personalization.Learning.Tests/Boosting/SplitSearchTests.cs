using Personalization.Learning.Boosting;

namespace Personalization.Learning.Tests.Boosting;

public sealed class SplitSearchTests
{
    [Fact]
    public void Finds_what_trying_every_split_by_the_equations_finds()
    {
        var found = 0;
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var options = new BoostingOptions
            {
                L2 = random.Next(3),
                L1 = random.Next(2) * 0.3,
                MinChildWeight = random.Next(3),
                MinSplitGain = random.Next(2) * 0.5,
            };
            var hasMissing = random.Next(2) == 0;
            var cuts = QuantileCuts.FromSorted([.. Enumerable.Range(0, random.Next(2, 40))], 255, hasMissing);
            var (histogram, node) = Fill(random, cuts);

            var split = new SplitSearch(options, []).Best(histogram, 3, cuts, At(node));

            Assert.Equal(BestGain(histogram, cuts, node, options), split.Gain, tolerance: 1e-9);
            found += split.Exists ? 1 : 0;
        }

        Assert.InRange(found, 500, 1990);
    }

    [Fact]
    public void The_weight_of_a_leaf_is_soft_thresholded_and_shrunk()
    {
        var rule = new LeafRule(new BoostingOptions { L1 = 1, L2 = 2 });

        Assert.Equal(-0.5, rule.Weight(new Sums(4, 4), Bounds.None));
        Assert.Equal(0.5, rule.Weight(new Sums(-4, 4), Bounds.None));
        Assert.Equal(0, rule.Weight(new Sums(0.9, 4), Bounds.None), tolerance: 1e-15);
    }

    [Fact]
    public void Rows_that_are_only_told_apart_by_being_missing_are_split()
    {
        var cuts = QuantileCuts.FromSorted([1], 255, hasMissing: true);
        var histogram = new double[Histogram.FeatureLength];
        (histogram[0], histogram[1]) = (-10, 10);
        (histogram[510], histogram[511]) = (10, 10);

        var split = new SplitSearch(new BoostingOptions(), []).Best(histogram, 0, cuts, At(new Sums(0, 20)));

        Assert.Equal((-1, true), (split.Bin, split.DefaultLeft));
        Assert.Equal(2 * 100 / 11.0, split.Gain, tolerance: 1e-12);
    }

    private static SplitNode At(Sums node) => new(node, Bounds.None);

    private static (double[] Histogram, Sums Node) Fill(Random random, QuantileCuts cuts)
    {
        var histogram = new double[Histogram.FeatureLength];
        var node = default(Sums);
        for (var bin = 0; bin < 256; bin++)
        {
            if (bin < cuts.Bins || (bin == QuantileCuts.Missing && cuts.HasMissing))
            {
                var pair = new Sums(random.NextDouble() - 0.5, random.NextDouble());
                (histogram[2 * bin], histogram[(2 * bin) + 1]) = (pair.Gradient, pair.Hessian);
                node += pair;
            }
        }

        return (histogram, node);
    }

    private static double BestGain(double[] histogram, QuantileCuts cuts, Sums node, BoostingOptions options)
    {
        var best = 0.0;
        for (var bin = -1; bin < cuts.Bins - 1; bin++)
        {
            for (var missingLeft = 0; missingLeft < 2; missingLeft++)
            {
                double gradient = 0, hessian = 0;
                for (var b = 0; b < 256; b++)
                {
                    var goesLeft = b == QuantileCuts.Missing ? missingLeft == 1 : b <= bin;
                    gradient += goesLeft ? histogram[2 * b] : 0;
                    hessian += goesLeft ? histogram[(2 * b) + 1] : 0;
                }

                var gain = Score(gradient, hessian, options)
                    + Score(node.Gradient - gradient, node.Hessian - hessian, options)
                    - Score(node.Gradient, node.Hessian, options);
                var isHeavy = hessian >= Math.Max(1e-6, options.MinChildWeight)
                    && node.Hessian - hessian >= Math.Max(1e-6, options.MinChildWeight);
                best = isHeavy && gain > Math.Max(1e-6, options.MinSplitGain) ? Math.Max(best, gain) : best;
            }
        }

        return best;
    }

    private static double Score(double gradient, double hessian, BoostingOptions options)
    {
        var soft = Math.Sign(gradient) * Math.Max(0, Math.Abs(gradient) - options.L1);
        return soft * soft / (hessian + options.L2);
    }
}
