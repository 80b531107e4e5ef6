using System.Diagnostics;
using Personalization.Domain.Profiles;
using Personalization.Storage.Profiles;
using Personalization.Testing;
using StackExchange.Redis;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Profiles;

[Needs(Servers.Redis)]
public sealed class RedisProfileCacheTests : ProfileCacheContract, IDisposable
{
    private RedisConnection? _connection;

    public void Dispose() => _connection?.Dispose();

    protected override async Task<IProfileCache> OpenAsync()
    {
        _connection = new RedisConnection(
            await RedisServer.SharedAsync(), TimeSpan.FromSeconds(5), TimeProvider.System);
        return new RedisProfileCache(_connection, TimeSpan.FromDays(45));
    }

    [StoreFact, Trait("clause", "PRF-24")]
    public async Task Every_entry_expires_and_a_write_renews_it()
    {
        var (cache, customer) = (await OpenAsync(), NewCustomer());
        using var plain = await ConnectionMultiplexer.ConnectAsync(await RedisServer.SharedAsync());
        var key = $"profile:{ProfileCodec.FoldVersion}:{{{customer}}}";

        await cache.ClaimAsync(customer, CancellationToken.None);
        var claimed = await plain.GetDatabase().KeyTimeToLiveAsync(key);
        await PutAsync(cache, CacheWrite.Of(At(customer, 1), WriteBasis.Beginning));
        await plain.GetDatabase().KeyExpireAsync(key, TimeSpan.FromHours(1));
        await PutAsync(cache, CacheWrite.Of(At(customer, 2), WriteBasis.Cached));
        var written = await plain.GetDatabase().KeyTimeToLiveAsync(key);

        Assert.InRange(claimed!.Value.TotalSeconds, 1, 10);
        Assert.InRange(written!.Value.TotalDays, 44.9, 45);
    }

    [StoreFact, Trait("clause", "PRF-24")]
    public async Task Entries_written_together_each_have_their_own_lifetime()
    {
        var (cache, customers) = (await OpenAsync(), new[] { NewCustomer(), NewCustomer(), NewCustomer() });
        using var plain = await ConnectionMultiplexer.ConnectAsync(await RedisServer.SharedAsync());

        await PutAsync(
            cache,
            CacheWrite.Floor(customers[0], 4),
            CacheWrite.Of(At(customers[1], 1), WriteBasis.Beginning),
            CacheWrite.Of(At(customers[2], 0), WriteBasis.Beginning));

        var left = await Task.WhenAll(customers.Select(
            c => plain.GetDatabase().KeyTimeToLiveAsync($"profile:{ProfileCodec.FoldVersion}:{{{c}}}")));
        Assert.InRange(left[0]!.Value.TotalSeconds, 1, 60);
        Assert.InRange(left[1]!.Value.TotalDays, 44.9, 45);
        Assert.InRange(left[2]!.Value.TotalSeconds, 1, 60);
    }

    [StoreFact]
    public async Task Bytes_of_somebody_else_count_as_nothing()
    {
        var (cache, customer) = (await OpenAsync(), NewCustomer());
        using var plain = await ConnectionMultiplexer.ConnectAsync(await RedisServer.SharedAsync());

        await plain.GetDatabase().StringSetAsync(
            $"profile:{ProfileCodec.FoldVersion}:{{{customer}}}", "0000000000000001Pnonsense");

        Assert.Null((await cache.GetAsync(customer, CancellationToken.None)).Profile);
    }

    [FaultFact, Trait("clause", "PRF-25")]
    public async Task A_server_that_is_gone_fails_at_once_and_is_used_again_when_it_returns()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = new RedisConnection(
            server.ConnectionString, TimeSpan.FromSeconds(2), TimeProvider.System);
        var cache = new RedisProfileCache(connection, TimeSpan.FromDays(1));
        var customer = NewCustomer();
        await PutAsync(cache, CacheWrite.Of(At(customer, 1), WriteBasis.Beginning));

        await server.KillAsync();
        await Assert.ThrowsAsync<ProfileCacheUnavailableException>(async () =>
        {
            while (true)
            {
                await cache.GetAsync(customer, CancellationToken.None);
            }
        });
        await server.RestartAsync();
        await Eventually.SucceedsAsync(() => PutAsync(cache, CacheWrite.Of(At(customer, 2), WriteBasis.Beginning)));

        Assert.Equal(2, (await cache.GetAsync(customer, CancellationToken.None)).Profile!.Version);
    }

    [FaultFact, Trait("clause", "PRF-25")]
    public async Task A_frozen_server_does_not_hold_readers()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = new RedisConnection(
            server.ConnectionString, TimeSpan.FromMilliseconds(200), TimeProvider.System);
        var cache = new RedisProfileCache(connection, TimeSpan.FromDays(1));
        var customer = NewCustomer();
        await Eventually.SucceedsAsync(() => PutAsync(cache, CacheWrite.Of(At(customer, 1), WriteBasis.Beginning)));

        await server.FreezeAsync();
        var watch = Stopwatch.StartNew();
        for (var read = 0; read < 200; read++)
        {
            await Assert.ThrowsAsync<ProfileCacheUnavailableException>(
                () => cache.GetAsync(customer, CancellationToken.None).AsTask());
        }

        // 200 readers that each waited would take 40 seconds; the bound is far from both, so that a slow machine does
        // not matter.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
        await server.ThawAsync();
        await Eventually.SucceedsAsync(
            async () => Assert.Equal(1, (await cache.GetAsync(customer, CancellationToken.None)).Profile!.Version));
    }
}
