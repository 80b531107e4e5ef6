namespace Personalization.Learning.Evaluation;

/// <summary>What is right and wrong when scores from a threshold on are taken for 1.</summary>
/// <remarks>Weights of rows, or their numbers where rows are not weighted. A ratio over nothing is 0, as in
/// scikit-learn.</remarks>
/// <param name="TruePositives">Taken for 1, and 1.</param>
/// <param name="FalsePositives">Taken for 1, and 0.</param>
/// <param name="FalseNegatives">Taken for 0, and 1.</param>
/// <param name="TrueNegatives">Taken for 0, and 0.</param>
public readonly record struct Confusion(
    double TruePositives, double FalsePositives, double FalseNegatives, double TrueNegatives)
{
    /// <summary>The part of all rows that is taken for what it is.</summary>
    public double Accuracy => Ratio(
        TruePositives + TrueNegatives, TruePositives + FalsePositives + FalseNegatives + TrueNegatives);

    /// <summary>The part of those taken for 1 that is 1.</summary>
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>The part of the 1s that is taken for 1.</summary>
    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>The harmonic mean of precision and recall.</summary>
    public double F1 => Ratio(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    /// <summary>Counts at a threshold; a score equal to it is taken for 1.</summary>
    /// <exception cref="ArgumentException">Rows or weights that no measure takes.</exception>
    public static Confusion At(
        double threshold,
        ReadOnlySpan<double> scores,
        ReadOnlySpan<float> labels,
        ReadOnlySpan<float> weights = default)
    {
        MetricInputs.CheckBinary(scores, labels, weights);
        Span<double> counts = stackalloc double[4];
        for (var i = 0; i < scores.Length; i++)
        {
            var cell = (scores[i] >= threshold ? 0 : 2) + (labels[i] > 0 == scores[i] >= threshold ? 0 : 1);
            counts[cell] += MetricInputs.Weight(weights, i);
        }

        return new Confusion(counts[0], counts[1], counts[3], counts[2]);
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
