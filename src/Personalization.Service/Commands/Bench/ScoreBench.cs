using System.Diagnostics;
using System.Text.Json.Nodes;
using Personalization.Domain.Features;
using Personalization.Domain.Propensity;

namespace Personalization.Service.Commands.Bench;

/// <summary>
/// The score budget: one customer's features through a model of 200 trees of depth 6, one at a time, on one core.
/// </summary>
internal static class ScoreBench
{
    private const int Customers = 2_000;
    private const int Passes = 20;
    private const int Rounds = 7;

    public static Task<BenchResult> RunAsync(BenchContext context, CancellationToken stop)
    {
        var now = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
        var customers = BenchCustomers.Create(Customers, "score-", now);
        context.Say("score: growing a model of 200 trees");
        var model = PropensityModel.Load(BenchModels.Grow(PropensityTarget.Defaults[0], customers, now));
        var rows = customers.Select(profile =>
        {
            var row = new double[FeatureCatalogue.NumericCount];
            FeatureCatalogue.Compute(profile, now, row);
            return row;
        }).ToArray();
        Score(model, rows);
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            var begin = Stopwatch.GetTimestamp();
            Score(model, rows);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds / (Passes * rows.Length));
        }

        var bytes = AllocatedByOnePass(model, rows);
        var figures = new JsonObject
        {
            ["microseconds"] = Math.Round(LoadRun.Median(times), 3),
            ["allocatedBytes"] = bytes,
        };
        return Task.FromResult(new BenchResult(figures,
        [
            new BenchRow("one score, us", $"{LoadRun.Median(times):0.000}", "", ""),
            new BenchRow("allocated by a score, bytes", $"{bytes}", "", ""),
        ]));
    }

    private static double Score(PropensityModel model, double[][] rows)
    {
        var sum = 0.0;
        for (var pass = 0; pass < Passes; pass++)
        {
            foreach (var row in rows)
            {
                sum += model.Score(row).Probability;
            }
        }

        return sum;
    }

    private static long AllocatedByOnePass(PropensityModel model, double[][] rows)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Score(model, rows);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (Passes * rows.Length);
    }
}
