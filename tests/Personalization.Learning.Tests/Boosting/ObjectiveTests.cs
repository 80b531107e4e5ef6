using Personalization.Learning.Boosting;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class ObjectiveTests
{
    private static readonly BoostingOptions Small = new() { Rounds = 40, Depth = 4, Seed = 5 };

    public static TheoryData<Objective> All => [.. Labelled.Objectives];

    [Theory]
    [MemberData(nameof(All))]
    public void The_derivatives_are_those_of_the_loss(Objective objective)
    {
        var set = Labelled.For(objective, 64, seed: 1);
        var loss = Loss.Of(objective);
        var random = new Random(2);
        var rows = Rows(objective, set.Labels, () => (float)((2 * random.NextDouble()) - 1));
        var pairs = Pairs(objective, set.Labels.Length);

        loss.Derive(rows, pairs, new Workers(1));

        // Half the squared error and half the deviance are what the gradients belong to.
        var half = objective.Kind is ObjectiveKind.Binary or ObjectiveKind.MultiClass ? 1 : 0.5;
        for (var row = 0; row < 64; row++)
        {
            for (var output = 0; output < objective.Outputs; output++)
            {
                const float step = 1f / 128;
                var up = half * LossOf(objective, rows, row, output, step);
                var down = half * LossOf(objective, rows, row, output, -step);
                Assert.Equal((up - down) / (2 * step), pairs[output][row].Gradient, tolerance: 3e-3);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    [Trait("clause", "GBT-1")]
    public void Boosting_beats_the_best_constant_on_rows_not_seen(Objective objective)
    {
        var train = Labelled.For(objective, 4000, seed: 3);
        var test = Labelled.For(objective, 4000, seed: 4);

        var result = GradientBoosting.Fit(train, Small with { Objective = objective }, test);

        var constant = GradientBoosting.Fit(
            train, Small with { Objective = objective, Rounds = 1, MinSplitGain = 1e9, LearningRate = 1e-9 }, test);
        var loss = result.Rounds[^1].ValidationLoss!.Value;
        var without = constant.Rounds[^1].ValidationLoss!.Value;
        Assert.True(loss < 0.9 * without, $"{loss} against {without}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Predictions_average_to_the_labels(Objective objective)
    {
        var set = Labelled.For(objective, 5000, seed: 5);

        var ensemble = GradientBoosting.Train(set, Small with { Objective = objective, Rounds = 60 });

        // The logarithm is the link that keeps the mean for counts, but not for amounts.
        var tolerance = objective.Kind == ObjectiveKind.Tweedie ? 0.06 : 0.03;
        var predicted = Batch(ensemble, set.Features);
        for (var output = 0; output < ensemble.Outputs; output++)
        {
            var mean = Enumerable.Range(0, 5000).Average(row => predicted[(row * ensemble.Outputs) + output]);
            var expected = objective.Kind == ObjectiveKind.MultiClass
                ? set.Labels.Average(label => label == output ? 1.0 : 0)
                : set.Labels.Average(label => (double)label);
            Assert.Equal(1, mean / expected, tolerance);
        }
    }

    [Fact]
    public void Chances_of_classes_are_positive_and_sum_to_1()
    {
        var ensemble = GradientBoosting.Train(
            Labelled.For(Objective.MultiClass(4), 2000, seed: 6), Small with { Objective = Objective.MultiClass(4) });
        var rows = Synthetic.Noise(500, 6, new Random(7));

        var predicted = Batch(ensemble, rows);

        foreach (var row in predicted.Chunk(4))
        {
            Assert.All(row, chance => Assert.InRange(chance, 1e-9, 1));
            Assert.Equal(1, row.Sum(), tolerance: 1e-12);
        }
    }

    [Fact]
    public void A_model_without_splits_predicts_the_shares_of_the_classes()
    {
        var features = new FeatureMatrix(["constant"], 10);
        features.Column(0).Fill(1);
        var set = new TrainingSet(features, [0, 0, 0, 0, 0, 1, 1, 1, 2, 2]);
        var shares = new double[3];

        var ensemble = GradientBoosting.Train(set, Small with { Objective = Objective.MultiClass(3), Rounds = 2 });
        ensemble.Predict([1], shares);

        Assert.Equal(0.5, shares[0], tolerance: 1e-6);
        Assert.Equal(0.3, shares[1], tolerance: 1e-6);
        Assert.Equal(0.2, shares[2], tolerance: 1e-6);
    }

    [Fact]
    public void Two_classes_are_told_apart_as_well_as_by_the_binary_objective()
    {
        var train = Labelled.For(Objective.Binary, 4000, seed: 8);
        var test = Labelled.For(Objective.Binary, 4000, seed: 9);

        var binary = GradientBoosting.Fit(train, Small, test).Rounds[^1].ValidationLoss!.Value;
        var classes = GradientBoosting.Fit(train, Small with { Objective = Objective.MultiClass(2) }, test);

        Assert.Equal(binary, classes.Rounds[^1].ValidationLoss!.Value, tolerance: 0.01);
    }

    [Fact]
    public void Early_stopping_follows_the_loss_of_the_objective()
    {
        foreach (var objective in Labelled.Objectives)
        {
            var options = Small with
            {
                Objective = objective,
                Rounds = 400,
                LearningRate = 0.5,
                EarlyStoppingRounds = 5,
                Depth = 6,
            };

            var result = GradientBoosting.Fit(
                Labelled.For(objective, 500, seed: 10), options, Labelled.For(objective, 1000, seed: 11));

            var best = result.Rounds.MinBy(round => round.ValidationLoss!.Value).Round;
            Assert.Equal(best, result.BestRound);
            Assert.Equal(best * objective.Outputs, result.Ensemble.Trees);
            Assert.Equal(best + 5, result.Rounds.Count);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(0.5)]
    public void Tweedie_takes_a_power_between_1_and_2_only(double power)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Objective.Tweedie(power));
    }

    private static double[] Batch(TreeEnsemble ensemble, FeatureMatrix rows)
    {
        var predicted = new double[rows.Rows * ensemble.Outputs];
        ensemble.Predict(rows, predicted);
        return predicted;
    }

    private static double LossOf(Objective objective, LossRows rows, int row, int output, float step)
    {
        var margins = rows.Margins.Select(one => new[] { one[row] }).ToArray();
        margins[output][0] += step;
        var mean = Loss.Of(objective).Mean(new LossRows(margins, [rows.Labels[row]], []), new Workers(1));
        return objective.Kind == ObjectiveKind.SquaredError ? mean * mean : mean;
    }

    private static LossRows Rows(Objective objective, float[] labels, Func<float> margin) => new(
        [.. Enumerable.Range(0, objective.Outputs).Select(_ => Array.ConvertAll(labels, _ => margin()))], labels, []);

    private static GradientPair[][] Pairs(Objective objective, int rows) =>
        [.. Enumerable.Range(0, objective.Outputs).Select(_ => new GradientPair[rows])];
}
