using System.Security.Cryptography;
using System.Text;
using Personalization.Domain.Campaigns;
using Personalization.Storage.Decisions;
using Personalization.Storage.Profiles;
using Personalization.Testing;
using StackExchange.Redis;

namespace Personalization.Storage.Tests.Decisions;

/// <summary>What every counter of decisions promises.</summary>
public abstract class DecisionCounterContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    protected abstract Task<IDecisionCounter> OpenAsync();

    [StoreFact, Trait("clause", "CAP-5")]
    public async Task Of_fifty_at_once_as_many_are_counted_as_the_limit_leaves_room_for()
    {
        var (counter, count) = (await OpenAsync(), Count(new CountLimit(3, TimeSpan.FromHours(24))));

        var taken = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Task.Run(() => TakeAsync(counter, count, Noon))));

        Assert.Equal(3, taken.Count(wasTaken => wasTaken));
    }

    [StoreFact, Trait("clause", "CAP-5")]
    public async Task Every_window_rolls_by_itself_and_a_refusal_counts_nothing()
    {
        var counter = await OpenAsync();
        var count = Count(new CountLimit(1, TimeSpan.FromHours(24)), new CountLimit(3, TimeSpan.FromDays(7)));
        double[] days = [0, 0.99, 1, 1.5, 2.1, 3.2, 6.99, 7.01, 7.5, 8.02];

        var taken = new List<double>();
        foreach (var day in days)
        {
            if (await TakeAsync(counter, count, Noon.AddDays(day)))
            {
                taken.Add(day);
            }
        }

        Assert.Equal([0, 1, 2.1, 7.01, 8.02], taken);
    }

    [StoreFact, Trait("clause", "CAP-5")]
    public async Task Customers_and_campaigns_are_counted_apart()
    {
        var (counter, count) = (await OpenAsync(), Count(new CountLimit(1, TimeSpan.FromHours(1))));

        Assert.True(await TakeAsync(counter, count, Noon));
        Assert.True(await TakeAsync(counter, Other(count), Noon));
        Assert.True(await TakeAsync(counter, count with { Customer = count.Customer + "x" }, Noon));
        Assert.False(await TakeAsync(counter, count, Noon));
    }

    [StoreFact, Trait("clause", "PRV-10")]
    public async Task Forgetting_a_customer_forgets_every_campaign_and_nobody_else()
    {
        var (counter, count) = (await OpenAsync(), Count(new CountLimit(1, TimeSpan.FromDays(90))));
        DecisionCount[] mine = [count, Other(count)];
        var other = Count(new CountLimit(1, TimeSpan.FromDays(90)));
        foreach (var one in mine.Append(other))
        {
            Assert.True(await TakeAsync(counter, one, Noon));
        }

        await counter.ForgetAsync(count.Customer, CancellationToken.None);

        var held = await Task.WhenAll(mine.Append(other).Select(HeldAsync));
        Assert.Equal([0, 0, 1], held);
        Assert.True(await TakeAsync(counter, count, Noon));
    }

    [StoreFact, Trait("clause", "CAP-8")]
    public async Task Of_several_counters_all_count_or_none_and_the_full_one_is_named()
    {
        var (counter, day) = (await OpenAsync(), TimeSpan.FromDays(1));
        var own = Count(new CountLimit(3, day));
        var shared = new CountedLimits("cap/all", [new CountLimit(9, TimeSpan.FromHours(1)), new CountLimit(2, day)]);
        var both = own with { Counters = [.. own.Counters, shared] };

        var first = await counter.TryTakeAsync(both, Noon, CancellationToken.None);
        var second = await counter.TryTakeAsync(own with { Counters = [shared] }, Noon, CancellationToken.None);
        var third = await counter.TryTakeAsync(both, Noon, CancellationToken.None);

        Assert.Equal((null, null, "cap/all"), (first, second, third));
        Assert.Equal((1, 2), (await HeldAsync(own), await HeldAsync(own with { Counters = [shared] })));
        Assert.Null(await counter.TryTakeAsync(both, Noon + day, CancellationToken.None));
    }

    [StoreFact, Trait("clause", "CAP-8")]
    public async Task Fifty_at_once_for_different_campaigns_stay_within_the_cap_that_they_share()
    {
        var (counter, count) = (await OpenAsync(), Count(new CountLimit(20, TimeSpan.FromDays(1))));
        var shared = new CountedLimits("cap/all", [new CountLimit(4, TimeSpan.FromDays(1))]);

        var full = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => counter.TryTakeAsync(
            count with { Counters = [count.Counters[0] with { Counter = $"c-{i % 5}" }, shared] },
            Noon,
            CancellationToken.None).AsTask())));

        Assert.Equal(4, full.Count(counter => counter is null));
        Assert.Equal(46, full.Count(counter => counter == "cap/all"));
    }

    /// <summary>How many decisions the first counter holds of a customer.</summary>
    protected abstract Task<int> HeldAsync(DecisionCount count);

    protected static DecisionCount Count(params CountLimit[] limits) =>
        new($"c-{Guid.NewGuid():N}", [new CountedLimits("winback", limits)]);

    protected static async Task<bool> TakeAsync(IDecisionCounter counter, DecisionCount count, DateTimeOffset now) =>
        await counter.TryTakeAsync(count, now, CancellationToken.None) is null;

    private static DecisionCount Other(DecisionCount count) =>
        count with { Counters = [count.Counters[0] with { Counter = "other" }] };
}

public sealed class InProcessDecisionCounterTests : DecisionCounterContract
{
    private readonly InProcessDecisionCounter _counter = new();

    protected override Task<IDecisionCounter> OpenAsync() => Task.FromResult<IDecisionCounter>(_counter);

    protected override Task<int> HeldAsync(DecisionCount count) =>
        Task.FromResult(_counter.Held(count.Customer, count.Counters[0].Counter));

    [Fact, Trait("clause", "CAP-5")]
    public async Task What_has_passed_is_forgotten()
    {
        var counter = new InProcessDecisionCounter();
        for (var i = 0; i < 10_000; i++)
        {
            await counter.TryTakeAsync(
                Count(new CountLimit(1, TimeSpan.FromHours(1))), DateTimeOffset.UnixEpoch.AddHours(i),
                CancellationToken.None);
        }

        Assert.InRange(counter.Count, 1, 5_000);
    }
}

[Needs(Servers.Redis)]
public sealed class RedisDecisionCounterTests : DecisionCounterContract, IDisposable
{
    private RedisConnection? _connection;

    public void Dispose() => _connection?.Dispose();

    protected override async Task<IDecisionCounter> OpenAsync()
    {
        _connection = new RedisConnection(
            await RedisServer.SharedAsync(), TimeSpan.FromSeconds(5), TimeProvider.System);
        return new RedisDecisionCounter(_connection);
    }

    protected override async Task<int> HeldAsync(DecisionCount count)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(count.Customer)).AsSpan(0, 16));
        using var redis = await ConnectionMultiplexer.ConnectAsync(await RedisServer.SharedAsync());
        var database = redis.GetDatabase();
        var key = $"count:{{{hash}}}:{count.Counters[0].Counter}";
        Assert.Equal(await database.KeyExistsAsync($"count:{{{hash}}}"), await database.KeyExistsAsync(key));
        return (int)await database.SortedSetLengthAsync(key);
    }
}
