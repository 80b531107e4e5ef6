using Personalization.Domain.Events;
using Personalization.Storage.Events;

namespace Personalization.Storage.Profiles;

/// <summary>
/// Brings cached profiles up to the log: with the events at hand where they connect, from the log where they do not.
/// </summary>
internal sealed class ProfileFold(IEventLog log, IProfileCache cache, TimeProvider clock)
{
    private const int ReadsAtATime = 8;

    private readonly HotProfiles _hot = new(clock);

    /// <summary>
    /// Folds runs that were just committed; one pipelined read and one pipelined write however many there are.
    /// </summary>
    public async Task FoldAsync(List<StreamRun> runs, CancellationToken stop)
    {
        var round = new FoldRound(runs, _hot);
        if (round.Missing.Count > 0)
        {
            round.Take(await cache.GetManyAsync(round.Missing, stop));
        }

        round.Run();
        round.Writes.AddRange(await CatchUpAsync(round.Behind, stop));
        await cache.PutManyAsync(round.Writes, stop);
        _hot.Keep(round.Writes);
    }

    /// <summary>Brings the cached profiles of these customers up to the log, whatever they lack.</summary>
    public async Task HealAsync(IReadOnlyList<CustomerKey> customers, CancellationToken stop)
    {
        var cached = await cache.GetManyAsync(customers, stop);
        var stale = cached
            .Where(entry => entry.Profile is not null)
            .Select(entry => new Lagging(entry.Profile!, WriteBasis.Cached))
            .ToList();
        await cache.PutManyAsync(await CatchUpAsync(stale, stop), stop);
    }

    private async Task<CacheWrite[]> CatchUpAsync(List<Lagging> behind, CancellationToken stop)
    {
        var writes = new CacheWrite[behind.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = ReadsAtATime, CancellationToken = stop };
        await Parallel.ForAsync(
            0, behind.Count, options, async (i, token) => writes[i] = await CatchUpAsync(behind[i], token));
        return writes;
    }

    private async ValueTask<CacheWrite> CatchUpAsync(Lagging lagging, CancellationToken stop)
    {
        var profile = lagging.Profile;
        var history = await log.ReadCustomerAsync(profile.Customer, profile.Version, stop);
        if (history.Customer != profile.Customer)
        {
            return CacheWrite.Moved(profile.Customer, history.Customer);
        }

        profile.Fold(history.Events, history.Version);
        return CacheWrite.Of(profile, lagging.Basis);
    }
}
