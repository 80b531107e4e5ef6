using Microsoft.Extensions.DependencyInjection;
using Personalization.Domain.Events;
using Personalization.Storage.Events;
using Personalization.Storage.Profiles;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Profiles;

/// <summary>What profiles promise on every pair of stores.</summary>
public abstract class ProfileStoreContract(StorageFixture storage)
{
    private IEventLog Log => storage.Services.GetRequiredService<IEventLog>();

    private IProfileCache Cache => storage.Services.GetRequiredService<IProfileCache>();

    private ProfileStore Profiles => storage.Services.GetRequiredService<ProfileStore>();

    private ProfileHealer Healer => storage.Services.GetRequiredService<ProfileHealer>();

    [StoreFact, Trait("clause", "PRF-30")]
    public async Task Holds_an_event_as_soon_as_it_is_folded()
    {
        var customer = NewCustomer();

        for (var version = 1; version <= 3; version++)
        {
            await AppendAsync(Event(customer));
            var read = await GetAsync(customer);
            Assert.Equal(
                (version, version, ProfileSource.Cache), (read.Profile.Version, read.Profile.EventCount, read.Source));
        }
    }

    [StoreFact, Trait("clause", "PRF-31")]
    public async Task Somebody_without_events_is_an_empty_profile_that_the_next_read_finds_cached()
    {
        var customer = NewCustomer();

        var first = await GetAsync(customer);
        var second = await GetAsync(customer);
        await AppendAsync(Event(customer));
        var third = await GetAsync(customer);

        Assert.Equal((0L, ProfileSource.Rebuilt), (first.Profile.Version, first.Source));
        Assert.Equal((0L, ProfileSource.Cache), (second.Profile.Version, second.Source));
        Assert.Equal((1L, ProfileSource.Cache), (third.Profile.Version, third.Source));
    }

    [StoreFact, Trait("clause", "PRF-32")]
    public async Task A_miss_is_rebuilt_from_the_log_and_cached()
    {
        var customer = NewCustomer();
        await AppendAsync(Event(customer), Event(customer));
        await Cache.RemoveAsync(customer, CancellationToken.None);

        var rebuilt = await GetAsync(customer);
        var cached = await GetAsync(customer);

        Assert.Equal((2L, ProfileSource.Rebuilt), (rebuilt.Profile.Version, rebuilt.Source));
        Assert.Equal((2L, ProfileSource.Cache), (cached.Profile.Version, cached.Source));
    }

    [StoreFact, Trait("clause", "PRF-32")]
    public async Task An_event_after_a_miss_is_in_the_next_read()
    {
        var customer = NewCustomer();
        await AppendAsync(Event(customer), Event(customer));
        await Cache.RemoveAsync(customer, CancellationToken.None);

        await AppendAsync(Event(customer));

        Assert.Equal(
            (3L, 3L), ((await GetAsync(customer)).Profile.Version, (await GetAsync(customer)).Profile.EventCount));
    }

    [StoreFact, Trait("clause", "PRF-33")]
    public async Task A_fold_that_never_came_is_caught_up_by_the_next()
    {
        foreach (var missed in new[] { 1, 2 })
        {
            var customer = NewCustomer();
            await AppendAsync(Event(customer));
            await Log.AppendAsync(
                [.. Enumerable.Range(0, missed).Select(_ => Event(customer))], CancellationToken.None);

            await AppendAsync(Event(customer));

            var read = await GetAsync(customer);
            Assert.Equal(
                (missed + 2, missed + 2, ProfileSource.Cache),
                (read.Profile.Version, read.Profile.EventCount, read.Source));
        }
    }

    [StoreFact, Trait("clause", "PRF-33")]
    public async Task Folds_that_come_out_of_order_leave_the_whole_profile()
    {
        var customer = NewCustomer();
        var commits = new List<IReadOnlyList<AppendOutcome>>();
        for (var i = 0; i < 4; i++)
        {
            commits.Add(await Log.AppendAsync([Event(customer)], CancellationToken.None));
        }

        foreach (var i in new[] { 2, 0, 3, 1 })
        {
            await Profiles.FoldAsync(commits[i], CancellationToken.None);
        }

        Assert.Equal(
            (4L, 4L), ((await GetAsync(customer)).Profile.Version, (await GetAsync(customer)).Profile.EventCount));
    }

    [StoreFact, Trait("clause", "PRF-34")]
    public async Task A_joined_visitors_events_are_in_the_customers_profile_under_both_keys()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(Event(visitor), Event(visitor));
        await AppendAsync(Event(customer));

        await AppendAsync(Event(customer, joins: visitor));
        await AppendAsync(Event(visitor));

        foreach (var key in new[] { customer, visitor })
        {
            var read = await GetAsync(key);
            Assert.Equal((customer, 3L, 5L), (read.Profile.Customer, read.Profile.Version, read.Profile.EventCount));
        }
    }

    [StoreFact, Trait("clause", "PRF-34")]
    public async Task A_joined_key_that_fell_out_of_the_cache_still_finds_the_customer()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(Event(visitor), Event(customer, joins: visitor));
        await Cache.RemoveAsync(visitor, CancellationToken.None);

        Assert.Equal((customer, 2L), await WhoAsync(visitor));
        Assert.Equal((customer, 2L), await WhoAsync(visitor));

        async Task<(CustomerKey, long)> WhoAsync(CustomerKey key)
        {
            var read = await GetAsync(key);
            return (read.Profile.Customer, read.Profile.EventCount);
        }
    }

    [StoreFact, Trait("clause", "PRF-35")]
    public async Task A_crash_between_commit_and_fold_is_healed()
    {
        var (customer, visitor, other) = (NewCustomer(), NewVisitor(), NewCustomer());
        await AppendAsync(Event(customer), Event(visitor), Event(other));
        await Healer.PrepareAsync(CancellationToken.None);

        await Log.AppendAsync([Event(customer), Event(other, joins: visitor)], CancellationToken.None);
        Assert.Equal(1, (await GetAsync(customer)).Profile.Version);

        // Whatever else writes on the same server holds the fence for a moment.
        await Eventually.SucceedsAsync(async () =>
        {
            await Healer.FollowAsync(await Log.EndAsync(CancellationToken.None), CancellationToken.None);
            Assert.Equal(2, (await GetAsync(customer)).Profile.Version);
        });
        Assert.Equal(
            (other, 3L), ((await GetAsync(visitor)).Profile.Customer, (await GetAsync(visitor)).Profile.EventCount));
    }

    [StoreFact, Trait("clause", "PRF-36")]
    public async Task Rebuilt_profiles_equal_those_kept_up_incrementally()
    {
        var random = new Random(20260101);
        CustomerKey[] keys =
            [.. Enumerable.Range(0, 8).Select(_ => NewCustomer()), .. Enumerable.Range(0, 8).Select(_ => NewVisitor())];
        for (var batch = 0; batch < 40; batch++)
        {
            await AppendAsync(Enumerable.Range(0, random.Next(1, 8)).Select(_ => RandomEvent(random, keys)).ToArray());
            if (random.Next(4) == 0)
            {
                await Cache.RemoveAsync(keys[random.Next(keys.Length)], CancellationToken.None);
            }
        }

        foreach (var key in keys)
        {
            var kept = (await GetAsync(key)).Profile;
            var rebuilt = await Profiles.ReplayAsync(key, until: null, CancellationToken.None);
            Assert.Equal((rebuilt.Customer, rebuilt.Version), (kept.Customer, kept.Version));
            Assert.Equal(rebuilt.EventCount, kept.EventCount);
            Assert.Equal(rebuilt.RevenueUnits, kept.RevenueUnits);
            Assert.Equal(rebuilt.Cart(), kept.Cart());
            Assert.Equal(rebuilt.RecentEvents, kept.RecentEvents);
        }
    }

    [StoreFact]
    public async Task A_replay_up_to_a_time_knows_nothing_later()
    {
        var customer = NewCustomer();
        await AppendAsync(
            Event(customer, at: Noon), Event(customer, at: Noon.AddHours(1)), Event(customer, at: Noon.AddHours(2)));

        var profile = await Profiles.ReplayAsync(customer, Noon.AddHours(1), CancellationToken.None);

        Assert.Equal((2L, Noon.AddHours(1)), (profile.EventCount, profile.LastSeen));
    }

    private static NewEvent RandomEvent(Random random, CustomerKey[] keys)
    {
        var customer = keys[random.Next(keys.Length)];
        var at = Noon.AddMinutes(random.Next(100_000));
        var price = random.Next(1, 900);
        var (id, category) = (random.Next(5), random.Next(3));
        var product = $$"""{"product_id":"p{{id}}","category":"c{{category}}","price":{{price}}.5,"quantity":2}""";
        var order = $$"""{"order_id":"o{{random.Next(1000)}}","total":{{price}}.25,"products":[{{product}}] }""";
        return random.Next(8) switch
        {
            0 => Event(customer, joins: keys[random.Next(keys.Length)], at: at),
            1 => Event(customer, name: "Order Completed", at: at, body: $$"""{"properties":{{order}} }"""),
            2 or 3 => Event(customer, name: "Product Added", at: at, body: $$"""{"properties":{{product}} }"""),
            _ => Event(customer, at: at, body: $$"""{"properties":{{product}} }"""),
        };
    }

    private async Task AppendAsync(params NewEvent[] events) =>
        await Profiles.FoldAsync(await Log.AppendAsync(events, CancellationToken.None), CancellationToken.None);

    private async Task<ProfileRead> GetAsync(CustomerKey customer) =>
        await Profiles.GetAsync(customer, CancellationToken.None);
}
