using Personalization.Learning.Numerics;

namespace Personalization.Learning.Evaluation;

/// <summary>How far predictions of amounts are off; scikit-learn's definitions, weights included.</summary>
/// <remarks>Every measure throws <see cref="ArgumentException"/> for no rows, unequal lengths or a value that is not
/// finite. Equations (23) to (26) of docs/learning.md.</remarks>
public static class RegressionMetrics
{
    /// <summary>The root of the mean squared error, in the unit of the label.</summary>
    public static double Rmse(
        ReadOnlySpan<double> predictions, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default) =>
        Math.Sqrt(Mean(predictions, labels, weights, static (p, y) => (p - y) * (p - y)));

    /// <summary>The mean absolute error, in the unit of the label.</summary>
    public static double Mae(
        ReadOnlySpan<double> predictions, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default) =>
        Mean(predictions, labels, weights, static (p, y) => Math.Abs(p - y));

    /// <summary>The part of the labels' variance that is explained: 1 is perfect, 0 the mean, negative worse than
    /// that. Of labels that are all the same: 1 where they are met exactly, else 0.</summary>
    public static double R2(
        ReadOnlySpan<double> predictions, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        var residual = Mean(predictions, labels, weights, static (p, y) => (p - y) * (p - y));
        var mean = Mean(predictions, labels, weights, static (_, y) => y);
        double spread = 0, total = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var weight = MetricInputs.Weight(weights, i);
            spread += weight * (labels[i] - mean) * (labels[i] - mean);
            total += weight;
        }

        return spread > 0 ? 1 - (residual / (spread / total)) : residual == 0 ? 1 : 0;
    }

    /// <summary>The mean Poisson deviance: predictions over 0, labels 0 or more.</summary>
    public static double PoissonDeviance(
        ReadOnlySpan<double> predictions, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default) =>
        TweedieDeviance(1, predictions, labels, weights);

    /// <summary>
    /// The mean Tweedie deviance: power 0 is the squared error, 1 Poisson, 2 gamma, between 1 and 2 amounts with many
    /// zeros.
    /// </summary>
    /// <exception cref="ArgumentException">The power is under 0 or between 0 and 1; or for a power of 1 or more a
    /// prediction is not over 0 or a label is negative (for 2 or more: 0).</exception>
    public static double TweedieDeviance(
        double power,
        ReadOnlySpan<double> predictions,
        ReadOnlySpan<float> labels,
        ReadOnlySpan<float> weights = default)
    {
        if (power != 0 && !(power >= 1 && double.IsFinite(power)))
        {
            throw new ArgumentException($"The power is {power}; it must be 0, or 1 or more.", nameof(power));
        }

        for (var i = 0; power >= 1 && i < Math.Min(labels.Length, predictions.Length); i++)
        {
            if (predictions[i] <= 0 || labels[i] < 0 || (labels[i] == 0 && power >= 2))
            {
                throw new ArgumentException(
                    $"Row {i} has the prediction {predictions[i]} and the label {labels[i]}; a deviance of power "
                    + $"{power} needs predictions over 0 and labels {(power >= 2 ? "over 0" : "of 0 or more")}.",
                    nameof(predictions));
            }
        }

        return Mean(predictions, labels, weights, (p, y) => Deviance(power, p, y));
    }

    // Jorgensen, "The Theory of Dispersion Models" (1997); the same as scikit-learn's.
    private static double Deviance(double power, double p, double y) => power switch
    {
        0 => (p - y) * (p - y),
        1 => 2 * ((y > 0 ? y * Portable.Log(y / p) : 0) - y + p),
        2 => 2 * (Portable.Log(p / y) + (y / p) - 1),
        _ => 2 * ((Portable.Pow(y, 2 - power) / ((1 - power) * (2 - power)))
            - (y * Portable.Pow(p, 1 - power) / (1 - power))
            + (Portable.Pow(p, 2 - power) / (2 - power))),
    };

    private static double Mean(
        ReadOnlySpan<double> predictions,
        ReadOnlySpan<float> labels,
        ReadOnlySpan<float> weights,
        Func<double, double, double> error)
    {
        MetricInputs.CheckRegression(predictions, labels, weights);
        double sum = 0, total = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var weight = MetricInputs.Weight(weights, i);
            sum += weight * error(predictions[i], labels[i]);
            total += weight;
        }

        return sum / total;
    }
}
