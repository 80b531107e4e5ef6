using Personalization.Learning.Boosting;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class HistogramTests
{
    [Fact]
    public void Sums_every_bin_of_every_feature()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var (data, rows, pairs) = Node(seed);

            var histogram = Build(data, rows, pairs);

            for (var column = 0; column < data.Columns; column++)
            {
                var expected = Direct(data, column, rows, pairs);
                Assert.Equal(expected, histogram.Feature(column).ToArray());
            }
        }
    }

    [Fact]
    public void Parent_less_child_equals_the_sibling_summed_directly()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (data, rows, pairs) = Node(seed);
            var part = new Random(seed).Next(rows.Length);
            var parent = Build(data, rows, pairs);
            var child = Build(data, rows[..part], pairs[..part]);
            var sibling = Build(data, rows[part..], pairs[part..]);

            for (var group = 0; group < data.Groups; group++)
            {
                parent.Subtract(group, child);
            }

            for (var column = 0; column < data.Columns; column++)
            {
                var expected = sibling.Feature(column);
                var actual = parent.Feature(column);
                for (var i = 0; i < Histogram.FeatureLength; i++)
                {
                    Assert.Equal(expected[i], actual[i], tolerance: 1e-9);
                }
            }
        }
    }

    private static (BinnedMatrix Data, int[] Rows, GradientPair[] Pairs) Node(int seed)
    {
        var random = new Random(seed);
        var set = Synthetic.Crooked(random.Next(50, 400), seed, columns: random.Next(4, 10));
        var data = BinnedMatrix.From(set.Features, random.Next(3, 257), new Workers(1));
        int[] rows = [.. Enumerable.Range(0, data.Rows).Where(_ => random.Next(3) > 0)];
        return (data, rows, [.. rows.Select(_ => new GradientPair(random.NextSingle() - 0.5f, random.NextSingle()))]);
    }

    private static Histogram Build(BinnedMatrix data, int[] rows, GradientPair[] pairs)
    {
        var histogram = new Histogram(data.Groups);
        for (var group = 0; group < data.Groups; group++)
        {
            histogram.Build(group, data.Group(group), rows, pairs);
        }

        return histogram;
    }

    private static double[] Direct(BinnedMatrix data, int column, int[] rows, GradientPair[] pairs)
    {
        var sums = new double[Histogram.FeatureLength];
        for (var i = 0; i < rows.Length; i++)
        {
            var bin = data.Code(rows[i], column);
            sums[2 * bin] += pairs[i].Gradient;
            sums[(2 * bin) + 1] += pairs[i].Hessian;
        }

        return sums;
    }
}
