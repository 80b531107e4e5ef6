using Personalization.Learning.Boosting;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class MonotoneTests
{
    [Fact]
    [Trait("clause", "GBT-5")]
    public void A_prediction_never_moves_against_the_direction_asked_for()
    {
        foreach (var objective in Labelled.Objectives.Where(one => one.Outputs == 1))
        {
            for (var seed = 0; seed < 6; seed++)
            {
                var set = Labelled.For(objective, 800, seed);
                var options = new BoostingOptions
                {
                    Objective = objective,
                    Rounds = 30,
                    Depth = seed % 2 == 0 ? 6 : 0,
                    Leaves = seed % 2 == 0 ? 0 : 24,
                    L1 = seed % 3,
                    MaxDeltaStep = seed % 3 == 0 ? null : 0.5,
                    Monotone = new Dictionary<string, int> { ["x0"] = -1, ["x1"] = 1, ["x3"] = 1 },
                };

                var ensemble = GradientBoosting.Train(set, options);

                AssertMonotone(ensemble, 0, -1, seed);
                AssertMonotone(ensemble, 1, 1, seed);
                AssertMonotone(ensemble, 3, 1, seed);
            }
        }
    }

    [Fact]
    public void A_direction_that_the_data_have_anyway_costs_no_quality()
    {
        var train = Synthetic.Linear(5000, seed: 20);
        var test = Synthetic.Linear(5000, seed: 21);
        var free = new BoostingOptions { Rounds = 60, Depth = 4 };
        var bound = free with { Monotone = new Dictionary<string, int> { ["x0"] = 1, ["x1"] = -1, ["x2"] = 1 } };

        var without = GradientBoosting.Fit(train, free, test).Rounds[^1].ValidationLoss!.Value;
        var with = GradientBoosting.Fit(train, bound, test).Rounds[^1].ValidationLoss!.Value;

        Assert.True(with < without + 0.002, $"{with} against {without}");
    }

    [Fact]
    public void An_unknown_feature_is_refused_by_name()
    {
        var options = new BoostingOptions { Monotone = new Dictionary<string, int> { ["age"] = 1 } };

        var refused = Assert.Throws<ArgumentException>(
            () => GradientBoosting.Train(Synthetic.Linear(50, seed: 22), options));

        Assert.Contains("'age'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_leaf_is_heavier_than_the_greatest_step()
    {
        var options = new BoostingOptions { Rounds = 10, LearningRate = 1, MaxDeltaStep = 0.25, MinChildWeight = 0 };

        var ensemble = GradientBoosting.Train(Synthetic.Crooked(500, seed: 23), options);

        var leaves = ensemble.AllTrees.SelectMany(tree => tree.Nodes).Where(node => node.IsLeaf).ToArray();
        Assert.All(leaves, leaf => Assert.InRange(leaf.Value, -0.25f, 0.25f));
        Assert.Contains(leaves, leaf => leaf.Value == 0.25f);
    }

    private static void AssertMonotone(TreeEnsemble ensemble, int feature, int direction, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 60; i++)
        {
            float[] row = [.. ensemble.FeatureNames.Select(_ => (float)((2 * random.NextDouble()) - 1))];
            var before = double.NaN;
            for (row[feature] = -1.1f; row[feature] < 1.1f; row[feature] += 0.05f)
            {
                var margin = ensemble.Margin(row);
                Assert.False(direction * (margin - before) < -1e-6, $"{before} then {margin}");
                before = margin;
            }
        }
    }
}
