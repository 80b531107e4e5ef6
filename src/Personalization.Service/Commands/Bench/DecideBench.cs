using System.Text;
using System.Text.Json.Nodes;
using Personalization.Domain.Profiles;
using Personalization.Service.Hosting;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Commands.Bench;

/// <summary>
/// The decide budget: POST /decide over loopback HTTP against an endpoint on the same server that does one cache read
/// of the same key and writes a fixed JSON of the same length, in alternating rounds of one run.
/// </summary>
internal static class DecideBench
{
    private const int Customers = 3_000;
    private const int Connections = 8;
    private const int Rounds = 7;
    private const string Context = """
        {"page":{"path":"/shoes","url":"https://shop.example/shoes"},
         "device":"mobile","locale":"de-DE","custom":{"weather":"rain"}}
        """;

    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    public static async Task<BenchResult> RunAsync(BenchContext context, CancellationToken stop)
    {
        await using var stores = await BenchStores.CreateAsync(context.Settings, stop);
        context.Say($"stores: {stores.Description}");
        var key = "bench-" + Guid.NewGuid().ToString("N");
        await using var app = ServiceApplication.Build(
        [
            .. stores.Settings,
            "--urls=http://127.0.0.1:0",
            $"--Auth:BootstrapAdminKey={key}",
            "--Serilog:MinimumLevel:Default=Warning",
        ]);
        var floor = new BenchFloor(app.Services.GetRequiredService<IProfileCache>(), stores.CustomerPrefix);
        floor.Map(app);
        await app.StartAsync(stop);
        IReadOnlyList<Profile> customers = [];
        try
        {
            customers = await BenchSetup.FillAsync(app.Services, stores.CustomerPrefix, Customers, context, stop);
            var port = new Uri(app.Urls.First()).Port;
            using var load = await LoadGenerator.ConnectAsync(port, Connections, stop);
            await new FeedReaders(app.Services).CatchUpAsync(stop);
            return await MeasureAsync(load, Requests(customers, key), floor, context, stop);
        }
        finally
        {
            await BenchSetup.RemoveAsync(app.Services, customers);
            await app.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<BenchResult> MeasureAsync(
        LoadGenerator load, BenchRequests requests, BenchFloor floor, BenchContext context, CancellationToken stop)
    {
        context.Say("warming up");
        await load.RunAsync(requests.Decide, Warmup, stop);
        floor.AnswerBytes = await load.AnswerLengthAsync(requests.Decide[0], stop);
        await load.RunAsync(requests.Floor, Warmup, stop);
        var rounds = new List<(LoadRun Floor, LoadRun Decide)>();
        for (var round = 1; round <= Rounds; round++)
        {
            var bare = await load.RunAsync(requests.Floor, Turn, stop);
            var decide = await load.RunAsync(requests.Decide, Turn, stop);
            rounds.Add((bare, decide));
            context.Say($"round {round} of {Rounds}: floor {bare.PerSecond:0}/s, decide {decide.PerSecond:0}/s, " +
                $"ratio {decide.PerSecond / bare.PerSecond:0.00}");
        }

        return Summarise(rounds);
    }

    private static BenchResult Summarise(List<(LoadRun Floor, LoadRun Decide)> rounds)
    {
        var ratio = LoadRun.Median(rounds.Select(round => round.Decide.PerSecond / round.Floor.PerSecond));
        var perSecond = LoadRun.Median(rounds.Select(round => round.Decide.PerSecond));
        var floorPerSecond = LoadRun.Median(rounds.Select(round => round.Floor.PerSecond));
        var p50 = LoadRun.Median(rounds.Select(round => round.Decide.Percentile(0.5)));
        var p99 = LoadRun.Median(rounds.Select(round => round.Decide.Percentile(0.99)));
        var floorP50 = LoadRun.Median(rounds.Select(round => round.Floor.Percentile(0.5)));
        var floorP99 = LoadRun.Median(rounds.Select(round => round.Floor.Percentile(0.99)));
        var p99Ratio = LoadRun.Median(
            rounds.Select(round => round.Decide.Percentile(0.99) / round.Floor.Percentile(0.99)));
        var figures = new JsonObject
        {
            ["ratio"] = Math.Round(ratio, 3),
            ["perSecond"] = Math.Round(perSecond),
            ["floorPerSecond"] = Math.Round(floorPerSecond),
            ["p50Ms"] = Math.Round(p50, 3),
            ["p99Ms"] = Math.Round(p99, 3),
            ["p99Ratio"] = Math.Round(p99Ratio, 3),
        };
        return new BenchResult(figures,
        [
            new BenchRow("calls a second", $"{perSecond:0}", $"{floorPerSecond:0}", $"{ratio:0.00}"),
            new BenchRow("median, ms", $"{p50:0.000}", $"{floorP50:0.000}", $"{p50 / floorP50:0.00}"),
            new BenchRow("99 of 100, ms", $"{p99:0.000}", $"{floorP99:0.000}", $"{p99Ratio:0.00}"),
        ]);
    }

    private static BenchRequests Requests(IReadOnlyList<Profile> customers, string key)
    {
        var asked = string.Join("\",\"", BenchCatalogue.Asked);
        var bodies = customers.Select(profile => Encoding.UTF8.GetBytes(
            $"{{\"customerId\":\"{profile.Customer.Id}\",\"placements\":[\"{asked}\"],"
            + $"\"context\":{Context}}}")).ToArray();
        return new BenchRequests(
            [.. bodies.Select(body => HttpAnswer.Post("/decide", key, body))],
            [.. bodies.Select((body, i) => HttpAnswer.Post($"/bench/floor/{customers[i].Customer.Id}", key, body))]);
    }

    private sealed record BenchRequests(IReadOnlyList<byte[]> Decide, IReadOnlyList<byte[]> Floor);
}
