using System.Collections.Concurrent;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Storage.Profiles;

/// <summary>
/// The profiles this node wrote to the cache a moment ago, so that the next events of a visit need not fetch them back.
/// Thread-safe: who takes a profile has it alone.
/// </summary>
/// <remarks>
/// A profile is as good as the cache's when nothing was appended since, which the versions of the events to fold tell.
/// Kept for seconds only, so that a stream that is erased and begun again never meets what was kept of it.
/// </remarks>
internal sealed class HotProfiles(TimeProvider clock)
{
    private const int Most = 2_048;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<CustomerKey, (Profile Profile, long Since)> _kept = new();

    // About how many are kept: to ask the dictionary would stop every thread that uses it.
    private int _count;

    /// <summary>
    /// The customer's profile if it is at this version; null where it must be read. It is the caller's.
    /// </summary>
    public Profile? Take(CustomerKey customer, long version) =>
        TryRemove(customer, out var kept)
        && kept.Profile.Version == version
        && clock.GetElapsedTime(kept.Since) < Lifetime
            ? kept.Profile
            : null;

    /// <summary>Keeps profiles that the cache holds now. They are no longer the caller's.</summary>
    public void Keep(IReadOnlyList<CacheWrite> written)
    {
        if (Volatile.Read(ref _count) + written.Count > Most)
        {
            _kept.Clear();
            Volatile.Write(ref _count, 0);
        }

        var now = clock.GetTimestamp();
        foreach (var write in written)
        {
            if (write.Profile is { } profile && Volatile.Read(ref _count) < Most)
            {
                Keep(profile, now);
            }
        }
    }

    private void Keep(Profile profile, long now)
    {
        if (_kept.TryAdd(profile.Customer, (profile, now)))
        {
            Interlocked.Increment(ref _count);
        }
        else
        {
            _kept[profile.Customer] = (profile, now);
        }
    }

    private bool TryRemove(CustomerKey customer, out (Profile Profile, long Since) kept)
    {
        if (!_kept.TryRemove(customer, out kept))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        return true;
    }
}
