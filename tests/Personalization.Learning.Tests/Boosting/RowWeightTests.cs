using Personalization.Learning.Boosting;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class RowWeightTests
{
    private static readonly BoostingOptions Small = new() { Rounds = 10, Depth = 4, Threads = 1 };

    [Fact]
    [Trait("clause", "GBT-4")]
    public void A_whole_weight_is_the_row_repeated()
    {
        foreach (var objective in Labelled.Objectives)
        {
            var set = FewValues(Labelled.For(objective, 600, seed: 1));
            var random = new Random(2);
            var times = Array.ConvertAll(set.Labels, _ => random.Next(1, 4));
            var repeated = Synthetic.Take(
                set, [.. Enumerable.Range(0, 600).SelectMany(row => Enumerable.Repeat(row, times[row]))]);
            var weighted = set with { Weights = Array.ConvertAll(times, time => (float)time) };
            var options = Small with { Objective = objective };

            var byWeight = GradientBoosting.Train(weighted, options);
            var byRepeating = GradientBoosting.Train(repeated, options);

            AssertSame(byRepeating, byWeight, set.Features);
        }
    }

    [Fact]
    public void A_positive_weight_is_the_weight_of_every_positive_row()
    {
        var set = FewValues(Labelled.For(Objective.Binary, 800, seed: 3));
        var weighted = set with { Weights = Array.ConvertAll(set.Labels, label => label == 1 ? 3f : 1f) };

        var byOption = GradientBoosting.Train(set, Small with { PositiveWeight = 3 });
        var byRow = GradientBoosting.Train(weighted, Small);

        Assert.Equal(byRow.ToXgboostJson(), byOption.ToXgboostJson());
    }

    [Fact]
    public void Losses_count_rows_by_their_weights()
    {
        var train = Labelled.For(Objective.SquaredError, 300, seed: 4);
        var random = new Random(5);
        var weights = Array.ConvertAll(train.Labels, _ => random.NextSingle());
        var options = Small with { Objective = Objective.SquaredError };

        var result = GradientBoosting.Fit(train with { Weights = weights }, options);

        var predicted = new double[300];
        result.Ensemble.Predict(train.Features, predicted);
        var sum = Enumerable.Range(0, 300).Sum(row => weights[row] * Math.Pow(predicted[row] - train.Labels[row], 2));
        Assert.Equal(
            Math.Sqrt(sum / weights.Sum(weight => (double)weight)), result.Rounds[^1].TrainLoss, tolerance: 1e-5);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(-1f)]
    [InlineData(float.PositiveInfinity)]
    public void A_weight_that_is_no_weight_is_refused_with_its_row(float weight)
    {
        var set = Synthetic.Linear(50, seed: 6) with { Weights = new float[50] };
        set.Weights!.AsSpan().Fill(1);
        set.Weights![7] = weight;

        var refused = Assert.Throws<ArgumentException>(() => GradientBoosting.Train(set, Small));

        Assert.Contains("weight of row 7", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_all_0_or_too_few_are_refused()
    {
        var set = Synthetic.Linear(50, seed: 7);

        var none = Assert.Throws<ArgumentException>(
            () => GradientBoosting.Train(set with { Weights = new float[50] }, Small));
        var few = Assert.Throws<ArgumentException>(
            () => GradientBoosting.Train(set with { Weights = new float[49] }, Small));

        Assert.Contains("Every weight", none.Message, StringComparison.Ordinal);
        Assert.Contains("50 rows and 49 weights", few.Message, StringComparison.Ordinal);
    }

    // Few enough for a bin each, so that weights do not move the bins' borders.
    private static TrainingSet FewValues(TrainingSet set)
    {
        for (var c = 0; c < set.Features.Columns; c++)
        {
            foreach (ref var value in set.Features.Column(c))
            {
                value = MathF.Round(20 * value);
            }
        }

        return set;
    }

    private static void AssertSame(TreeEnsemble expected, TreeEnsemble actual, FeatureMatrix rows)
    {
        var one = new double[rows.Rows * expected.Outputs];
        var other = new double[rows.Rows * expected.Outputs];
        expected.Predict(rows, one);
        actual.Predict(rows, other);
        for (var i = 0; i < one.Length; i++)
        {
            Assert.Equal(one[i], other[i], tolerance: 1e-4 * Math.Max(1, Math.Abs(one[i])));
        }
    }
}
