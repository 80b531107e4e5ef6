using System.Collections.Concurrent;
using Personalization.Testing;
using Shouldly;

namespace Personalization.Service.Tests.Faults;

/// <summary>The service is killed while many clients send events, and started again on the same stores.</summary>
public sealed class CrashTests
{
    private const int Clients = 8;
    private const int Customers = 10;
    private const int KillAfter = 400;
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(20);

    [Fact, Trait("clause", "OPS-30")]
    public async Task Killed_on_embedded_stores_it_keeps_every_acknowledged_event_once()
    {
        await using var stores = FaultStores.Embedded();

        await KillAndCompareAsync(stores);
    }

    [FaultFact, Trait("clause", "OPS-30")]
    public async Task Killed_on_servers_it_keeps_every_acknowledged_event_once()
    {
        await using var stores = await FaultStores.ServersAsync();

        await KillAndCompareAsync(stores);
    }

    private static async Task KillAndCompareAsync(FaultStores stores)
    {
        var traffic = new Traffic();
        await using (var service = await ServiceProcess.StartAsync(stores.Settings))
        {
            await traffic.SendUntilKilledAsync(service);
        }

        await using var again = await ServiceProcess.StartAsync(stores.Settings);
        var acknowledged = traffic.Sent.Where(sent => sent.Value).Select(sent => sent.Key).ToArray();
        var open = traffic.Sent.Where(sent => !sent.Value).Select(sent => sent.Key).ToArray();
        acknowledged.Length.ShouldBeGreaterThanOrEqualTo(KillAfter);

        await ProfilesShouldHoldAsync(again, acknowledged, atLeast: true);
        (await ResendAsync(again, acknowledged)).ShouldBe((0, acknowledged.Length));
        var (accepted, duplicates) = await ResendAsync(again, open);
        (accepted + duplicates).ShouldBe(open.Length);
        await ProfilesShouldHoldAsync(again, [.. acknowledged, .. open], atLeast: false);
    }

    private static async Task<(int Accepted, int Duplicates)> ResendAsync(ServiceProcess service, Message[] messages)
    {
        var (accepted, duplicates) = (0, 0);
        foreach (var part in messages.Chunk(500))
        {
            var answer = await service.PostAsync(
                "/v1/batch", $$"""{"batch":[{{string.Join(',', part.Select(m => m.Json))}}]}""");
            accepted += answer.GetProperty("accepted").GetInt32();
            duplicates += answer.GetProperty("duplicates").GetInt32();
        }

        return (accepted, duplicates);
    }

    private static async Task ProfilesShouldHoldAsync(ServiceProcess service, Message[] messages, bool atLeast)
    {
        foreach (var customer in messages.GroupBy(message => message.Customer, StringComparer.Ordinal))
        {
            // A cache that is behind the log is healed in the background, within seconds.
            var views = await Eventually.ReachAsync(
                () => service.FeatureAsync(customer.Key, "product_views_7d"),
                found => found >= customer.Count(),
                Healing);

            if (atLeast)
            {
                views.ShouldBeGreaterThanOrEqualTo(customer.Count());
            }
            else
            {
                views.ShouldBe(customer.Count());
            }
        }
    }

    private sealed record Message(string Customer, string Id)
    {
        internal string Json => $$$"""
            {"type":"track","userId":"{{{Customer}}}","messageId":"{{{Id}}}",
             "event":"Product Viewed","properties":{"product_id":"p1"}}
            """;
    }

    private sealed class Traffic
    {
        private readonly string _run = Guid.NewGuid().ToString("N")[..8];
        private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _acknowledged;
        private volatile bool _killed;

        /// <summary>Every message that was sent, and whether it was acknowledged.</summary>
        internal ConcurrentDictionary<Message, bool> Sent { get; } = new();

        internal async Task SendUntilKilledAsync(ServiceProcess service)
        {
            var clients = Enumerable.Range(0, Clients).Select(client => SendAsync(service, client)).ToArray();
            await Task.WhenAny(_enough.Task, Task.WhenAll(clients));
            _killed = true;
            await service.KillAsync();
            await Task.WhenAll(clients);
        }

        private async Task SendAsync(ServiceProcess service, int client)
        {
            for (var number = 0; ; number++)
            {
                var message = new Message($"{_run}-{number % Customers}", $"m-{client}-{number}");
                Sent[message] = false;
                try
                {
                    await service.PostAsync("/v1/track", message.Json);
                }
                catch (Exception e) when (_killed && e is HttpRequestException or TaskCanceledException)
                {
                    return;
                }

                Sent[message] = true;
                if (Interlocked.Increment(ref _acknowledged) == KillAfter)
                {
                    _enough.SetResult();
                }
            }
        }
    }
}
