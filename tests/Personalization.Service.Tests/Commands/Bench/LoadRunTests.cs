using System.Diagnostics;
using Personalization.Service.Commands.Bench;

namespace Personalization.Service.Tests.Commands.Bench;

public sealed class LoadRunTests
{
    [Fact]
    public void A_percentile_is_the_nearest_rank_in_milliseconds()
    {
        var ticks = Stopwatch.Frequency / 1000;
        var run = new LoadRun(Seconds: 2, [.. Enumerable.Range(1, 100).Select(ms => ms * ticks)]);

        Assert.Equal((50.0, 99.0, 100.0), (run.Percentile(0.5), run.Percentile(0.99), run.Percentile(1)));
        Assert.Equal(50.0, run.PerSecond);
    }

    [Theory]
    [InlineData(new[] { 3.0, 1.0, 2.0 }, 2.0)]
    [InlineData(new[] { 4.0, 1.0, 2.0, 3.0 }, 2.5)]
    [InlineData(new[] { 7.0 }, 7.0)]
    public void The_median_is_the_middle_or_the_mean_of_the_two_middle_values(double[] values, double expected) =>
        Assert.Equal(expected, LoadRun.Median(values));
}
