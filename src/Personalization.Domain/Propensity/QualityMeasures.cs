using Personalization.Learning.Evaluation;

namespace Personalization.Domain.Propensity;

/// <summary>Measures probabilities against outcomes.</summary>
public static class QualityMeasures
{
    /// <summary>
    /// The measures that have a meaning for these rows: ranking needs both outcomes, everything needs a row.
    /// </summary>
    public static BinaryQuality Measure(ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels)
    {
        var positives = 0;
        foreach (var label in labels)
        {
            positives += label > 0 ? 1 : 0;
        }

        var any = labels.Length > 0;
        var ranks = positives > 0 && positives < labels.Length;
        var ranked = ranks ? new RankedOutcomes(probabilities, labels) : null;
        return new BinaryQuality(
            labels.Length,
            positives,
            ranked?.Auc(),
            any ? BinaryMetrics.LogLoss(probabilities, labels) : null,
            any ? BinaryMetrics.Brier(probabilities, labels) : null,
            positives > 0 ? BinaryMetrics.Lift(probabilities, labels, 0.1) : null,
            ranked?.AveragePrecision(),
            any ? CalibrationCurve.ExpectedError(probabilities, labels) : null,
            any ? CalibrationCurve.ExpectedError(probabilities, labels, CalibrationBins.EqualCount) : null);
    }
}
