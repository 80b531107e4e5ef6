namespace Personalization.Domain.Propensity;

/// <summary>
/// Tenths of customers by what was expected of them: orders or money, where the outcome is no yes or no.
/// </summary>
public static class AmountDeciles
{
    private const int Parts = 10;

    /// <summary>The tenths, the highest expectations first; fewer where there are fewer customers.</summary>
    /// <param name="expected">What was expected of each customer.</param>
    /// <param name="observed">What came, in the same order.</param>
    public static IReadOnlyList<DecileOutcome> Of(double[] expected, double[] observed) =>
        [.. Split(expected).Select((part, i) => new DecileOutcome(
            i + 1, part.Length, part.Average(row => expected[row]), part.Average(row => observed[row])))];

    /// <summary>
    /// The standard error of the mean of counts observed in each of the same tenths: by their variance, or by that of
    /// Poisson counts as large as expected where this is more, since few customers who all did nothing vary by nothing.
    /// </summary>
    public static IReadOnlyList<double> StandardErrors(double[] expected, double[] observed) =>
        [.. Split(expected).Select(part => StandardError(
            [.. part.Select(row => observed[row])], part.Average(row => expected[row])))];

    private static IEnumerable<int[]> Split(double[] expected)
    {
        var ranked = Enumerable.Range(0, expected.Length).OrderByDescending(row => expected[row]).ToArray();
        var parts = Math.Min(Parts, ranked.Length);
        for (var part = 0; part < parts; part++)
        {
            var from = (int)((long)ranked.Length * part / parts);
            yield return ranked[from..(int)((long)ranked.Length * (part + 1) / parts)];
        }
    }

    private static double StandardError(double[] values, double expected)
    {
        var mean = values.Average();
        var variance = values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1);
        return Math.Sqrt(Math.Max(variance, expected) / values.Length);
    }
}
