using Personalization.Learning.Boosting;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class TreeEnsembleTests
{
    [Fact]
    public void Scoring_equals_walking_every_tree_for_any_row()
    {
        foreach (var options in new BoostingOptions[]
        {
            new() { Rounds = 1, Depth = 1 }, new() { Rounds = 6, Depth = 5 },
            new() { Rounds = 11, Depth = 0, Leaves = 40 },
        })
        {
            var ensemble = GradientBoosting.Train(Synthetic.Crooked(3000, seed: 30), options);
            var random = new Random(31);
            for (var i = 0; i < 3000; i++)
            {
                var row = AnyRow(random, ensemble.FeatureNames.Count);
                var expected = Logistic.Margin(ensemble.BaseScore);
                foreach (var tree in ensemble.AllTrees)
                {
                    expected += tree.Value(row);
                }

                Assert.Equal(expected, ensemble.Margin(row));
            }
        }
    }

    [Theory]
    [InlineData(40_000, 3, 1)]
    [InlineData(7, 40_000, 1)]
    [InlineData(40_000, 3, 3)]
    public void Trees_and_rows_beyond_the_reach_of_small_nodes_are_scored_all_the_same(
        int splits, int columns, int trees)
    {
        var random = new Random(37);
        var grown = Enumerable.Range(0, trees)
            .Select(t => Chain(t == trees - 1 ? splits : 9, columns, random)).ToArray();
        var ensemble = new TreeEnsemble([.. Enumerable.Range(0, columns).Select(c => $"f{c}")], 0.5f, grown);
        for (var i = 0; i < 20; i++)
        {
            var row = AnyRow(random, columns);

            var expected = grown.OrderBy(tree => tree.Nodes.Length > 100 ? 0 : 1)
                .Aggregate(Logistic.Margin(0.5), (sum, tree) => sum + tree.Value(row));

            Assert.Equal(expected, ensemble.Margin(row), 1e-12);
        }
    }

    public static TheoryData<BoostingOptions> Shapes => new()
    {
        new BoostingOptions { Rounds = 30 },
        new BoostingOptions { Rounds = 3, Depth = 1 },
        new BoostingOptions { Rounds = 20, Depth = 8, MinChildWeight = 0 },
        new BoostingOptions { Rounds = 9, Depth = 0, Leaves = 60, MinChildWeight = 0 },
        new BoostingOptions { Rounds = 40, Depth = 5, Bins = 8, Subsample = 0.5 },
        new BoostingOptions { Rounds = 5, MinSplitGain = 1e6 },
        new BoostingOptions { Rounds = 6, Depth = 4, Objective = Objective.MultiClass(2) },
        new BoostingOptions { Rounds = 6, Depth = 4, Objective = Objective.Poisson },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("clause", "GBT-9")]
    public void A_batch_gives_the_same_bits_as_row_by_row(BoostingOptions options)
    {
        var ensemble = GradientBoosting.Train(Synthetic.Crooked(2500, seed: 32), options);
        var random = new Random(33);
        foreach (var rows in new[] { 1, 63, 64, 255, 256, 257, 1500 })
        {
            var features = new FeatureMatrix(ensemble.FeatureNames, rows);
            for (var r = 0; r < rows; r++)
            {
                var any = AnyRow(random, features.Columns);
                for (var c = 0; c < any.Length; c++)
                {
                    features[r, c] = any[c];
                }
            }

            AssertSameBits(ensemble, features);
        }
    }

    [Fact]
    public void A_batch_of_a_model_with_more_thresholds_than_a_byte_counts_gives_the_same_bits()
    {
        var random = new Random(34);
        var trees = Enumerable.Range(0, 300).Select(t => new Tree(
        [
            new TreeNode(1, 2, 0, t / 300f, DefaultLeft: t % 2 == 0, 0, 1, 2),
            new TreeNode(-1, -1, 0, 0, DefaultLeft: false, random.NextSingle(), 0, 1),
            new TreeNode(-1, -1, 0, 0, DefaultLeft: false, random.NextSingle(), 0, 1),
        ]));
        var few = new TreeEnsemble(["x0"], 0.5f, [.. trees.Take(255)]);
        var many = new TreeEnsemble(["x0"], 0.5f, [.. trees]);
        var rows = Synthetic.Noise(1000, 1, random);
        rows[17, 0] = float.NaN;

        AssertSameBits(few, rows);
        AssertSameBits(many, rows);
    }

    [Fact]
    public void A_batch_of_a_model_with_categories_gives_the_same_bits()
    {
        var set = Labelled.WithCategories(1500, seed: 35);

        AssertSameBits(GradientBoosting.Train(set, new BoostingOptions { Categorical = ["city"] }), set.Features);
    }

    [Fact]
    public void Scoring_a_row_allocates_nothing()
    {
        var set = Synthetic.Crooked(3000, seed: 33);
        var ensemble = GradientBoosting.Train(set, new BoostingOptions { Rounds = 200 });
        var row = new float[set.Features.Columns];
        var sum = ensemble.Probability(row);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            sum += ensemble.Probability(row);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1001 * ensemble.Probability(row), sum, tolerance: 1e-6);
    }

    [Fact]
    public void A_value_equal_to_the_threshold_goes_right()
    {
        var tree = new Tree(
        [
            new TreeNode(1, 2, 0, 1.5f, DefaultLeft: true, 0, 1, 2),
            new TreeNode(-1, -1, 0, 0, DefaultLeft: false, -1, 0, 1),
            new TreeNode(-1, -1, 0, 0, DefaultLeft: false, 1, 0, 1),
        ]);
        var ensemble = new TreeEnsemble(["x"], 0.5f, [tree]);

        float[] values = [float.BitDecrement(1.5f), 1.5f, float.NaN, float.NegativeInfinity, float.PositiveInfinity];
        var margins = values.Select(value => ensemble.Margin([value]));

        Assert.Equal([-1.0, 1, -1, -1, 1], margins);
    }

    [Fact]
    public void Rows_and_matrices_of_another_shape_are_refused()
    {
        var ensemble = GradientBoosting.Train(Synthetic.Linear(100, seed: 34), new BoostingOptions { Rounds = 1 });
        var other = new FeatureMatrix(["x1", "x0", "x2", "x3", "x4"], 1);

        Assert.Throws<ArgumentException>(() => ensemble.Margin([1, 2, 3, 4]));
        Assert.Throws<ArgumentException>(() => ensemble.Probabilities(other, new double[1]));
    }

    [Fact]
    public void Importance_tells_informative_features_from_noise()
    {
        var set = Synthetic.Linear(5000, seed: 35);
        var ensemble = GradientBoosting.Train(set, new BoostingOptions { Rounds = 30, Depth = 3, MinSplitGain = 1 });

        var importance = ensemble.GainImportance();

        Assert.Equal(["x0", "x1", "x2"], importance.Take(3).Select(one => one.Feature));
        Assert.Equal(1, importance.Sum(one => one.Share), tolerance: 1e-9);
        Assert.Equal(
            ensemble.AllTrees.Sum(tree => tree.Nodes.Count(node => !node.IsLeaf)), importance.Sum(one => one.Splits));
    }

    private static void AssertSameBits(TreeEnsemble ensemble, FeatureMatrix rows)
    {
        var batch = new double[rows.Rows * ensemble.Outputs];
        var one = new double[ensemble.Outputs];
        var row = new float[rows.Columns];

        ensemble.Predict(rows, batch);

        for (var r = 0; r < rows.Rows; r++)
        {
            rows.CopyRow(r, row);
            ensemble.Predict(row, one);
            Assert.Equal(one, batch[(r * one.Length)..((r + 1) * one.Length)]);
        }
    }

    // Every other child is a leaf, so the tree is as deep as it has splits; the wider levels of a full one come last.
    private static Tree Chain(int splits, int columns, Random random)
    {
        var nodes = new List<TreeNode>();
        for (var i = 0; i < splits; i++)
        {
            var at = nodes.Count;
            var leaf = new TreeNode(-1, -1, 0, 0, false, random.NextSingle(), 0, 1);
            var onRight = random.Next(2) == 0;
            nodes.Add(new TreeNode(
                onRight ? at + 2 : at + 1,
                onRight ? at + 1 : at + 2,
                random.Next(columns),
                random.NextSingle() - 0.5f,
                random.Next(2) == 0,
                0,
                1,
                1));
            nodes.Add(leaf);
        }

        nodes.Add(new TreeNode(-1, -1, 0, 0, false, random.NextSingle(), 0, 1));
        return new Tree([.. nodes]);
    }

    private static float[] AnyRow(Random random, int columns) =>
        [.. Enumerable.Range(0, columns).Select(_ => random.Next(8) switch
        {
            0 => float.NaN,
            1 => float.PositiveInfinity,
            2 => float.NegativeInfinity,
            _ => (float)((3 * random.NextDouble()) - 1.5),
        })];
}
