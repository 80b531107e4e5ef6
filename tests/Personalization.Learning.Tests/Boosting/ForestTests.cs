using Personalization.Learning.Boosting;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class ForestTests
{
    [Fact]
    public void A_forest_is_the_mean_of_its_trees()
    {
        var set = Labelled.For(Objective.SquaredError, 500, seed: 1);
        var options = BoostingOptions.Forest(25) with { Objective = Objective.SquaredError, Depth = 4 };

        var forest = GradientBoosting.Train(set, options);

        Assert.Equal(25, forest.Trees);
        var row = new float[set.Features.Columns];
        set.Features.CopyRow(11, row);
        var each = forest.AllTrees.Select(tree => forest.BaseScore + (25 * tree.Value(row)));
        Assert.Equal(each.Average(), forest.Predict(row), tolerance: 1e-4);
    }

    [Fact]
    public void A_forest_is_better_than_one_of_its_trees()
    {
        var train = Synthetic.Crooked(4000, seed: 2);
        var test = Synthetic.Crooked(4000, seed: 3);

        var forest = GradientBoosting.Train(train, BoostingOptions.Forest(60));
        var one = GradientBoosting.Train(train, BoostingOptions.Forest(1));

        Assert.True(
            BinaryMetrics.Auc(Synthetic.Predict(forest, test.Features), test.Labels)
            > BinaryMetrics.Auc(Synthetic.Predict(one, test.Features), test.Labels) + 0.02);
    }

    [Fact]
    public void Every_level_and_every_node_may_have_its_own_features()
    {
        var set = Synthetic.Crooked(3000, seed: 4, columns: 12);
        var byLevel = new BoostingOptions { Rounds = 20, Depth = 4, ColumnSampleByLevel = 0.25, MinChildWeight = 0 };
        var byNode = new BoostingOptions { Rounds = 20, Depth = 4, ColumnSampleByNode = 0.25, MinChildWeight = 0 };

        var levels = GradientBoosting.Train(set, byLevel).AllTrees.Select(FeaturesAtDepth2).ToArray();
        var nodes = GradientBoosting.Train(set, byNode).AllTrees.Select(FeaturesAtDepth2).ToArray();

        Assert.All(levels, features => Assert.InRange(features, 1, 3));
        Assert.Contains(nodes, features => features > 3);
    }

    // A level of 4 nodes, each on one of the 3 features drawn for the level, or for it.
    private static int FeaturesAtDepth2(Tree tree)
    {
        var inner = tree.Nodes[0];
        return new[] { tree.Nodes[inner.Left], tree.Nodes[inner.Right] }
            .Where(node => !node.IsLeaf)
            .SelectMany(node => new[] { tree.Nodes[node.Left], tree.Nodes[node.Right] })
            .Where(node => !node.IsLeaf)
            .Select(node => node.Feature)
            .Distinct()
            .Count();
    }
}
