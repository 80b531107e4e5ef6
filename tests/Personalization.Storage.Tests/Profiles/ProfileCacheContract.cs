using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Storage.Events;
using Personalization.Storage.Profiles;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Profiles;

/// <summary>What every profile cache promises.</summary>
public abstract class ProfileCacheContract
{
    protected abstract Task<IProfileCache> OpenAsync();

    [StoreFact, Trait("clause", "PRF-20")]
    public async Task Gives_back_what_was_put_as_the_callers_own()
    {
        var (cache, customer) = (await OpenAsync(), NewCustomer());
        await PutAsync(cache, CacheWrite.Of(At(customer, 3), WriteBasis.Beginning));

        var read = await GetAsync(cache, customer);
        read.Apply(CustomerEvent.Read(Event(customer)));

        Assert.Equal((customer, 3L, 3L), (read.Customer, read.Version, (await GetAsync(cache, customer)).EventCount));
        Assert.Equal(4, read.EventCount);
    }

    [StoreFact, Trait("clause", "PRF-20")]
    public async Task Knows_nothing_of_a_customer_never_put()
    {
        var (cache, customer) = (await OpenAsync(), NewCustomer());

        Assert.Equal(default, await cache.GetAsync(customer, CancellationToken.None));
        Assert.Equal([null], await cache.GetVersionsAsync([customer], CancellationToken.None));
    }

    [StoreFact, Trait("clause", "PRF-21")]
    public async Task A_later_version_replaces_and_an_earlier_one_changes_nothing()
    {
        var (cache, customer) = (await OpenAsync(), NewCustomer());
        foreach (var version in new[] { 2, 5, 3, 5, 4 })
        {
            await PutAsync(cache, CacheWrite.Of(At(customer, version), WriteBasis.Beginning));
        }

        Assert.Equal(5, (await GetAsync(cache, customer)).Version);
    }

    [StoreFact, Trait("clause", "PRF-21")]
    public async Task What_was_read_from_the_cache_does_not_fill_a_place_that_was_emptied_since()
    {
        var (cache, customer) = (await OpenAsync(), NewCustomer());
        await PutAsync(cache, CacheWrite.Of(At(customer, 2), WriteBasis.Beginning));
        await cache.RemoveAsync(customer, CancellationToken.None);

        await PutAsync(cache, CacheWrite.Of(At(customer, 3), WriteBasis.Cached));

        Assert.Null((await cache.GetAsync(customer, CancellationToken.None)).Profile);
    }

    [StoreFact, Trait("clause", "PRF-21")]
    public async Task A_claimed_place_is_filled_by_the_claimant_only()
    {
        var (cache, customer) = (await OpenAsync(), NewCustomer());

        var claim = await cache.ClaimAsync(customer, CancellationToken.None);
        var second = await cache.ClaimAsync(customer, CancellationToken.None);
        Assert.NotNull(claim);
        Assert.Null(second);
        Assert.Null((await cache.GetAsync(customer, CancellationToken.None)).Profile);
        await PutAsync(cache, CacheWrite.Of(At(customer, 0), WriteBasis.Claim, claim));

        Assert.Equal(0, (await GetAsync(cache, customer)).Version);
    }

    [StoreFact, Trait("clause", "PRF-21")]
    public async Task A_claim_that_was_lost_fills_nothing()
    {
        var (cache, customer) = (await OpenAsync(), NewCustomer());
        var claim = await cache.ClaimAsync(customer, CancellationToken.None);
        await cache.RemoveAsync(customer, CancellationToken.None);

        await PutAsync(cache, CacheWrite.Of(At(customer, 4), WriteBasis.Claim, claim));

        Assert.Null((await cache.GetAsync(customer, CancellationToken.None)).Profile);
    }

    [StoreFact, Trait("clause", "PRF-21")]
    public async Task A_floor_ends_a_claim_and_refuses_what_is_older()
    {
        var (cache, customer) = (await OpenAsync(), NewCustomer());
        var claim = await cache.ClaimAsync(customer, CancellationToken.None);
        await PutAsync(cache, CacheWrite.Floor(customer, 5));

        await PutAsync(cache, CacheWrite.Of(At(customer, 4), WriteBasis.Claim, claim));
        Assert.Null((await cache.GetAsync(customer, CancellationToken.None)).Profile);
        var next = await cache.ClaimAsync(customer, CancellationToken.None);
        await PutAsync(cache, CacheWrite.Of(At(customer, 5), WriteBasis.Claim, next));

        Assert.Equal(5, (await GetAsync(cache, customer)).Version);
    }

    [StoreFact, Trait("clause", "PRF-21")]
    public async Task A_floor_takes_an_older_profile_away_and_leaves_a_later_one()
    {
        var (cache, older, later) = (await OpenAsync(), NewCustomer(), NewCustomer());
        await PutAsync(
            cache,
            CacheWrite.Of(At(older, 4), WriteBasis.Beginning),
            CacheWrite.Of(At(later, 6), WriteBasis.Beginning));

        await PutAsync(cache, CacheWrite.Floor(older, 5), CacheWrite.Floor(later, 5));
        await PutAsync(cache, CacheWrite.Floor(later, 6));

        Assert.Equal([null, 6L], await cache.GetVersionsAsync([older, later], CancellationToken.None));
    }

    [StoreFact, Trait("clause", "PRF-21")]
    public async Task A_fold_of_something_cached_ends_a_claim_without_filling_its_place()
    {
        var (cache, customer) = (await OpenAsync(), NewCustomer());
        var claim = await cache.ClaimAsync(customer, CancellationToken.None);

        await PutAsync(cache, CacheWrite.Of(At(customer, 3), WriteBasis.Cached));
        await PutAsync(cache, CacheWrite.Of(At(customer, 2), WriteBasis.Claim, claim));

        Assert.Equal([null], await cache.GetVersionsAsync([customer], CancellationToken.None));
    }

    [StoreFact, Trait("clause", "PRF-22")]
    public async Task A_stream_that_ended_stays_ended()
    {
        var (cache, visitor, customer) = (await OpenAsync(), NewVisitor(), NewCustomer());
        await PutAsync(cache, CacheWrite.Of(At(visitor, 2), WriteBasis.Beginning));

        await PutAsync(cache, CacheWrite.Moved(visitor, customer));
        await PutAsync(cache, CacheWrite.Of(At(visitor, 3), WriteBasis.Cached), CacheWrite.Floor(visitor, 9));

        Assert.Equal(new CachedProfile(null, customer), await cache.GetAsync(visitor, CancellationToken.None));
    }

    [StoreFact]
    public async Task Answers_many_in_the_order_of_the_keys()
    {
        var cache = await OpenAsync();
        var customers = Enumerable.Range(0, 50).Select(_ => NewCustomer()).ToArray();
        await PutAsync(
            cache,
            [.. customers.Where((_, i) => i % 2 == 0)
                .Select((c, i) => CacheWrite.Of(At(c, i + 1), WriteBasis.Beginning))]);

        var found = await cache.GetManyAsync(customers, CancellationToken.None);

        Assert.Equal(
            customers.Select((_, i) => i % 2 == 0 ? (i / 2) + 1L : (long?)null),
            found.Select(each => each.Profile?.Version));
        Assert.Equal(
            found.Select(each => each.Profile?.Version),
            await cache.GetVersionsAsync(customers, CancellationToken.None));
    }

    [StoreFact]
    public async Task Each_of_many_writes_follows_the_rules_on_its_own()
    {
        var cache = await OpenAsync();
        var customers = Enumerable.Range(0, 100).Select(_ => NewCustomer()).ToArray();
        await PutAsync(
            cache,
            [.. customers.Where((_, i) => i % 4 > 1).Select(c => CacheWrite.Of(At(c, 2), WriteBasis.Beginning))]);

        await PutAsync(
            cache,
            [.. customers.Select((c, i) => (i % 4) switch
            {
                0 => CacheWrite.Of(At(c, 3), WriteBasis.Cached),
                1 => CacheWrite.Of(At(c, 1), WriteBasis.Beginning),
                2 => CacheWrite.Of(At(c, 1), WriteBasis.Cached),
                _ => CacheWrite.Of(At(c, 3), WriteBasis.Cached),
            })]);

        long?[] expected = [null, 1, 2, 3];
        Assert.Equal(
            customers.Select((_, i) => expected[i % 4]),
            await cache.GetVersionsAsync(customers, CancellationToken.None));
    }

    [StoreFact]
    public async Task Concurrent_writers_leave_the_latest_version()
    {
        var (cache, customer) = (await OpenAsync(), NewCustomer());

        await Task.WhenAll(Enumerable.Range(1, 60).Select(version => Task.Run(
            () => PutAsync(cache, CacheWrite.Of(At(customer, version), WriteBasis.Beginning)))));

        Assert.Equal(
            (60L, 60L), ((await GetAsync(cache, customer)).Version, (await GetAsync(cache, customer)).EventCount));
    }

    [StoreFact]
    public async Task Keeps_ids_with_braces_and_signs_apart()
    {
        var cache = await OpenAsync();
        var id = NewId();
        CustomerKey[] keys =
        [
            CustomerKey.Known(id + "}"),
            CustomerKey.Known(id + "{}"),
            CustomerKey.Known(id + ":é☃"),
            CustomerKey.Anonymous(id + "}"),
        ];

        await PutAsync(cache, [.. keys.Select((key, i) => CacheWrite.Of(At(key, i + 1), WriteBasis.Beginning))]);

        Assert.Equal([1L, 2L, 3L, 4L], await cache.GetVersionsAsync(keys, CancellationToken.None));
    }

    [StoreFact]
    public async Task Keeps_the_mark()
    {
        var cache = await OpenAsync();

        await cache.SetMarkAsync(new FeedPosition(7, long.MaxValue), CancellationToken.None);

        Assert.Equal(new FeedPosition(7, long.MaxValue), await cache.GetMarkAsync(CancellationToken.None));
    }

    /// <summary>A profile of as many events as its version says.</summary>
    protected static Profile At(CustomerKey customer, int version)
    {
        var profile = new Profile(customer);
        for (var i = 0; i < version; i++)
        {
            profile.Apply(CustomerEvent.Read(Event(customer)));
        }

        profile.Advance(version);
        return profile;
    }

    protected static Task PutAsync(IProfileCache cache, params CacheWrite[] writes) =>
        cache.PutManyAsync(writes, CancellationToken.None).AsTask();

    private static async Task<Profile> GetAsync(IProfileCache cache, CustomerKey customer) =>
        (await cache.GetAsync(customer, CancellationToken.None)).Profile!;
}
