using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Personalization.Service.Commands.Import;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Bench;

/// <summary>
/// The ingest budget: events sent over loopback HTTP in batches (parsed, committed, folded, cached, answered) against
/// the bare batched INSERT of the same rows into the same table, in alternating rounds of one run.
/// </summary>
internal static class IngestBench
{
    private const int Connections = 8;
    private const int BatchEvents = 250;

    // The runtime recompiles what is hot for some hundred thousand events; a server that has run for a
    // minute is past it.
    private const int WarmUpRounds = 4;
    private const int Rounds = 7;

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
        await app.StartAsync(stop);
        try
        {
            var address =
                app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            using var load = await LoadGenerator.ConnectAsync(new Uri(address).Port, Connections, stop);
            var sides = new Sides(load, new BareInsert(app.Services), new FeedReaders(app.Services));
            return await MeasureAsync(sides, new Traffic(key, stores.CustomerPrefix), context, stop);
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<BenchResult> MeasureAsync(
        Sides sides, Traffic traffic, BenchContext context, CancellationToken stop)
    {
        var rounds = new List<(double Bare, double Ingest)>();
        for (var round = 1 - WarmUpRounds; round <= Rounds; round++)
        {
            var bareRate = await sides.BareAsync(traffic.Next(), stop);
            var ingestRate = await sides.IngestAsync(traffic, stop);
            if (round > 0)
            {
                rounds.Add((bareRate, ingestRate));
                context.Say($"round {round} of {Rounds}: floor {bareRate:N0}/s, "
                    + $"ingest {ingestRate:N0}/s, ratio {ingestRate / bareRate:0.00}");
            }
        }

        var ratio = LoadRun.Median(rounds.Select(round => round.Ingest / round.Bare));
        var perSecond = LoadRun.Median(rounds.Select(round => round.Ingest));
        var floorPerSecond = LoadRun.Median(rounds.Select(round => round.Bare));
        var figures = new JsonObject
        {
            ["ratio"] = Math.Round(ratio, 3),
            ["perSecond"] = Math.Round(perSecond),
            ["floorPerSecond"] = Math.Round(floorPerSecond),
        };
        return new BenchResult(
            figures, [new BenchRow("events a second", $"{perSecond:N0}", $"{floorPerSecond:N0}", $"{ratio:0.00}")]);
    }

    /// <summary>The two sides, each timed when the background readers have finished with what the other left.</summary>
    private sealed class Sides(LoadGenerator load, BareInsert floor, FeedReaders readers)
    {
        public async Task<double> BareAsync(IReadOnlyList<PreparedMessage> messages, CancellationToken stop)
        {
            await readers.CatchUpAsync(stop);
            return await floor.RunAsync(messages, BatchEvents, Connections, stop);
        }

        public async Task<double> IngestAsync(Traffic traffic, CancellationToken stop)
        {
            var messages = traffic.Next();
            var requests = traffic.Requests(messages, BatchEvents);
            await readers.CatchUpAsync(stop);

            // What making the traffic left behind is not the server's garbage.
            GC.Collect();
            return messages.Count / await load.SendEachOnceAsync(requests, stop);
        }
    }
}
