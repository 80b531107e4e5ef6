using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
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
        var writes = new List<CacheWrite>(runs.Count);
        var behind = new List<Lagging>();
        var continued = new List<StreamRun>();
        foreach (var run in runs)
        {
            if (run.First == 1)
            {
                Continue(run, new Profile(run.Customer), WriteBasis.Beginning, writes, behind);
            }
            else if (_hot.Take(run.Customer, run.First - 1) is { } hot)
            {
                Continue(run, hot, WriteBasis.Cached, writes, behind);
            }
            else
            {
                continued.Add(run);
            }
        }

        var cached = continued.Count == 0
            ? []
            : await cache.GetManyAsync(continued.ConvertAll(run => run.Customer), stop);
        for (var i = 0; i < continued.Count; i++)
        {
            if (cached[i].Profile is { } profile)
            {
                Continue(continued[i], profile, WriteBasis.Cached, writes, behind);
            }
            else if (cached[i].MovedTo is null)
            {
                writes.Add(CacheWrite.Floor(continued[i].Customer, continued[i].Last));
            }
        }

        writes.AddRange(await CatchUpAsync(behind, stop));
        AddRedirects(runs, writes);
        await cache.PutManyAsync(writes, stop);
        _hot.Keep(writes);
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

    private static void Continue(
        StreamRun run, Profile profile, WriteBasis basis, List<CacheWrite> writes, List<Lagging> behind)
    {
        if (profile.Version >= run.Last)
        {
            return;
        }

        if (run.Joins || profile.Version < run.First - 1)
        {
            behind.Add(new Lagging(profile, basis));
            return;
        }

        profile.Fold(run.Events, run.Last);
        writes.Add(CacheWrite.Of(profile, basis));
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

    private static void AddRedirects(List<StreamRun> runs, List<CacheWrite> writes)
    {
        foreach (var run in runs.Where(run => run.Joins))
        {
            writes.AddRange(run.Events
                .Where(e => e.Joined is not null)
                .Select(e => CacheWrite.Moved(e.Joined!.Value, run.Customer)));
        }
    }

    private readonly record struct Lagging(Profile Profile, WriteBasis Basis);
}
