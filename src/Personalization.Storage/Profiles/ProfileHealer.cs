using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Storage.Events;

namespace Personalization.Storage.Profiles;

/// <summary>
/// Brings cached profiles that are behind the log up to date: those that this node's folds could not reach, and those
/// that following the feed finds, whoever left them behind.
/// </summary>
/// <remarks>
/// Not thread-safe; <see cref="ProfileHealing"/> runs it. Only versions are read; a profile is read when it is behind.
/// </remarks>
public sealed class ProfileHealer(IEventLog log, IProfileCache cache, FeedCheckpoints checkpoints, DirtyProfiles dirty)
{
    /// <summary>
    /// The feed reader's name among the checkpoints. A changed fold has a cache of its own, and so a reader of its own.
    /// </summary>
    internal static readonly string Reader = $"profiles-{ProfileCodec.FoldVersion}";

    private const int PageSize = 2000;
    private const int HealAtOnce = 200;
    private readonly ProfileFold _fold = new(log, cache, TimeProvider.System);

    /// <summary>
    /// Gets ready before the first request: a cache of this process is empty now and needs following from here on; a
    /// shared one is connected to, where it can be.
    /// </summary>
    public async Task PrepareAsync(CancellationToken stop)
    {
        if (!cache.IsShared)
        {
            await cache.SetMarkAsync(await log.EndAsync(stop), stop);
            return;
        }

        try
        {
            await cache.GetMarkAsync(stop);
        }
        catch (ProfileCacheUnavailableException)
        {
            // Starting without the cache is allowed: the log answers until it is there.
        }
    }

    /// <summary>Heals everything that this node's folds could not reach.</summary>
    public async Task HealDirtyAsync(CancellationToken stop)
    {
        while (dirty.Take(HealAtOnce) is { Count: > 0 } some)
        {
            await HealAsync(some.Select(entry => entry.Key).ToArray(), stop);
            foreach (var entry in some)
            {
                dirty.Healed(entry);
            }
        }
    }

    /// <summary>
    /// Checks every profile that the feed moved on, from where the last check ended to <paramref name="until"/>, a
    /// place that <see cref="IEventLog.EndAsync"/> gave.
    /// </summary>
    public async Task FollowAsync(FeedPosition until, CancellationToken stop)
    {
        for (var at = await PositionAsync(stop); at < until;)
        {
            var page = await log.ReadAdvancesAsync(at, PageSize, stop);
            await CheckAsync(page.Advances, stop);

            // A page that is not full ends at the fence, which has passed the asked-for place by now.
            at = page.Advances.Count == PageSize || page.Next > until ? page.Next : until;
            await SaveAsync(at, stop);
        }
    }

    /// <summary>
    /// Up to where the cache has been checked: the checkpoint, or the mark of a cache that came back with older
    /// content.
    /// </summary>
    public async Task<FeedPosition> PositionAsync(CancellationToken stop)
    {
        var mark = await cache.GetMarkAsync(stop);
        if (!cache.IsShared)
        {
            return mark ?? default;
        }

        var saved = await checkpoints.GetAsync(Reader, stop);
        return mark is { } older && older < saved ? older : saved;
    }

    // The mark follows the checkpoint: a crash between the two only means that some profiles are checked twice.
    private async Task SaveAsync(FeedPosition at, CancellationToken stop)
    {
        if (cache.IsShared)
        {
            await checkpoints.SaveAsync(Reader, at, stop);
        }

        await cache.SetMarkAsync(at, stop);
    }

    private async Task CheckAsync(IReadOnlyList<StreamAdvance> advances, CancellationToken stop)
    {
        var least = new Dictionary<CustomerKey, long>();
        foreach (var advance in advances)
        {
            least[advance.Customer] = Math.Max(advance.Version, least.GetValueOrDefault(advance.Customer));
            if (advance.Joined is { } ended)
            {
                least[ended] = CacheWrite.Ended;
            }
        }

        var customers = least.Keys.ToArray();
        var cached = await cache.GetVersionsAsync(customers, stop);
        var behind = customers.Where((customer, i) => cached[i] < least[customer]).ToArray();
        foreach (var some in behind.Chunk(HealAtOnce))
        {
            await HealAsync(some, stop);
        }
    }

    private async Task HealAsync(CustomerKey[] customers, CancellationToken stop)
    {
        await _fold.HealAsync(customers, stop);
        StorageMetrics.Healed(customers.Length);
    }
}
