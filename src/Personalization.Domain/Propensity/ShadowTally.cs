using System.Text.Json;
using Personalization.Learning.Evaluation;

namespace Personalization.Domain.Propensity;

/// <summary>Sums over customers whom an active version and its shadow both scored. Adds up over nodes.</summary>
/// <remarks>Members are settable because generated JSON readers overwrite absent init-only members.</remarks>
public sealed class ShadowTally
{
    private const int Bins = 20;

    /// <summary>How many customers were scored by both.</summary>
    public long Scored { get; set; }

    /// <summary>The sum of the active version's probabilities.</summary>
    public double Active { get; set; }

    /// <summary>The sum of the shadow's.</summary>
    public double Shadow { get; set; }

    /// <summary>Of the active version's squares.</summary>
    public double ActiveSquares { get; set; }

    /// <summary>Of the shadow's squares.</summary>
    public double ShadowSquares { get; set; }

    /// <summary>Of the products of both.</summary>
    public double Products { get; set; }

    /// <summary>Of the distances between both.</summary>
    public double Distances { get; set; }

    /// <summary>How many of the active version's probabilities fall into each twentieth from 0 to 1.</summary>
    public long[] ActiveBins { get; set; } = new long[Bins];

    /// <summary>The same of the shadow's.</summary>
    public long[] ShadowBins { get; set; } = new long[Bins];

    /// <summary>Counts one customer by probabilities.</summary>
    public void Add(double active, double shadow) => Add((active, Bin(active)), (shadow, Bin(shadow)));

    /// <summary>
    /// Counts one customer by amounts, of which one as large as the scale is in the middle of the bins.
    /// </summary>
    public void Add(double active, double shadow, double scale) => Add(
        (active, Bin(active / (active + scale))), (shadow, Bin(shadow / (shadow + scale))));

    /// <summary>Counts what another tally counted.</summary>
    public void Add(ShadowTally other)
    {
        Scored += other.Scored;
        Active += other.Active;
        Shadow += other.Shadow;
        ActiveSquares += other.ActiveSquares;
        ShadowSquares += other.ShadowSquares;
        Products += other.Products;
        Distances += other.Distances;
        for (var bin = 0; bin < Bins; bin++)
        {
            ActiveBins[bin] += other.ActiveBins[bin];
            ShadowBins[bin] += other.ShadowBins[bin];
        }
    }

    /// <summary>What the sums say.</summary>
    public ShadowComparison Compare(int active, int shadow)
    {
        var n = Math.Max(1, Scored);
        var (meanActive, meanShadow) = (Active / n, Shadow / n);
        var spread = Math.Sqrt(
            Math.Max(0, (ActiveSquares / n) - (meanActive * meanActive))
            * Math.Max(0, (ShadowSquares / n) - (meanShadow * meanShadow)));
        return new ShadowComparison(
            active,
            shadow,
            Scored,
            meanActive,
            meanShadow,
            Distances / n,
            spread > 1e-12 ? ((Products / n) - (meanActive * meanShadow)) / spread : null,
            Scored > 0 ? Index(ActiveBins, ShadowBins) : null);
    }

    /// <summary>As JSON text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PropensityJson.Default.ShadowTally);

    /// <summary>Reads <see cref="ToJson"/> back; null for anything else.</summary>
    public static ShadowTally? FromJson(string json)
    {
        try
        {
            var tally = JsonSerializer.Deserialize(json, PropensityJson.Default.ShadowTally);
            return tally is { ActiveBins.Length: Bins, ShadowBins.Length: Bins } ? tally : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Add((double Value, int Bin) active, (double Value, int Bin) shadow)
    {
        Scored++;
        Active += active.Value;
        Shadow += shadow.Value;
        ActiveSquares += active.Value * active.Value;
        ShadowSquares += shadow.Value * shadow.Value;
        Products += active.Value * shadow.Value;
        Distances += Math.Abs(active.Value - shadow.Value);
        ActiveBins[active.Bin]++;
        ShadowBins[shadow.Bin]++;
    }

    private static int Bin(double probability) => Math.Clamp((int)(probability * Bins), 0, Bins - 1);

    private static double Index(long[] active, long[] shadow)
    {
        var borders = Enumerable.Range(1, Bins - 1).Select(bin => (double)bin / Bins).ToArray();
        var reference = new PopulationBins(borders, Shares(active));
        return reference.IndexOfShares(Shares(shadow));
    }

    // None is missing: the last share.
    private static IReadOnlyList<double> Shares(long[] counts)
    {
        var total = (double)counts.Sum();
        return [.. counts.Select(count => count / total), 0.0];
    }
}

/// <summary>A shadow's scores beside those of the active version, of the same customers.</summary>
/// <param name="ActiveVersion">The version that answered.</param>
/// <param name="ShadowVersion">The version that did not.</param>
/// <param name="Scored">How many decisions were sampled.</param>
/// <param name="ActiveMean">The mean of the active version's probabilities.</param>
/// <param name="ShadowMean">The mean of the shadow's.</param>
/// <param name="MeanDistance">How far apart they are on average.</param>
/// <param name="Correlation">Of both, -1 to 1; null where one of them never varies.</param>
/// <param name="StabilityIndex">How far the shadow's spread is from the active version's.</param>
public sealed record ShadowComparison(
    int ActiveVersion,
    int ShadowVersion,
    long Scored,
    double ActiveMean,
    double ShadowMean,
    double MeanDistance,
    double? Correlation,
    double? StabilityIndex);
