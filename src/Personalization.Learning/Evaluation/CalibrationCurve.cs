namespace Personalization.Learning.Evaluation;

/// <summary>How probabilities are put into bins.</summary>
public enum CalibrationBins
{
    /// <summary>Bins of equal width from 0 to 1: scikit-learn's <c>uniform</c>.</summary>
    EqualWidth = 0,

    /// <summary>Bins between the quantiles of the probabilities: scikit-learn's <c>quantile</c>.</summary>
    EqualCount = 1,
}

/// <summary>A bin of probabilities that holds a row at least.</summary>
/// <param name="From">Its lower border, exclusive but for the first bin.</param>
/// <param name="To">Its upper border, inclusive.</param>
/// <param name="Weight">The weight of its rows; their number where rows are not weighted.</param>
/// <param name="Probability">The mean of the probabilities in it.</param>
/// <param name="Rate">The rate of label 1 in it: equal to the mean probability where that is honest.</param>
public readonly record struct CalibrationBin(double From, double To, double Weight, double Probability, double Rate);

/// <summary>Whether a probability of 30 % comes true three times in ten.</summary>
public static class CalibrationCurve
{
    /// <summary>The bins that hold rows, in ascending order: scikit-learn's <c>calibration_curve</c>.</summary>
    /// <exception cref="ArgumentException">Rows or weights that no measure takes, or a score that is no
    /// probability.</exception>
    public static IReadOnlyList<CalibrationBin> Of(
        ReadOnlySpan<double> probabilities,
        ReadOnlySpan<float> labels,
        CalibrationBins binning,
        int bins = 10,
        ReadOnlySpan<float> weights = default)
    {
        MetricInputs.CheckBinary(probabilities, labels, weights);
        MetricInputs.CheckProbabilities(probabilities);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var borders = binning == CalibrationBins.EqualWidth ? Even(bins) : Quantiles.Of(probabilities, bins);
        var sums = new (double Weight, double Probability, double Label)[bins];
        for (var i = 0; i < labels.Length; i++)
        {
            var weight = MetricInputs.Weight(weights, i);
            ref var sum = ref sums[Quantiles.CountBelow(borders.AsSpan(1, bins - 1), probabilities[i])];
            sum.Weight += weight;
            sum.Probability += weight * probabilities[i];
            sum.Label += weight * labels[i];
        }

        var curve = new List<CalibrationBin>(bins);
        for (var bin = 0; bin < bins; bin++)
        {
            var (weight, probability, label) = sums[bin];
            if (weight > 0)
            {
                curve.Add(new CalibrationBin(
                    borders[bin], borders[bin + 1], weight, probability / weight, label / weight));
            }
        }

        return curve;
    }

    /// <summary>
    /// The expected calibration error: the distance of mean probability and rate, averaged over bins by their weight;
    /// equation (22). With equal widths it is the usual ECE of Guo et al. (ICML 2017).
    /// </summary>
    public static double ExpectedError(
        ReadOnlySpan<double> probabilities,
        ReadOnlySpan<float> labels,
        CalibrationBins binning = CalibrationBins.EqualWidth,
        int bins = 10,
        ReadOnlySpan<float> weights = default)
    {
        double error = 0, total = 0;
        foreach (var bin in Of(probabilities, labels, binning, bins, weights))
        {
            error += bin.Weight * Math.Abs(bin.Probability - bin.Rate);
            total += bin.Weight;
        }

        return error / total;
    }

    private static double[] Even(int bins)
    {
        var borders = new double[bins + 1];
        // As numpy's linspace: a step times a number, and the end exact.
        var step = 1.0 / bins;
        for (var i = 0; i < bins; i++)
        {
            borders[i] = i * step;
        }

        borders[bins] = 1;
        return borders;
    }
}
