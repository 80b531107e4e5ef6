using System.Diagnostics;
using System.Globalization;
using Personalization.Service.Tests.Faults;
using Personalization.Testing;
using Xunit.Abstractions;

namespace Personalization.Service.Tests.Configuration;

/// <summary>
/// How soon a campaign that is written on one process decides on another; the figures go to the output.
/// </summary>
[Needs(Servers.Postgres | Servers.Redis)]
public sealed class CampaignReachTests(ITestOutputHelper output)
{
    private const int Changes = 30;
    private const int MostTries = 20_000;

    [StoreFact, Trait("clause", "CFG-5")]
    public async Task Thirty_campaigns_written_on_one_process_decide_on_another_that_shares_its_Redis()
    {
        var redis = await RedisServer.SharedAsync();

        var milliseconds = await MeasureAsync($"--ConnectionStrings:Redis={redis}");

        Report("PostgreSQL and Redis", milliseconds);
        Assert.Equal(Changes, milliseconds.Length);
    }

    [StoreFact, Trait("clause", "DEC-34")]
    public async Task Thirty_campaigns_written_on_one_process_decide_on_another_that_nobody_tells()
    {
        var milliseconds = await MeasureAsync("--Decisions:CataloguePollMs=500");

        Report("PostgreSQL, asking twice a second", milliseconds);
        Assert.Equal(Changes, milliseconds.Length);
    }

    private static async Task<double[]> MeasureAsync(string setting)
    {
        var database = await PostgresServer.CreateDatabaseAsync();
        try
        {
            string[] settings = [$"--ConnectionStrings:Postgres={database}", setting];
            await using var first = await ServiceProcess.StartAsync(settings);
            await using var second = await ServiceProcess.StartAsync(settings);
            await first.PutAsync("/placements/hero", "{}");
            var taken = new double[Changes];
            for (var change = 0; change < Changes; change++)
            {
                await first.PutAsync(
                    "/campaigns/hello", $$"""{"placements":["hero"],"variants":[{"key":"a","content":{{change}}}]}""");
                var since = Stopwatch.GetTimestamp();
                await FollowsAsync(second, change.ToString(CultureInfo.InvariantCulture));
                taken[change] = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
            }

            return taken;
        }
        finally
        {
            await PostgresServer.DropDatabaseAsync(database);
        }
    }

    private static async Task FollowsAsync(ServiceProcess node, string content)
    {
        for (var i = 0; i < MostTries; i++)
        {
            var answer = await node.PostAsync("/decide", """{"customerId":"c","placements":["hero"]}""");
            if (answer.GetProperty("decisions")[0].GetProperty("content").GetRawText() == content)
            {
                return;
            }
        }

        Assert.Fail($"The other node never showed {content}.");
    }

    private void Report(string stores, double[] milliseconds)
    {
        Array.Sort(milliseconds);
        output.WriteLine(
            $"{stores}: {milliseconds.Length} changes, {milliseconds[0]:0.0} to {milliseconds[^1]:0.0} ms, median "
                + $"{milliseconds[milliseconds.Length / 2]:0.0}");
    }
}
