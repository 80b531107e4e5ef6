using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Storage.Events;

namespace Personalization.Storage.Profiles;

/// <summary>Folded profiles, one entry a customer. A cache: losing any of it loses nothing.</summary>
/// <remarks>
/// Entries are encoded; every read returns a profile of the caller's own, safe to change. The rules by which an entry
/// gives way to another are <see cref="CacheEntry.After"/>'s; decision 0004 says why they keep a stale profile from
/// coming back. Every method throws <see cref="ProfileCacheUnavailableException"/> when the cache cannot be reached or
/// does not answer in time.
/// </remarks>
public interface IProfileCache
{
    /// <summary>Whether all nodes share it; otherwise every node has to keep its own up to date.</summary>
    bool IsShared { get; }

    /// <summary>The longest that one read waits for its answer.</summary>
    TimeSpan Patience { get; }

    /// <summary>What is cached for a customer; one round trip.</summary>
    ValueTask<CachedProfile> GetAsync(CustomerKey customer, CancellationToken stop);

    /// <summary>Several customers at once, pipelined; answers in the order of the keys.</summary>
    ValueTask<IReadOnlyList<CachedProfile>> GetManyAsync(IReadOnlyList<CustomerKey> customers, CancellationToken stop);

    /// <summary>The versions of the cached profiles, without the profiles; null where no profile is cached.</summary>
    ValueTask<IReadOnlyList<long?>> GetVersionsAsync(IReadOnlyList<CustomerKey> customers, CancellationToken stop);

    /// <summary>
    /// Asks, before reading the log, for the right to fill an empty place. Null when somebody else has it or the place
    /// is taken. The right ends by itself after some seconds, and at once when the customer gets a new event or the
    /// cache is flushed.
    /// </summary>
    ValueTask<string?> ClaimAsync(CustomerKey customer, CancellationToken stop);

    /// <summary>Writes each entry where the rules let it; the others change nothing.</summary>
    ValueTask PutManyAsync(IReadOnlyList<CacheWrite> writes, CancellationToken stop);

    /// <summary>Forgets a customer.</summary>
    ValueTask RemoveAsync(CustomerKey customer, CancellationToken stop);

    /// <summary>
    /// How far the feed had been followed when this cache's content was last checked against the log; null when
    /// unknown.
    /// </summary>
    ValueTask<FeedPosition?> GetMarkAsync(CancellationToken stop);

    /// <summary>
    /// Notes it inside the cache, so that a cache that comes back with old content comes back with the old mark.
    /// </summary>
    ValueTask SetMarkAsync(FeedPosition mark, CancellationToken stop);
}

/// <summary>
/// What the cache holds under a key: a profile, a redirect to another customer, or nothing (both null).
/// </summary>
public readonly record struct CachedProfile(Profile? Profile, CustomerKey? MovedTo);

/// <summary>The cache cannot be reached or does not answer in time; the log still can be read.</summary>
public sealed class ProfileCacheUnavailableException(string message, Exception? inner = null)
    : Exception(message, inner);
