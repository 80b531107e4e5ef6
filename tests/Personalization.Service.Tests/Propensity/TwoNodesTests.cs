using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;
using Shouldly;
using Xunit.Abstractions;

namespace Personalization.Service.Tests.Propensity;

/// <summary>Two nodes on the same stores, one of which is told to score with another version.</summary>
public abstract class TwoNodesTests(ITestOutputHelper output)
{
    [StoreFact, Trait("clause", "MOD-2"), Trait("clause", "SCO-13")]
    public async Task A_promoted_version_serves_on_both_nodes_and_no_decision_fails_meanwhile()
    {
        await using var stores = await StoresAsync();
        var (first, second) = (new EmbeddedService(stores.Settings), new EmbeddedService(stores.Settings));
        await first.InitializeAsync();
        await second.InitializeAsync();
        try
        {
            await first.PutAsync("/placements/home", """{"key":"home","content":{"headline":"Welcome"}}""");
            await UploadAsync(first, 0.2, "promote");
            await UploadAsync(first, 0.8, "none");
            await Polling.UntilAsync(() => DecideAsync(second), answer => Is(answer, 0.2), Polling.LongEnough);

            using var enough = new CancellationTokenSource();
            var answers = new ConcurrentBag<JsonNode>();
            var deciding = new[] { first, first, second, second }
                .Select(node => Task.Run(() => DecideOnAsync(node, answers, enough.Token))).ToArray();
            var clock = Stopwatch.StartNew();
            await first.PostAsync("/models/purchase/versions/2/promote", "");
            await Polling.UntilAsync(() => DecideAsync(second), answer => Is(answer, 0.8), Polling.LongEnough);
            output.WriteLine($"the other node scored with version 2 after {clock.Elapsed.TotalMilliseconds:0} ms");
            var back = await second.PostAsync("/models/purchase/rollback", "");
            await Polling.UntilAsync(() => DecideAsync(first), answer => Is(answer, 0.2), Polling.LongEnough);
            await enough.CancelAsync();
            await Task.WhenAll(deciding);

            back["activeVersion"]!.GetValue<int>().ShouldBe(1);
            answers.Count.ShouldBeGreaterThan(10);
            answers.ShouldAllBe(answer => Is(answer, 0.2) || Is(answer, 0.8));
            answers.ShouldAllBe(answer => answer["decisions"]![0]!["reason"]!.GetValue<string>() == "default");
            output.WriteLine($"{answers.Count} decisions meanwhile");
        }
        finally
        {
            await first.DisposeAsync();
            await second.DisposeAsync();
        }
    }

    private protected abstract Task<SharedStores> StoresAsync();

    private static async Task DecideOnAsync(
        ServiceFixture node, ConcurrentBag<JsonNode> answers, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            answers.Add(await DecideAsync(node));
        }
    }

    private static Task<JsonNode> DecideAsync(ServiceFixture node) =>
        node.PostAsync("/decide", """{"customerId":"c-1","placements":["home"]}""");

    private static bool Is(JsonNode answer, double probability) =>
        answer["customer"]!["scores"]!["purchase"] is { } score
        && Math.Abs(score["probability"]!.GetValue<double>() - probability) < 0.001;

    private static async Task UploadAsync(ServiceFixture node, double probability, string @as)
    {
        using var answer = await node.Http.PostAsync(
            $"/models/purchase/versions?as={@as}", new ByteArrayContent(SmallModels.Saying(probability)));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Stores that several nodes use, and how to take them away again.</summary>
    private protected sealed class SharedStores(string[] settings, Func<Task> clean) : IAsyncDisposable
    {
        public string[] Settings => settings;

        public async ValueTask DisposeAsync() => await clean();
    }
}

public sealed class EmbeddedTwoNodesTests(ITestOutputHelper output) : TwoNodesTests(output)
{
    private protected override Task<SharedStores> StoresAsync()
    {
        var folder = Directory.CreateTempSubdirectory("personalization-nodes-").FullName;
        return Task.FromResult(new SharedStores(
            [$"--Data:Directory={folder}"],
            () =>
            {
                Directory.Delete(folder, recursive: true);
                return Task.CompletedTask;
            }));
    }
}

[Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerTwoNodesTests(ITestOutputHelper output) : TwoNodesTests(output)
{
    private protected override async Task<SharedStores> StoresAsync()
    {
        var database = await PostgresServer.CreateDatabaseAsync();
        return new SharedStores(
            [
                $"--ConnectionStrings:Postgres={database}",
                $"--ConnectionStrings:Redis={await RedisServer.SharedAsync()}",
            ],
            () => PostgresServer.DropDatabaseAsync(database));
    }
}
