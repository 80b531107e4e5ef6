using Personalization.Learning.Numerics;

namespace Personalization.Learning.Clustering;

/// <summary>Brings one column onto the scale on which distances are taken.</summary>
/// <param name="Log">Whether the logarithm of 1 + value is taken first; a value below 0 then counts as 0.</param>
/// <param name="Missing">What a missing value (NaN) counts as.</param>
/// <param name="Mean">The mean after that.</param>
/// <param name="Deviation">The standard deviation after that, over 0.</param>
public sealed record ColumnScale(bool Log, double Missing, double Mean, double Deviation)
{
    /// <summary>The skewness above which a column without negative values is log-scaled.</summary>
    public const double SkewnessForLog = 1;

    /// <summary>
    /// Learns a column's scale: the logarithm where no value is negative and the skewness is over 1, then mean 0 and
    /// deviation 1. Missing values count as the median.
    /// </summary>
    /// <returns>Null for a column that is all missing or has one value only: it tells nothing apart.</returns>
    /// <exception cref="ArgumentException">A value is infinite.</exception>
    public static ColumnScale? Fit(ReadOnlySpan<double> values)
    {
        var present = new List<double>(values.Length);
        foreach (var value in values)
        {
            if (double.IsInfinity(value))
            {
                throw new ArgumentException("A value is infinite.", nameof(values));
            }

            if (!double.IsNaN(value))
            {
                present.Add(value);
            }
        }

        present.Sort();
        if (present.Count == 0 || present[0] == present[^1])
        {
            return null;
        }

        var median = (present[(present.Count - 1) / 2] + present[present.Count / 2]) / 2;
        var log = present[0] >= 0 && Moments.Of([.. present]).Skewness > SkewnessForLog;
        var raw = new ColumnScale(log, median, 0, 1);
        var moments = Moments.Of(Array.ConvertAll(values.ToArray(), raw.Apply));
        return moments.Deviation > 0 ? raw with { Mean = moments.Mean, Deviation = moments.Deviation } : null;
    }

    /// <summary>A value on the scale.</summary>
    public double Apply(double value)
    {
        var known = double.IsNaN(value) ? Missing : value;
        return ((Log ? Portable.Log(1 + Math.Max(0, known)) : known) - Mean) / Deviation;
    }

    /// <summary>The value that <see cref="Apply"/> brings to a place on the scale.</summary>
    public double Undo(double scaled)
    {
        var plain = (scaled * Deviation) + Mean;
        return Log ? Portable.Exp(plain) - 1 : plain;
    }

    private readonly record struct Moments(double Mean, double Deviation, double Skewness)
    {
        public static Moments Of(double[] values)
        {
            var mean = values.Average();
            var (squares, cubes) = (0.0, 0.0);
            foreach (var value in values)
            {
                var off = value - mean;
                squares += off * off;
                cubes += off * off * off;
            }

            var deviation = Math.Sqrt(squares / values.Length);
            return new Moments(mean, deviation, cubes / values.Length / (deviation * deviation * deviation));
        }
    }
}
