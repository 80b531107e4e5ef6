using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Storage.Events;
using Personalization.Storage.Migrations;
using Personalization.Storage.Profiles;
using Personalization.Testing;
using StackExchange.Redis;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Profiles;

/// <summary>A whole node with its background work, on PostgreSQL and a Redis that breaks.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private string? _database;
    private RedisServer? _redis;
    private ServiceProvider? _node;

    private IEventLog Log => _node!.GetRequiredService<IEventLog>();

    private ProfileStore Profiles => _node!.GetRequiredService<ProfileStore>();

    public async Task InitializeAsync()
    {
        if (Availability.SkipReason(Servers.Postgres | Servers.OwnRedis) is null)
        {
            _database = await PostgresServer.CreateDatabaseAsync();
            _redis = await RedisServer.StartAsync();
            _node = StorageFixture.Build(new StorageOptions
            {
                Postgres = _database,
                Redis = _redis.ConnectionString,
                RedisTimeout = TimeSpan.FromSeconds(1),
            });
            await _node.GetRequiredService<StorageMigrator>().MigrateAsync(CancellationToken.None);
            foreach (var worker in _node.GetServices<IHostedService>())
            {
                await worker.StartAsync(CancellationToken.None);
            }
        }
    }

    public async Task DisposeAsync()
    {
        if (_node is not null)
        {
            foreach (var worker in _node.GetServices<IHostedService>())
            {
                await worker.StopAsync(CancellationToken.None);
            }

            await _node.DisposeAsync();
            await _redis!.DisposeAsync();
            await PostgresServer.DropDatabaseAsync(_database!);
        }
    }

    [FaultFact, Trait("clause", "PRF-25")]
    public async Task Profiles_are_right_while_redis_is_gone_and_again_from_the_cache_when_it_returns()
    {
        var customers = Enumerable.Range(0, 20).Select(_ => NewCustomer()).ToArray();
        await AppendAsync([.. customers.Select(c => Event(c))]);

        await _redis!.KillAsync();
        await AppendAsync([.. customers.Select(c => Event(c))]);
        await AssertAllAsync(customers, events: 2);
        await _redis.RestartAsync();
        await AppendAsync([.. customers.Select(c => Event(c))]);
        await AssertAllAsync(customers, events: 3);

        await Eventually.SucceedsAsync(() => AssertAllAsync(customers, events: 3, ProfileSource.Cache));
    }

    [FaultFact, Trait("clause", "PRF-25")]
    public async Task Folds_that_a_frozen_redis_did_not_take_are_healed_when_it_goes_on()
    {
        var customers = Enumerable.Range(0, 20).Select(_ => NewCustomer()).ToArray();
        await Eventually.SucceedsAsync(async () =>
        {
            var customer = NewCustomer();
            await AppendAsync(Event(customer));
            await AssertAllAsync([customer], 1, ProfileSource.Cache);
        });
        await AppendAsync([.. customers.Select(c => Event(c))]);

        await _redis!.FreezeAsync();
        await AppendAsync([.. customers.Select(c => Event(c))]);
        await AssertAllAsync(customers, events: 2);
        await _redis.ThawAsync();
        await AssertAllAsync(customers, events: 2);

        await Eventually.SucceedsAsync(() => AssertAllAsync(customers, events: 2, ProfileSource.Cache));
    }

    [FaultFact, Trait("clause", "PRF-26")]
    public async Task Flushing_redis_under_load_never_shows_a_wrong_profile()
    {
        using var plain = await ConnectionMultiplexer.ConnectAsync($"{_redis!.ConnectionString},allowAdmin=true");
        var server = plain.GetServer(_redis.ConnectionString);
        var customers = Enumerable.Range(0, 6).Select(_ => NewCustomer()).ToArray();
        using var done = new CancellationTokenSource();
        var flushing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await server.FlushAllDatabasesAsync();
                await Task.Delay(3);
            }
        });

        // Each customer's own caller reads what it wrote; others read the same customers all the time.
        var strangers = customers.Select(customer => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await Profiles.GetAsync(customer, CancellationToken.None);
            }
        }));
        var reading = Task.WhenAll(strangers.ToArray());
        await Task.WhenAll(customers.Select(customer => Task.Run(async () =>
        {
            for (var version = 1; version <= 150; version++)
            {
                await AppendAsync(Event(customer));
                var read = await Profiles.GetAsync(customer, CancellationToken.None);
                Assert.Equal((version, version), (read.Profile.Version, read.Profile.EventCount));
            }
        })));
        await done.CancelAsync();
        await flushing;
        await reading;

        await AssertAllAsync(customers, events: 150);
    }

    [FaultFact, Trait("clause", "PRF-35")]
    public async Task A_redis_that_comes_back_with_old_profiles_is_brought_up_to_date()
    {
        using var plain = await ConnectionMultiplexer.ConnectAsync(_redis!.ConnectionString);
        var customer = NewCustomer();
        RedisKey[] keys =
            [$"profile:{ProfileCodec.FoldVersion}:{{{customer}}}", $"profile:{ProfileCodec.FoldVersion}:mark"];
        await AppendAsync(Event(customer));
        await Eventually.SucceedsAsync(async () => Assert.All(
            await plain.GetDatabase().StringGetAsync(keys), value => Assert.False(value.IsNull)));
        var old = await plain.GetDatabase().StringGetAsync(keys);
        await AppendAsync(Event(customer));
        var end = await Log.EndAsync(CancellationToken.None);
        await Eventually.SucceedsAsync(async () => Assert.True(
            await _node!.GetRequiredService<ProfileHealer>().PositionAsync(CancellationToken.None) >= end));

        await plain.GetDatabase().StringSetAsync([new(keys[0], old[0]), new(keys[1], old[1])]);
        Assert.Equal(1, (await Profiles.GetAsync(customer, CancellationToken.None)).Profile.Version);

        await Eventually.SucceedsAsync(() => AssertAllAsync([customer], events: 2));
    }

    private async Task AppendAsync(params NewEvent[] events) =>
        await Profiles.FoldAsync(await Log.AppendAsync(events, CancellationToken.None), CancellationToken.None);

    private async Task AssertAllAsync(CustomerKey[] customers, long events, ProfileSource? source = null)
    {
        foreach (var customer in customers)
        {
            var read = await Profiles.GetAsync(customer, CancellationToken.None);
            Assert.Equal((events, events), (read.Profile.Version, read.Profile.EventCount));
            Assert.Equal(source ?? read.Source, read.Source);
        }
    }
}
