using Personalization.Learning.Lifetime;

namespace Personalization.Domain.LifetimeValue;

/// <summary>What customers spent on held-out time, to hold forecasts against.</summary>
internal sealed class HeldOutSpending
{
    private const double CapAt = 0.99;
    private readonly double[] _capped;

    public HeldOutSpending(double[] spent)
    {
        Spent = spent;
        var spenders = spent.Where(value => value > 0).Order().ToArray();
        Cap = spenders.Length == 0 ? 0 : spenders[(int)(CapAt * (spenders.Length - 1))];
        _capped = Capped(spent);
    }

    /// <summary>What each customer did.</summary>
    public double[] Spent { get; }

    /// <summary>The 99th percentile of what a customer who spent anything did.</summary>
    public double Cap { get; }

    public LifetimeError ErrorOf(double[] foretold) => new(
        ForecastError.Of(foretold, Spent), ForecastError.Of(Capped(foretold), _capped).RootMeanSquare);

    /// <summary>Each customer's squared error, with what was foretold and what came cut off at the cap.</summary>
    public double[] SquaredErrors(double[] foretold) =>
        [.. Capped(foretold).Zip(_capped, (said, came) => (said - came) * (said - came))];

    /// <summary>Whether forecasts have a lower capped squared error than others, by more than its standard
    /// error.</summary>
    public bool IsBetter(double[] foretold, double[] others)
    {
        var gains = SquaredErrors(others).Zip(SquaredErrors(foretold), (other, own) => other - own).ToArray();
        var mean = gains.Average();
        var variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / Math.Max(1, gains.Length - 1);
        return mean > Math.Sqrt(variance / gains.Length);
    }

    private double[] Capped(double[] values) => Array.ConvertAll(values, value => Math.Min(value, Cap));
}
