using Personalization.Learning.Evaluation;

namespace Personalization.Domain.Propensity;

/// <summary>A point of the ROC curve.</summary>
/// <param name="FalsePositives">The share of those without the outcome who score as high or higher.</param>
/// <param name="TruePositives">The share of those with it.</param>
public sealed record RocPoint(double FalsePositives, double TruePositives);

/// <summary>What a model's probabilities look like beside outcomes on held-out time, small enough to keep.</summary>
/// <param name="Roc">From (0, 0) to (1, 1), at most 102 points; empty when all customers have the same outcome.</param>
/// <param name="Deciles">Tenths of the customers, the highest scores first: calibration, lift and gains.</param>
public sealed record TestCurves(IReadOnlyList<RocPoint> Roc, IReadOnlyList<DecileOutcome> Deciles)
{
    private const int MostPoints = 100;

    /// <summary>The curves of at least one customer.</summary>
    public static TestCurves Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels)
    {
        var ranked = new RankedOutcomes(probabilities, labels);
        var both = labels.Contains(0f) && labels.Contains(1f);
        return new TestCurves(
            both ? Thin(ranked.Roc()) : [],
            [.. GainsTable.Of(ranked).Select(part =>
                new DecileOutcome(part.Part, part.Rows, part.MeanScore, part.Rate))]);
    }

    private static List<RocPoint> Thin(IReadOnlyList<CurvePoint> curve)
    {
        var step = ((curve.Count - 1) / MostPoints) + 1;
        var points = new List<RocPoint>();
        for (var i = 0; i < curve.Count; i += step)
        {
            points.Add(new RocPoint(curve[i].X, curve[i].Y));
        }

        if ((curve.Count - 1) % step != 0)
        {
            points.Add(new RocPoint(curve[^1].X, curve[^1].Y));
        }

        return points;
    }
}
