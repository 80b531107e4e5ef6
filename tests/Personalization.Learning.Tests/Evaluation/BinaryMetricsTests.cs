using Personalization.Learning.Evaluation;

namespace Personalization.Learning.Tests.Evaluation;

public sealed class BinaryMetricsTests
{
    [Fact]
    public void Auc_equals_its_definition_over_all_pairs_ties_included()
    {
        for (var seed = 0; seed < 3000; seed++)
        {
            var (scores, labels) = Sample(seed);

            Assert.Equal(AllPairs(scores, labels), BinaryMetrics.Auc(scores, labels), tolerance: 1e-12);
        }
    }

    [Fact]
    public void Auc_does_not_change_with_a_growing_transformation_and_turns_round_with_the_scores()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var (scores, labels) = Sample(seed);
            var auc = BinaryMetrics.Auc(scores, labels);

            Assert.Equal(auc, BinaryMetrics.Auc([.. scores.Select(score => Math.Exp(3 * score))], labels));
            Assert.Equal(1 - auc, BinaryMetrics.Auc([.. scores.Select(score => -score)], labels), tolerance: 1e-12);
        }
    }

    // scikit-learn 1.2: roc_auc_score, log_loss and brier_score_loss of these give the same figures.
    [Fact]
    public void Figures_equal_those_worked_out_by_hand()
    {
        double[] scores = [0.1, 0.4, 0.35, 0.8, 0.4];
        float[] labels = [0, 0, 1, 1, 1];

        Assert.Equal(4.5 / 6, BinaryMetrics.Auc(scores, labels), tolerance: 1e-15);
        Assert.Equal(
            -(Math.Log(0.9) + Math.Log(0.6) + Math.Log(0.35) + Math.Log(0.8) + Math.Log(0.4)) / 5,
            BinaryMetrics.LogLoss(scores, labels),
            tolerance: 1e-15);
        Assert.Equal(
            (0.01 + 0.16 + 0.4225 + 0.04 + 0.36) / 5, BinaryMetrics.Brier(scores, labels), tolerance: 1e-15);
    }

    [Fact]
    public void A_certain_and_wrong_answer_costs_much_but_not_infinitely()
    {
        Assert.Equal(36.04365338911715, BinaryMetrics.LogLoss([0], [1]), tolerance: 1e-9);
        Assert.Equal(36.04365338911715, BinaryMetrics.LogLoss([1], [0]), tolerance: 1e-9);
        Assert.InRange(BinaryMetrics.LogLoss([1, 0], [1, 0]), 0, 1e-15);
    }

    [Fact]
    public void Lift_is_the_rate_among_the_best_over_the_rate_of_all()
    {
        double[] scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0];
        float[] labels = [1, 1, 0, 1, 0, 0, 0, 0, 0, 1];

        Assert.Equal(1 / 0.4, BinaryMetrics.Lift(scores, labels, 0.1), tolerance: 1e-12);
        Assert.Equal(2 / 3.0 / 0.4, BinaryMetrics.Lift(scores, labels, 0.3), tolerance: 1e-12);
        Assert.Equal(1, BinaryMetrics.Lift(scores, labels, 1), tolerance: 1e-12);
    }

    [Fact]
    public void Rows_tied_at_the_border_of_the_top_count_in_part()
    {
        Assert.Equal(1, BinaryMetrics.Lift([5, 5, 5, 5], [1, 0, 0, 1], 0.25), tolerance: 1e-12);
        Assert.Equal(
            (1 + (1 / 3.0)) / 2 / 0.4, BinaryMetrics.Lift([9, 5, 5, 5, 1], [1, 0, 0, 1, 0], 0.4), tolerance: 1e-12);
    }

    [Fact]
    public void Lift_averages_over_the_orders_of_tied_rows()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (scores, labels) = Sample(seed);
            var random = new Random(seed);
            var fraction = 0.05 + (0.9 * random.NextDouble());
            var top = (int)Math.Ceiling(fraction * scores.Length);
            var mean = Enumerable.Range(0, 400).Average(_ =>
            {
                var order = Enumerable.Range(0, scores.Length).ToArray();
                random.Shuffle(order);
                return order.OrderByDescending(i => scores[i]).Take(top).Average(i => (double)labels[i]);
            });

            Assert.Equal(mean / labels.Average(), BinaryMetrics.Lift(scores, labels, fraction), tolerance: 0.35);
        }
    }

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        Assert.Throws<ArgumentException>(() => BinaryMetrics.Auc([], []));
        Assert.Throws<ArgumentException>(() => BinaryMetrics.Auc([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => BinaryMetrics.Auc([1, 2], [1, 1]));
        Assert.Throws<ArgumentException>(() => BinaryMetrics.Auc([1, double.NaN], [1, 0]));
        Assert.Throws<ArgumentException>(() => BinaryMetrics.LogLoss([0.5, 1.5], [1, 0]));
        Assert.Throws<ArgumentException>(() => BinaryMetrics.Brier([0.5, 0.5], [1, 2]));
        Assert.Throws<ArgumentException>(() => BinaryMetrics.Lift([0.5, 0.5], [1, 0], 0));
        Assert.Throws<ArgumentException>(() => BinaryMetrics.Lift([0.5, 0.5], [0, 0], 0.5));
    }

    private static (double[] Scores, float[] Labels) Sample(int seed)
    {
        var random = new Random(seed);
        var size = random.Next(2, 60);
        var scores = Enumerable.Range(0, size).Select(_ => random.Next(12) / 12.0).ToArray();
        var labels = Enumerable.Range(0, size).Select(_ => (float)random.Next(2)).ToArray();
        (labels[0], labels[1]) = (0, 1);
        return (scores, labels);
    }

    private static double AllPairs(double[] scores, float[] labels)
    {
        double won = 0, pairs = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            for (var j = 0; j < scores.Length; j++)
            {
                if (labels[i] > labels[j])
                {
                    pairs++;
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }

        return won / pairs;
    }
}
