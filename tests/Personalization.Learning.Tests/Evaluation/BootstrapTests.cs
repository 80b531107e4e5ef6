using Personalization.Learning.Evaluation;

namespace Personalization.Learning.Tests.Evaluation;

public sealed class BootstrapTests
{
    [Fact, Trait("clause", "LRN-23")]
    public void The_interval_of_a_mean_is_that_of_its_standard_error()
    {
        var random = new Random(1);
        var values =
            Enumerable.Range(0, 900).Select(_ => 5 + (3 * (random.NextDouble() + random.NextDouble()))).ToArray();
        var mean = values.Average();
        var error = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean))) / values.Length;

        var interval = Bootstrap.Interval(
            values.Length, weights => Mean(values, weights), new BootstrapOptions { Resamples = 4000 });

        Assert.Equal(mean, interval.Value, 1e-12);
        Assert.Equal(mean - (1.96 * error), interval.Low, 0.15 * error);
        Assert.Equal(mean + (1.96 * error), interval.High, 0.15 * error);
        Assert.Equal(1, interval.ShareOver0);
    }

    [Fact, Trait("clause", "LRN-23")]
    public void Ninety_five_in_a_hundred_intervals_hold_the_true_value()
    {
        var held = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var labels = Enumerable.Range(0, 300).Select(i => (float)(i % 3 == 0 ? 1 : 0)).ToArray();
            // Exponential scores, those of label 1 with three times the mean: P(1 above 0) = 3 / 4.
            var scores = labels.Select(label => -Math.Log(1 - random.NextDouble()) * (label > 0 ? 3 : 1)).ToArray();
            var ranked = new RankedOutcomes(scores, labels);

            var interval = Bootstrap.Interval(
                labels.Length, weights => ranked.Auc(weights), new BootstrapOptions { Resamples = 300, Seed = seed });

            held += interval.Low <= 0.75 && interval.High >= 0.75 ? 1 : 0;
        }

        Assert.InRange(held / 400.0, 0.91, 0.985);
    }

    [Fact, Trait("clause", "LRN-23")]
    public void The_same_seed_gives_the_same_interval_and_another_one_a_little_different()
    {
        var (first, _, labels) = TwoModels(400);
        var ranked = new RankedOutcomes(first, labels);
        MeasuredInterval Draw(int seed) => Bootstrap.Interval(
            labels.Length, weights => ranked.Auc(weights), new BootstrapOptions { Seed = seed });

        Assert.Equal(Draw(7), Draw(7));
        Assert.NotEqual(Draw(7), Draw(8));
        Assert.Equal(Draw(7).Low, Draw(8).Low, 0.01);
    }

    [Fact, Trait("clause", "LRN-24")]
    public void A_difference_on_the_same_rows_is_far_surer_than_the_models_apart()
    {
        var (first, second, labels) = TwoModels(1500);
        var one = new RankedOutcomes(first, labels);
        var two = new RankedOutcomes(second, labels);

        var apart = Bootstrap.Interval(labels.Length, weights => one.Auc(weights));
        var together = Bootstrap.Difference(labels.Length, weights => one.Auc(weights), weights => two.Auc(weights));
        var same = Bootstrap.Difference(labels.Length, weights => one.Auc(weights), weights => one.Auc(weights));

        Assert.Equal(one.Auc() - two.Auc(), together.Value, 1e-12);
        Assert.True(together.High - together.Low < 0.6 * (apart.High - apart.Low));
        Assert.True(together.Low > 0);
        Assert.Equal(1, together.ShareOver0);
        Assert.Equal(new MeasuredInterval(0, 0, 0, 0.5), same);
    }

    [Fact, Trait("clause", "LRN-23")]
    public void Resamples_without_a_meaning_are_left_out_and_none_at_all_is_refused()
    {
        var ranked = new RankedOutcomes([0.9, 0.1, 0.2], [1, 0, 0]);

        var interval = Bootstrap.Interval(3, weights => ranked.Auc(weights));

        Assert.Equal((1, 1, 1), (interval.Value, interval.Low, interval.High));
        Assert.Throws<ArgumentException>(() => Bootstrap.Interval(3, _ => double.NaN));
    }

    private static (double[] First, double[] Second, float[] Labels) TwoModels(int rows)
    {
        var random = new Random(rows);
        var labels = Enumerable.Range(0, rows).Select(_ => (float)random.Next(2)).ToArray();
        var first = labels.Select(label => label + (2 * random.NextDouble())).ToArray();
        var second = first.Select(score => score + (0.8 * random.NextDouble())).ToArray();
        return (first, second, labels);
    }

    private static double Mean(double[] values, ReadOnlySpan<float> weights)
    {
        double sum = 0, total = 0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += weights[i] * values[i];
            total += weights[i];
        }

        return sum / total;
    }
}
