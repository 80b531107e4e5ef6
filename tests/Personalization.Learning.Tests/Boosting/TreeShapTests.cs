using System.Numerics;
using Personalization.Learning.Boosting;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class TreeShapTests
{
    [Fact]
    public void Contributions_equal_the_definition_over_all_sets_of_features()
    {
        var random = new Random(70);
        foreach (var options in new BoostingOptions[]
        {
            new() { Rounds = 3, Depth = 2 },
            new() { Rounds = 4, Depth = 6 },
            new() { Rounds = 2, Depth = 0, Leaves = 25 },
        })
        {
            var set = Synthetic.Crooked(600, seed: 71);
            var ensemble = GradientBoosting.Train(set, options);
            var row = new float[set.Features.Columns];
            for (var i = 0; i < 25; i++)
            {
                set.Features.CopyRow(random.Next(set.Features.Rows), row);

                var contributions = Contributions(ensemble, row);

                for (var feature = 0; feature < row.Length; feature++)
                {
                    Assert.Equal(Definition(ensemble, row, feature), contributions[feature], tolerance: 1e-9);
                }
            }
        }
    }

    [Fact]
    public void Contributions_add_up_to_the_margin()
    {
        var set = Synthetic.Crooked(4000, seed: 72, columns: 12);
        foreach (var (depth, leaves) in new[] { (1, 0), (6, 0), (9, 0), (0, 64) })
        {
            var options = new BoostingOptions { Rounds = 40, Depth = depth, Leaves = leaves };
            var ensemble = GradientBoosting.Train(set, options);
            var row = new float[12];
            for (var i = 0; i < 50; i++)
            {
                set.Features.CopyRow(i, row);

                Assert.Equal(ensemble.Margin(row), Contributions(ensemble, row).Sum(), tolerance: 1e-9);
            }
        }
    }

    [Fact]
    public void A_feature_that_no_tree_tests_contributes_nothing()
    {
        var set = Synthetic.Linear(2000, seed: 73);
        set.Features.Column(4).Fill(1);
        var ensemble = GradientBoosting.Train(set, new BoostingOptions { Rounds = 10 });

        var contributions = Contributions(ensemble, [0.5f, 0.5f, 0.5f, 0.5f, 1f]);

        Assert.Equal(0, contributions[4]);
        Assert.True(contributions[0] > 0.3);
        Assert.True(contributions[1] < -0.1);
    }

    [Fact]
    public void A_branch_that_no_training_row_took_does_not_spoil_the_sum()
    {
        var ensemble = new TreeEnsemble(["a", "b"], 0.5f,
        [
            new Tree(
            [
                new TreeNode(1, 2, 0, 0, DefaultLeft: true, 0, 1, 4),
                new TreeNode(3, 4, 0, -1, DefaultLeft: true, 0, 1, 0),
                new TreeNode(5, 6, 1, 0, DefaultLeft: true, 0, 1, 4),
                new TreeNode(-1, -1, 0, 0, DefaultLeft: false, 1, 0, 0),
                new TreeNode(-1, -1, 0, 0, DefaultLeft: false, 2, 0, 0),
                new TreeNode(-1, -1, 0, 0, DefaultLeft: false, 3, 0, 4),
                new TreeNode(-1, -1, 0, 0, DefaultLeft: false, 4, 0, 0),
            ]),
        ]);

        foreach (var row in new[] { [-2f, 0], [-0.5f, 0], [1, -1], [1, 1], new[] { float.NaN, 5 } })
        {
            Assert.Equal(ensemble.Margin(row), Contributions(ensemble, row).Sum(), tolerance: 1e-12);
        }
    }

    [Fact]
    public void Rows_and_room_of_another_length_are_refused()
    {
        var ensemble = GradientBoosting.Train(Synthetic.Linear(100, seed: 74), new BoostingOptions { Rounds = 1 });

        Assert.Throws<ArgumentException>(() => ensemble.Contributions(new float[4], new double[6]));
        Assert.Throws<ArgumentException>(() => ensemble.Contributions(new float[5], new double[5]));
    }

    private static double[] Contributions(TreeEnsemble ensemble, float[] row)
    {
        var contributions = new double[row.Length + 1];
        ensemble.Contributions(row, contributions);
        return contributions;
    }

    private static double Definition(TreeEnsemble ensemble, float[] row, int feature)
    {
        var sum = 0.0;
        for (var known = 0u; known < 1u << row.Length; known++)
        {
            if ((known & (1u << feature)) == 0)
            {
                var size = BitOperations.PopCount(known);
                var weight = Factorial(size) * Factorial(row.Length - size - 1) / Factorial(row.Length);
                sum += ensemble.AllTrees.Sum(tree =>
                    weight * (Expected(tree, row, known | (1u << feature), 0) - Expected(tree, row, known, 0)));
            }
        }

        return sum;
    }

    private static double Expected(Tree tree, float[] row, uint known, int at)
    {
        var node = tree.Nodes[at];
        if (node.IsLeaf)
        {
            return node.Value;
        }

        if ((known & (1u << node.Feature)) != 0)
        {
            return Expected(tree, row, known, node.Next(row[node.Feature]));
        }

        double left = tree.Nodes[node.Left].Cover, right = tree.Nodes[node.Right].Cover;
        return ((left * Expected(tree, row, known, node.Left)) + (right * Expected(tree, row, known, node.Right)))
            / (left + right);
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
