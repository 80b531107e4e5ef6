using Personalization.Learning.Numerics;

namespace Personalization.Learning.Evaluation;

/// <summary>How well probabilities of several classes fit; scikit-learn's definitions, weights included.</summary>
/// <remarks>Probabilities are given row by row, one a class; classes are 0, 1, 2 … Every measure throws
/// <see cref="ArgumentException"/> for shapes that do not fit, a label that is no class, or no probability.</remarks>
public static class MultiClassMetrics
{
    /// <summary>The mean negative log of the probability given to the true class, in nats.</summary>
    /// <remarks>Probabilities are clipped as in equation (14), then scaled so that a row adds up to 1.</remarks>
    public static double LogLoss(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        var classes = Check(probabilities, labels, weights);
        double sum = 0, total = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            var all = 0.0;
            foreach (var p in probabilities.Slice(row * classes, classes))
            {
                all += Clip(p);
            }

            var weight = MetricInputs.Weight(weights, row);
            sum -= weight * Portable.Log(Clip(probabilities[(row * classes) + (int)labels[row]]) / all);
            total += weight;
        }

        return sum / total;
    }

    /// <summary>The part of rows whose true class has the greatest probability, the first one of equals.</summary>
    public static double Accuracy(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        var classes = Check(probabilities, labels, weights);
        double right = 0, total = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            var weight = MetricInputs.Weight(weights, row);
            right += Best(probabilities.Slice(row * classes, classes)) == (int)labels[row] ? weight : 0;
            total += weight;
        }

        return right / total;
    }

    private static double Clip(double p) => Math.Clamp(p, BinaryMetrics.Epsilon, 1 - BinaryMetrics.Epsilon);

    private static int Best(ReadOnlySpan<double> row)
    {
        var best = 0;
        for (var c = 1; c < row.Length; c++)
        {
            best = row[c] > row[best] ? c : best;
        }

        return best;
    }

    private static int Check(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        if (labels.Length == 0 || probabilities.Length % labels.Length != 0 || probabilities.Length < 2 * labels.Length)
        {
            throw new ArgumentException(
                $"There are {probabilities.Length} probabilities for {labels.Length} labels; give one for each of two "
                + "or more classes a row.",
                nameof(probabilities));
        }

        MetricInputs.CheckWeights(labels.Length, weights);
        MetricInputs.CheckProbabilities(probabilities);
        var classes = probabilities.Length / labels.Length;
        foreach (var label in labels)
        {
            if (!(label >= 0 && label < classes && label == (int)label))
            {
                throw new ArgumentException(
                    $"A label is {label}; it must be a class, 0 to {classes - 1}.", nameof(labels));
            }
        }

        return classes;
    }
}
