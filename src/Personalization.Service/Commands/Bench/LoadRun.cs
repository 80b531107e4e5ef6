using System.Diagnostics;

namespace Personalization.Service.Commands.Bench;

/// <summary>What one run of the load generator measured.</summary>
/// <param name="Seconds">How long the run took.</param>
/// <param name="Latencies">Stopwatch ticks from writing a request to having its whole answer, ascending.</param>
internal sealed record LoadRun(double Seconds, long[] Latencies)
{
    /// <summary>Answers a second, over all connections.</summary>
    public double PerSecond => Latencies.Length / Seconds;

    /// <summary>The latency in milliseconds that a share of the answers did not exceed (nearest rank).</summary>
    public double Percentile(double share)
    {
        var rank = Math.Clamp((int)Math.Ceiling(share * Latencies.Length) - 1, 0, Latencies.Length - 1);
        return Latencies[rank] * 1000.0 / Stopwatch.Frequency;
    }

    /// <summary>The median of a few measurements; the mean of the two in the middle when they are even in
    /// number.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
