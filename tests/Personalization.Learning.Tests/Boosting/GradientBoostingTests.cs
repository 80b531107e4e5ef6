using Personalization.Learning.Boosting;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class GradientBoostingTests
{
    private static readonly BoostingOptions Small = new() { Rounds = 20, Depth = 4, Threads = 1 };

    [Fact]
    public void The_first_tree_puts_the_weight_of_the_equations_into_its_leaves()
    {
        var features = new FeatureMatrix(["x"], 8);
        new float[] { 1, 1, 1, 1, 2, 2, 2, 2 }.CopyTo(features.Column(0));
        var set = new TrainingSet(features, [0, 0, 0, 1, 1, 1, 1, 0]);
        var options = new BoostingOptions { Rounds = 1, Depth = 1, MinChildWeight = 0, LearningRate = 0.3 };

        var ensemble = GradientBoosting.Train(set, options);

        // p = 1/2, so g = +-1/2 and h = 1/4: left G = 3/2 - 1/2 = 1, H = 1, and the weight -1 / (1 + 1).
        Assert.Equal(0.5, ensemble.BaseScore);
        Assert.Equal(-0.15, ensemble.Margin([1]), tolerance: 1e-7);
        Assert.Equal(0.15, ensemble.Margin([2]), tolerance: 1e-7);
        Assert.Equal(1.5f, ensemble.AllTrees[0].Nodes[0].Threshold);
        Assert.Equal(0.5 + 0.5, ensemble.GainImportance()[0].Gain, tolerance: 1e-6);
    }

    [Fact]
    public void Without_anything_to_split_on_the_base_rate_is_predicted()
    {
        var features = new FeatureMatrix(["constant", "missing"], 400);
        features.Column(0).Fill(7);
        var labels = new float[400];
        labels.AsSpan(0, 100).Fill(1);

        var ensemble = GradientBoosting.Train(new TrainingSet(features, labels), Small);

        Assert.Equal(0.25, ensemble.Probability([7, float.NaN]), tolerance: 1e-6);
        Assert.Empty(ensemble.GainImportance());
    }

    [Fact]
    public void No_tree_is_deeper_or_has_more_leaves_than_allowed()
    {
        var set = Synthetic.Crooked(3000, seed: 1);

        foreach (var (depth, leaves) in new[] { (1, 0), (3, 0), (7, 0), (0, 2), (0, 9), (4, 12), (3, 64) })
        {
            var ensemble = GradientBoosting.Train(set, Small with { Depth = depth, Leaves = leaves });

            Assert.All(ensemble.AllTrees, tree =>
            {
                Assert.InRange(DepthOf(tree, 0), 1, depth == 0 ? leaves - 1 : depth);
                Assert.InRange(tree.Nodes.Count(node => node.IsLeaf), 2, leaves == 0 ? 1 << depth : leaves);
            });
        }
    }

    [Fact]
    public void Leaf_wise_with_room_for_every_leaf_grows_the_depth_wise_tree()
    {
        var set = Synthetic.Crooked(2000, seed: 2);

        var depthWise = GradientBoosting.Train(set, Small with { Depth = 5 });
        var leafWise = GradientBoosting.Train(set, Small with { Depth = 5, Leaves = 32 });

        Assert.Equal(Synthetic.Predict(depthWise, set.Features), Synthetic.Predict(leafWise, set.Features));
    }

    [Fact]
    public void Every_child_has_the_least_weight_and_every_split_the_least_gain()
    {
        var set = Synthetic.Crooked(2000, seed: 3);
        var options = Small with { MinChildWeight = 12, MinSplitGain = 4, Depth = 8 };

        var ensemble = GradientBoosting.Train(set, options);

        var nodes = ensemble.AllTrees.SelectMany(tree => tree.Nodes).ToArray();
        Assert.All(nodes, node => Assert.True(node.Cover >= 12 - 1e-3));
        Assert.All(nodes.Where(node => !node.IsLeaf), node => Assert.True(node.Gain >= 4));
        Assert.Contains(nodes, node => !node.IsLeaf);
    }

    [Fact]
    public void A_tree_splits_only_on_the_features_drawn_for_it()
    {
        var set = Synthetic.Crooked(1000, seed: 4, columns: 10);

        var ensemble = GradientBoosting.Train(set, Small with { ColumnSample = 0.3, Rounds = 60 });

        var used = ensemble.AllTrees
            .Select(tree => tree.Nodes.Where(node => !node.IsLeaf).Select(node => node.Feature).Distinct().ToArray())
            .ToArray();
        Assert.All(used, features => Assert.InRange(features.Length, 1, 3));
        Assert.Equal(10, used.SelectMany(features => features).Distinct().Count());
    }

    [Fact]
    public void The_direction_of_missing_values_is_learnt_from_their_outcomes()
    {
        foreach (var missingLike in new[] { -1f, 1f })
        {
            var random = new Random(5);
            var features = Synthetic.Noise(2000, 2, random);
            var labels = new float[2000];
            for (var row = 0; row < labels.Length; row++)
            {
                if (random.Next(4) == 0)
                {
                    labels[row] = missingLike > 0 ? 1 : 0;
                    features[row, 1] = float.NaN;
                }
                else
                {
                    labels[row] = features[row, 1] > 0.3f ? 1 : 0;
                }
            }

            var ensemble = GradientBoosting.Train(new TrainingSet(features, labels), Small with { Depth = 1 });

            Assert.Equal(missingLike < 0, ensemble.AllTrees[0].Nodes[0].DefaultLeft);
            Assert.Equal(ensemble.Margin([0, missingLike]), ensemble.Margin([0, float.NaN]));
        }
    }

    [Fact]
    public void Values_that_were_missing_for_a_reason_are_told_from_all_others()
    {
        var random = new Random(6);
        var features = Synthetic.Noise(1000, 1, random);
        var labels = new float[1000];
        for (var row = 0; row < labels.Length; row += 3)
        {
            (labels[row], features[row, 0]) = (1, float.NaN);
        }

        var ensemble = GradientBoosting.Train(new TrainingSet(features, labels), Small with { Rounds = 60 });

        Assert.True(ensemble.Probability([float.NaN]) > 0.98);
        Assert.All(new[] { -1e30f, -1f, 0f, 1f, 1e30f }, x => Assert.True(ensemble.Probability([x]) < 0.02));
    }

    [Fact]
    public void Early_stopping_keeps_the_best_round_on_the_validation_set()
    {
        var train = Synthetic.Crooked(400, seed: 7);
        var validation = Synthetic.Crooked(2000, seed: 8);
        var options = Small with { Rounds = 500, LearningRate = 0.3, EarlyStoppingRounds = 15 };
        var rounds = new List<BoostingRound>();

        var stopped = GradientBoosting.Train(train, options, validation, rounds.Add);

        var best = rounds.MinBy(round => round.ValidationLoss!.Value);
        Assert.InRange(rounds.Count, 16, 499);
        Assert.Equal(best.Round, stopped.Trees);
        Assert.Equal(best.Round + 15, rounds.Count);
        Assert.Equal(
            best.ValidationLoss!.Value,
            BinaryMetrics.LogLoss(Synthetic.Predict(stopped, validation.Features), validation.Labels),
            tolerance: 1e-6);
    }

    [Fact]
    public void Progress_tells_the_losses_of_every_round()
    {
        var train = Synthetic.Crooked(700, seed: 9);
        var validation = Synthetic.Crooked(333, seed: 10);
        var rounds = new List<BoostingRound>();

        var ensemble = GradientBoosting.Train(train, Small with { Subsample = 0.6 }, validation, rounds.Add);

        Assert.Equal(Enumerable.Range(1, 20), rounds.Select(round => round.Round));
        Assert.Equal(
            BinaryMetrics.LogLoss(Synthetic.Predict(ensemble, train.Features), train.Labels),
            rounds[^1].TrainLoss,
            tolerance: 1e-6);
        Assert.Equal(
            BinaryMetrics.LogLoss(Synthetic.Predict(ensemble, validation.Features), validation.Labels),
            rounds[^1].ValidationLoss!.Value,
            tolerance: 1e-6);
    }

    [Fact]
    public void Training_loss_falls_every_round_at_a_small_rate()
    {
        var losses = new List<double>();

        GradientBoosting.Train(Synthetic.Crooked(1500, seed: 11), Small, null, round => losses.Add(round.TrainLoss));

        Assert.Equal(losses.OrderDescending(), losses);
    }

    private static int DepthOf(Tree tree, int node) => tree.Nodes[node].IsLeaf
        ? 0
        : 1 + Math.Max(DepthOf(tree, tree.Nodes[node].Left), DepthOf(tree, tree.Nodes[node].Right));
}
