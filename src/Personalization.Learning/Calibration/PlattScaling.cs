using Personalization.Learning.Evaluation;
using Personalization.Learning.Numerics;

namespace Personalization.Learning.Calibration;

/// <summary>
/// A logistic line on the log-odds: equations (28) and (29). Platt, "Probabilistic outputs for support vector machines"
/// (1999), fitted by Newton's method as Lin, Lin and Weng (Machine Learning 68, 2007) do.
/// </summary>
internal static class PlattScaling
{
    private const double Edge = 1e-12;
    private const int Iterations = 100;

    public static double LogOdds(double probability)
    {
        var p = Math.Clamp(probability, Edge, 1 - Edge);
        return Portable.Log(p / (1 - p));
    }

    public static double Probability(double logOdds) => 1 / (1 + Portable.Exp(-logOdds));

    public static Calibrator Fit(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        MetricInputs.CheckBinary(probabilities, labels, weights);
        MetricInputs.CheckProbabilities(probabilities);
        var rows = new Row[labels.Length];
        double positives = 0, negatives = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var weight = MetricInputs.Weight(weights, i);
            positives += weight * labels[i];
            negatives += weight * (1 - labels[i]);
        }

        // Platt's targets: as if one more of each had been seen, so that no probability becomes 0 or 1.
        var (high, low) = ((positives + 1) / (positives + 2), 1 / (negatives + 2));
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = new Row(
                LogOdds(probabilities[i]), labels[i] > 0 ? high : low, MetricInputs.Weight(weights, i));
        }

        var (slope, intercept) = Minimise(rows, Portable.Log((positives + 1) / (negatives + 1)));
        // Scores that rank the wrong way round say nothing: then everybody gets the rate.
        if (slope < 0)
        {
            (slope, intercept) = (0, Portable.Log((positives + 1) / (negatives + 1)));
        }

        return new Calibrator(new CalibrationCoefficients
        {
            Method = CalibrationMethod.Platt,
            Slope = slope,
            Intercept = intercept,
        });
    }

    private static (double Slope, double Intercept) Minimise(Row[] rows, double prior)
    {
        var (slope, intercept) = (0.0, prior);
        var loss = Loss(rows, slope, intercept);
        for (var i = 0; i < Iterations; i++)
        {
            var (slopeStep, interceptStep) = NewtonStep(rows, slope, intercept);
            var size = 1.0;
            double next;
            // Halving the step until it helps makes Newton's method safe from anywhere.
            while ((next = Loss(rows, slope + (size * slopeStep), intercept + (size * interceptStep))) > loss
                && size > 1e-10)
            {
                size /= 2;
            }

            (slope, intercept) = (slope + (size * slopeStep), intercept + (size * interceptStep));
            var gained = loss - next;
            loss = next;
            if (gained < 1e-13 * Math.Abs(loss))
            {
                break;
            }
        }

        return (slope, intercept);
    }

    private static double Loss(Row[] rows, double slope, double intercept)
    {
        var sum = 0.0;
        foreach (var row in rows)
        {
            var margin = (slope * row.LogOdds) + intercept;
            // log(1 + exp(margin)) - target * margin, without overflow.
            sum += row.Weight
                * (Math.Max(margin, 0) + Portable.Log(1 + Portable.Exp(-Math.Abs(margin))) - (row.Target * margin));
        }

        return sum;
    }

    private static (double Slope, double Intercept) NewtonStep(Row[] rows, double slope, double intercept)
    {
        double h11 = 1e-12, h21 = 0, h22 = 1e-12, g1 = 0, g2 = 0;
        foreach (var row in rows)
        {
            var p = Probability((slope * row.LogOdds) + intercept);
            var curvature = row.Weight * p * (1 - p);
            var residual = row.Weight * (p - row.Target);
            h11 += curvature * row.LogOdds * row.LogOdds;
            h21 += curvature * row.LogOdds;
            h22 += curvature;
            g1 += residual * row.LogOdds;
            g2 += residual;
        }

        var determinant = (h11 * h22) - (h21 * h21);
        return determinant > 0
            ? (-((h22 * g1) - (h21 * g2)) / determinant, -((h11 * g2) - (h21 * g1)) / determinant)
            : (0, -g2 / h22);
    }

    private readonly record struct Row(double LogOdds, double Target, double Weight);
}
