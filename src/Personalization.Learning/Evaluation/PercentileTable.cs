namespace Personalization.Learning.Evaluation;

/// <summary>Says which part of a reference population a score stands above: equation (17) of
/// docs/learning.md.</summary>
/// <remarks>
/// Holds evenly spaced quantiles of the population's scores. A score between two quantiles is placed between
/// them in proportion; one that many share is placed in the middle of them; below all is 0 and above all 100. Never
/// decreasing in the score. Immutable; a look-up is one binary search and allocates nothing.
/// </remarks>
public sealed class PercentileTable
{
    /// <summary>The number of steps between quantiles in <see cref="FromScores"/>: a tenth of a percent each.</summary>
    public const int DefaultSteps = 1000;

    private readonly double[] _quantiles;

    /// <summary>A table from what <see cref="ToArray"/> gave.</summary>
    /// <exception cref="ArgumentException">Empty, out of order or with a value that is not finite.</exception>
    public PercentileTable(ReadOnlySpan<double> quantiles)
    {
        if (quantiles.Length == 0)
        {
            throw new ArgumentException("A percentile table needs one quantile at least.", nameof(quantiles));
        }

        for (var i = 0; i < quantiles.Length; i++)
        {
            if (!double.IsFinite(quantiles[i]) || (i > 0 && quantiles[i] < quantiles[i - 1]))
            {
                throw new ArgumentException(
                    $"Quantile {i} is {quantiles[i]}; quantiles must be finite and ascending.", nameof(quantiles));
            }
        }

        _quantiles = quantiles.ToArray();
    }

    /// <summary>A table of the scores of a reference population, in any order.</summary>
    /// <exception cref="ArgumentException">No scores, or one that is not finite.</exception>
    public static PercentileTable FromScores(ReadOnlySpan<double> scores, int steps = DefaultSteps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        if (sorted.Length <= steps)
        {
            return new PercentileTable(sorted);
        }

        var quantiles = new double[steps + 1];
        for (var i = 0; i <= steps; i++)
        {
            quantiles[i] = Quantiles.OfSorted(sorted, (double)i / steps);
        }

        return new PercentileTable(quantiles);
    }

    /// <summary>The quantiles, ascending; all that there is to store.</summary>
    public double[] ToArray() => [.. _quantiles];

    /// <summary>The percentile of a score, 0 to 100.</summary>
    /// <exception cref="ArgumentException">The score is NaN.</exception>
    public double Percentile(double score)
    {
        if (double.IsNaN(score))
        {
            throw new ArgumentException("A score that is not a number has no percentile.", nameof(score));
        }

        var below = CountBelow(score, orEqual: false);
        var upTo = CountBelow(score, orEqual: true);
        var last = _quantiles.Length - 1;
        if (upTo == 0 || below > last)
        {
            return upTo == 0 ? 0 : 100;
        }

        if (last == 0)
        {
            return 50;
        }

        var position = upTo > below
            ? (below + upTo - 1) / 2.0
            : below - 1 + ((score - _quantiles[below - 1]) / (_quantiles[below] - _quantiles[below - 1]));
        return 100 * position / last;
    }

    private int CountBelow(double score, bool orEqual)
    {
        int from = 0, to = _quantiles.Length;
        while (from < to)
        {
            var middle = (from + to) >>> 1;
            if (_quantiles[middle] < score || (orEqual && _quantiles[middle] == score))
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        return from;
    }
}
