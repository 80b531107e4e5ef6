using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Storage.Profiles;

/// <summary>
/// What one round of folding works on: the runs, the profiles at hand, what is to be written, and what
/// the log must tell.
/// </summary>
/// <remarks>
/// A stream that was joined to a customer is merged from its own profile where that is at hand at the stream's last
/// version: it holds what the log would tell. Not thread-safe; one round, one object.
/// </remarks>
internal sealed class FoldRound
{
    private readonly List<StreamRun> _runs;
    private readonly Dictionary<CustomerKey, AtHand> _atHand = [];
    private readonly HashSet<CustomerKey> _ended = [];

    public FoldRound(List<StreamRun> runs, HotProfiles hot)
    {
        _runs = runs;
        foreach (var run in runs)
        {
            Find(run, hot);
        }

        foreach (var ended in runs.SelectMany(run => run.Ended))
        {
            _ended.Add(ended.Key);
            if (ended.Version > 0 && !_atHand.ContainsKey(ended.Key))
            {
                Find(ended.Key, ended.Version, hot);
            }
        }
    }

    /// <summary>Whose profiles the cache has to give before the round can be run.</summary>
    public List<CustomerKey> Missing { get; } = [];

    /// <summary>What to write into the cache. Filled by <see cref="Run"/>.</summary>
    public List<CacheWrite> Writes { get; } = [];

    /// <summary>The profiles that have to be caught up from the log. Filled by <see cref="Run"/>.</summary>
    public List<Lagging> Behind { get; } = [];

    /// <summary>Takes what the cache has of <see cref="Missing"/>, in that order.</summary>
    public void Take(IReadOnlyList<CachedProfile> cached)
    {
        for (var i = 0; i < Missing.Count; i++)
        {
            _atHand[Missing[i]] = new AtHand(cached[i].Profile, WriteBasis.Cached, cached[i].MovedTo is not null);
        }
    }

    /// <summary>Folds every run: those that bring in other streams last, when those are folded.</summary>
    public void Run()
    {
        foreach (var run in _runs)
        {
            if (run.Ended.Count == 0)
            {
                Continue(run, _atHand[run.Customer]);
            }
        }

        foreach (var run in _runs)
        {
            if (run.Ended.Count > 0)
            {
                Continue(run, _atHand[run.Customer]);
                Writes.AddRange(run.Ended.ConvertAll(ended => CacheWrite.Moved(ended.Key, run.Customer)));
            }
        }
    }

    private void Find(StreamRun run, HotProfiles hot)
    {
        if (run.First == 1)
        {
            _atHand[run.Customer] = new AtHand(new Profile(run.Customer), WriteBasis.Beginning, IsMoved: false);
        }
        else
        {
            Find(run.Customer, run.First - 1, hot);
        }
    }

    private void Find(CustomerKey customer, long version, HotProfiles hot)
    {
        var kept = hot.Take(customer, version);
        _atHand[customer] = new AtHand(kept, WriteBasis.Cached, IsMoved: false);
        if (kept is null)
        {
            Missing.Add(customer);
        }
    }

    private void Continue(StreamRun run, AtHand found)
    {
        var isEnded = _ended.Contains(run.Customer);
        if (found.Profile is not { } profile)
        {
            if (!found.IsMoved && !isEnded)
            {
                Writes.Add(CacheWrite.Floor(run.Customer, run.Last));
            }
        }
        else if (profile.Version >= run.Last)
        {
            // Somebody has been here already.
        }
        else if (profile.Version < run.First - 1 || MergeEnded(run, profile) is not { } merged)
        {
            Lag(profile, found.Basis, isEnded);
        }
        else
        {
            merged.Fold(run.Events, run.Last);
            _atHand[run.Customer] = found with { Profile = merged };
            if (!isEnded)
            {
                Writes.Add(CacheWrite.Of(merged, found.Basis));
            }
        }
    }

    // What ended is written as a redirect, whatever its profile would have been.
    private void Lag(Profile profile, WriteBasis basis, bool isEnded)
    {
        if (!isEnded)
        {
            Behind.Add(new Lagging(profile, basis));
        }
    }

    // Null where the log has to tell: a joined stream is not at hand, or some of the run is in the profile already.
    private Profile? MergeEnded(StreamRun run, Profile profile)
    {
        if (run.Ended.Count == 0)
        {
            return profile;
        }

        if (profile.Version != run.First - 1 || !run.Ended.TrueForAll(IsAtHand))
        {
            return null;
        }

        foreach (var ended in run.Ended)
        {
            profile = ended.Version == 0 ? profile : Profile.Merge(profile, _atHand[ended.Key].Profile!);
        }

        return profile;
    }

    private bool IsAtHand(EndedStream ended) =>
        ended.Version == 0
        || (_atHand.TryGetValue(ended.Key, out var found) && found.Profile?.Version == ended.Version);

    private readonly record struct AtHand(Profile? Profile, WriteBasis Basis, bool IsMoved);
}

/// <summary>A profile that lacks events which only the log can tell, and where it comes from.</summary>
internal readonly record struct Lagging(Profile Profile, WriteBasis Basis);
