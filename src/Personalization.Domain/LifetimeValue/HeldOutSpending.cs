using Personalization.Learning.Lifetime;

namespace Personalization.Domain.LifetimeValue;

/// <summary>What customers spent on held-out time, to hold forecasts against.</summary>
internal sealed class HeldOutSpending
{
    private const double CapAt = 0.99;
    private const double LeastExpectation = 1e-3;
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
        ForecastError.Of(foretold, Spent),
        ForecastError.Of(Capped(foretold), _capped).RootMeanSquare,
        Deviances(foretold).Average());

    /// <summary>
    /// Each customer's deviance of a Tweedie distribution of power 1.5, equation (69a): least on average for the
    /// expectation, as the squared error is. An expectation under a thousandth of the mean counts as that.
    /// </summary>
    public double[] Deviances(double[] foretold)
    {
        var least = Math.Max(Spent.Average() * LeastExpectation, double.Epsilon);
        return [.. foretold.Zip(Spent, (said, came) => Deviance(Math.Max(said, least), came))];
    }

    /// <summary>Whether forecasts have a lower deviance than others, by more than its standard error.</summary>
    public bool IsBetter(double[] foretold, double[] others)
    {
        var gains = Deviances(others).Zip(Deviances(foretold), (other, own) => other - own).ToArray();
        var mean = gains.Average();
        var variance = gains.Sum(gain => (gain - mean) * (gain - mean)) / Math.Max(1, gains.Length - 1);
        return mean > Math.Sqrt(variance / gains.Length);
    }

    private static double Deviance(double expected, double came)
    {
        var off = Math.Sqrt(Math.Max(0, came)) - Math.Sqrt(expected);
        return 4 * off * off / Math.Sqrt(expected);
    }

    private double[] Capped(double[] values) => Array.ConvertAll(values, value => Math.Min(value, Cap));
}
