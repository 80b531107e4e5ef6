using Personalization.Storage.Profiles;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Profiles;

public sealed class InProcessProfileCacheTests : ProfileCacheContract
{
    protected override Task<IProfileCache> OpenAsync() =>
        Task.FromResult<IProfileCache>(new InProcessProfileCache(100_000_000, TimeProvider.System));

    [Fact, Trait("clause", "PRF-23")]
    public async Task Stays_within_its_bound_and_forgets_first_what_nobody_reads()
    {
        var cache = new InProcessProfileCache(capacityBytes: 100_000, TimeProvider.System);
        var customers = Enumerable.Range(0, 2000).Select(_ => NewCustomer()).ToArray();
        var favourite = customers[0];

        foreach (var customer in customers)
        {
            await PutAsync(cache, CacheWrite.Of(At(customer, 1), WriteBasis.Beginning));
            await cache.GetAsync(favourite, CancellationToken.None);
        }

        Assert.InRange(cache.Bytes, 50_000, 100_000);
        var kept = await cache.GetVersionsAsync(customers, CancellationToken.None);
        Assert.Equal(1, kept[0]);
        Assert.InRange(kept.Count(version => version is not null), 50, 500);
        Assert.NotNull(kept[^1]);
    }

    [Fact, Trait("clause", "PRF-23")]
    public async Task Filling_and_forgetting_the_same_customers_leaves_nothing_behind()
    {
        var cache = new InProcessProfileCache(capacityBytes: 100_000, TimeProvider.System);
        var customer = NewCustomer();

        for (var round = 0; round < 1000; round++)
        {
            await PutAsync(cache, CacheWrite.Of(At(customer, 1), WriteBasis.Beginning));
            await cache.RemoveAsync(customer, CancellationToken.None);
        }

        Assert.Equal(0, cache.Bytes);
    }

    [Fact, Trait("clause", "PRF-21")]
    public async Task A_claim_ends_by_itself()
    {
        var clock = new ManualClock(Noon);
        var cache = new InProcessProfileCache(100_000, clock);
        var customer = NewCustomer();
        await cache.ClaimAsync(customer, CancellationToken.None);

        clock.Now += TimeSpan.FromSeconds(11);

        Assert.NotNull(await cache.ClaimAsync(customer, CancellationToken.None));
    }

    private sealed class ManualClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
