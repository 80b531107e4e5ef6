using System.Text.Json.Serialization;

namespace Personalization.Domain.Propensity;

/// <summary>Orders that were expected a while ago, held against those that came since.</summary>
/// <param name="Version">The version that expects: the newest that knew nothing of what followed.</param>
/// <param name="At">As of when it was asked.</param>
/// <param name="Days">For how many days from then.</param>
/// <param name="Deciles">
/// Orders a customer by tenths of what was expected, the most first; orders of one day are one.
/// </param>
/// <param name="StandardErrors">How far chance takes each decile's observed mean.</param>
public sealed record PastOrders(
    int Version,
    DateTimeOffset At,
    double Days,
    IReadOnlyList<DecileOutcome> Deciles,
    IReadOnlyList<double> StandardErrors)
{
    // The mean of |x| where x is normal with deviation 1.
    private static readonly double MeanOfNormal = Math.Sqrt(2 / Math.PI);

    /// <summary>How many customers were asked about.</summary>
    [JsonIgnore]
    public int Customers => Deciles.Sum(decile => decile.Customers);

    /// <summary>How many orders were expected of them.</summary>
    [JsonIgnore]
    public double Expected => Deciles.Sum(decile => decile.Expected * decile.Customers);

    /// <summary>How many came.</summary>
    [JsonIgnore]
    public double Observed => Deciles.Sum(decile => decile.Observed * decile.Customers);

    /// <summary>The distance of expected and observed orders over the deciles, as a share of those expected.</summary>
    [JsonIgnore]
    public double Error => Share(Deciles.Select(decile => Math.Abs(decile.Observed - decile.Expected)));

    /// <summary>What that distance would be by chance alone.</summary>
    [JsonIgnore]
    public double Chance => Share(StandardErrors.Select(error => MeanOfNormal * error));

    private double Share(IEnumerable<double> distances) => Expected > 0
        ? distances.Zip(Deciles, (distance, decile) => distance * decile.Customers).Sum() / Expected
        : 0;
}
