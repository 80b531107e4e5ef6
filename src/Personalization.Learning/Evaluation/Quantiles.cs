namespace Personalization.Learning.Evaluation;

/// <summary>Quantiles by linear interpolation between neighbours in rank, as numpy's default.</summary>
public static class Quantiles
{
    /// <summary>The quantile of values in ascending order, for a part from 0 to 1.</summary>
    public static double OfSorted(ReadOnlySpan<double> sorted, double part)
    {
        if (sorted.IsEmpty)
        {
            throw new ArgumentException("No values have no quantile.", nameof(sorted));
        }

        var position = Math.Clamp(part, 0, 1) * (sorted.Length - 1);
        var lower = (int)position;
        var upper = Math.Min(lower + 1, sorted.Length - 1);
        // Weighing both, instead of adding a part of the difference, cannot pass the upper one by rounding.
        var over = position - lower;
        return Math.Clamp((sorted[lower] * (1 - over)) + (sorted[upper] * over), sorted[lower], sorted[upper]);
    }

    /// <summary>The borders between so many parts of equal count, the least and the greatest value included.</summary>
    public static double[] Of(ReadOnlySpan<double> values, int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var borders = new double[parts + 1];
        for (var i = 0; i <= parts; i++)
        {
            borders[i] = OfSorted(sorted, (double)i / parts);
        }

        return borders;
    }

    /// <summary>How many of the ascending values are less than one.</summary>
    internal static int CountBelow(ReadOnlySpan<double> ascending, double value)
    {
        int from = 0, to = ascending.Length;
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            (from, to) = ascending[middle] < value ? (middle + 1, to) : (from, middle);
        }

        return from;
    }
}
