using Personalization.Learning.Numerics;

namespace Personalization.Learning.Evaluation;

/// <summary>
/// How the values of a reference population are spread, kept small, and how far another population has moved from it:
/// the population stability index, equation (27).
/// </summary>
/// <remarks>
/// Borders are the distinct inner quantiles of the reference's values (deciles unless told otherwise); a bin holds the
/// values over its lower and up to its upper border, the outer bins reach to infinity, and NaN has a bin of its own,
/// the last. A value that many share is thus never cut in two. A share under 0.0001 counts as 0.0001. As a rule of
/// thumb an index under 0.1 is no change, from 0.25 on a marked one; with few rows noise alone adds about
/// <c>(bins - 1) (1/n + 1/m)</c>.
/// </remarks>
public sealed class PopulationBins
{
    /// <summary>The least share that a bin counts for.</summary>
    public const double LeastShare = 1e-4;

    private readonly double[] _borders;
    private readonly double[] _shares;

    /// <summary>What <see cref="Borders"/> and <see cref="Shares"/> gave.</summary>
    /// <exception cref="ArgumentException">Borders out of order, or not two shares more than borders.</exception>
    public PopulationBins(IReadOnlyList<double> borders, IReadOnlyList<double> shares)
    {
        _borders = [.. borders];
        _shares = [.. shares];
        var ascending = _borders.Zip(_borders.Skip(1)).All(pair => pair.First < pair.Second);
        if (!ascending || _shares.Length != _borders.Length + 2 || !_shares.All(share => share is >= 0 and <= 1))
        {
            throw new ArgumentException(
                $"{_borders.Length} borders and {_shares.Length} shares are no population: borders ascend, and there "
                + "are two shares more, from 0 to 1.",
                nameof(borders));
        }
    }

    /// <summary>The borders between bins, ascending.</summary>
    public IReadOnlyList<double> Borders => _borders;

    /// <summary>The reference's shares in the bins, in order, and last that of NaN.</summary>
    public IReadOnlyList<double> Shares => _shares;

    /// <summary>Bins of a reference population.</summary>
    /// <exception cref="ArgumentException">No values.</exception>
    public static PopulationBins Of(ReadOnlySpan<double> reference, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        var values = Array.FindAll(reference.ToArray(), value => !double.IsNaN(value));
        var borders = values.Length == 0 ? [] : Quantiles.Of(values, bins)[1..^1].Distinct().ToArray();
        return new PopulationBins(borders, SharesOf(reference, borders));
    }

    /// <summary>The shares of another population in these bins.</summary>
    /// <exception cref="ArgumentException">No values.</exception>
    public double[] SharesOf(ReadOnlySpan<double> values) => SharesOf(values, _borders);

    /// <summary>The stability index of another population: 0 where it is spread as the reference.</summary>
    /// <exception cref="ArgumentException">No values.</exception>
    public double Index(ReadOnlySpan<double> values) => IndexOfShares(SharesOf(values));

    /// <summary>The stability index of shares in these bins, the last that of NaN.</summary>
    public double IndexOfShares(IReadOnlyList<double> shares)
    {
        if (shares.Count != _shares.Length)
        {
            throw new ArgumentException(
                $"There are {shares.Count} shares for {_shares.Length} bins.", nameof(shares));
        }

        var sum = 0.0;
        for (var bin = 0; bin < _shares.Length; bin++)
        {
            var then = Math.Max(_shares[bin], LeastShare);
            var now = Math.Max(shares[bin], LeastShare);
            sum += (now - then) * Portable.Log(now / then);
        }

        return sum;
    }

    private static double[] SharesOf(ReadOnlySpan<double> values, double[] borders)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("A population needs one value at least.", nameof(values));
        }

        var shares = new double[borders.Length + 2];
        foreach (var value in values)
        {
            shares[double.IsNaN(value) ? ^1 : Quantiles.CountBelow(borders, value)]++;
        }

        for (var bin = 0; bin < shares.Length; bin++)
        {
            shares[bin] /= values.Length;
        }

        return shares;
    }
}
