using Personalization.Learning.Numerics;

namespace Personalization.Learning.Evaluation;

/// <summary>How well scores tell label 1 from label 0; scikit-learn's definitions, ties and weights included.</summary>
/// <remarks>
/// Every measure throws <see cref="ArgumentException"/> for no rows, unequal lengths, a score that is NaN or a label
/// other than 0 and 1. Weights are optional: an empty span weighs every row 1. Equations are those of docs/learning.md.
/// </remarks>
public static class BinaryMetrics
{
    // As scikit-learn: a certain and wrong answer costs about 36, not infinitely much.
    internal const double Epsilon = 2.220446049250313e-16;

    /// <summary>The chance that a random 1 scores above a random 0, a tie counting half: equation (13); 0.5 is
    /// guessing.</summary>
    /// <exception cref="ArgumentException">Also where only one of the labels occurs.</exception>
    public static double Auc(
        ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        var auc = new RankedOutcomes(scores, labels).Auc(weights);
        return double.IsNaN(auc)
            ? throw new ArgumentException("The area under the curve needs both labels, 0 and 1.", nameof(labels))
            : auc;
    }

    /// <summary>The area under precision over recall by steps: equation (21); the rate of 1 is guessing.</summary>
    /// <exception cref="ArgumentException">Also where only one of the labels occurs.</exception>
    public static double AveragePrecision(
        ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        var precision = new RankedOutcomes(scores, labels).AveragePrecision(weights);
        return double.IsNaN(precision)
            ? throw new ArgumentException("Average precision needs both labels, 0 and 1.", nameof(labels))
            : precision;
    }

    /// <summary>The mean negative log likelihood, in nats: equation (14). Scores are probabilities; 0 is
    /// perfect.</summary>
    public static double LogLoss(
        ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        MetricInputs.CheckBinary(scores, labels, weights);
        MetricInputs.CheckProbabilities(scores);
        double sum = 0, total = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var weight = MetricInputs.Weight(weights, i);
            var p = Math.Clamp(scores[i], Epsilon, 1 - Epsilon);
            sum -= weight * Portable.Log(labels[i] > 0 ? p : 1 - p);
            total += weight;
        }

        return sum / total;
    }

    /// <summary>The mean squared distance of probability and outcome: equation (15); 0 is perfect, 1 the
    /// worst.</summary>
    public static double Brier(
        ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        MetricInputs.CheckBinary(scores, labels, weights);
        MetricInputs.CheckProbabilities(scores);
        double sum = 0, total = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var weight = MetricInputs.Weight(weights, i);
            sum += weight * (scores[i] - labels[i]) * (scores[i] - labels[i]);
            total += weight;
        }

        return sum / total;
    }

    /// <summary>
    /// How many times more often 1 occurs among the best scores than in all rows: equation (16). The top is the given
    /// fraction of rows, rounded up; of rows tied at its border each counts for the same part.
    /// </summary>
    /// <exception cref="ArgumentException">Also where the fraction is not over 0 and up to 1, or no label is
    /// 1.</exception>
    public static double Lift(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, double topFraction)
    {
        var ranked = new RankedOutcomes(scores, labels);
        if (topFraction is not (> 0 and <= 1))
        {
            throw new ArgumentException(
                $"topFraction is {topFraction}; it must be over 0 and up to 1.", nameof(topFraction));
        }

        // A fraction such as 0.1 of 30 is a little over 3 in binary; that must not become 4.
        var top = (int)Math.Ceiling((topFraction * ranked.Rows) - 1e-9);
        var all = ranked.InTop(ranked.Rows).Positives;
        return all > 0
            ? ranked.InTop(top).Positives / top / (all / ranked.Rows)
            : throw new ArgumentException("Lift needs a label of 1.", nameof(labels));
    }
}
