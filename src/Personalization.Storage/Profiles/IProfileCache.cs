using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Storage.Profiles;

/// <summary>Folded profiles, one entry a customer. A cache: losing any of it loses nothing.</summary>
/// <remarks>Entries are encoded; every read returns a profile of the caller's own, safe to change.</remarks>
public interface IProfileCache
{
    /// <summary>One round trip. Throws <see cref="ProfileCacheUnavailableException"/> when the cache cannot be reached.</summary>
    ValueTask<CachedProfile> GetAsync(CustomerKey customer, CancellationToken stop);

    /// <summary>Several customers at once, pipelined; answers in the order of the keys.</summary>
    ValueTask<IReadOnlyList<CachedProfile>> GetManyAsync(IReadOnlyList<CustomerKey> customers, CancellationToken stop);

    /// <summary>Writes each profile unless the cache holds the same or a later version of it (compare-and-set).</summary>
    ValueTask PutManyAsync(IReadOnlyList<Profile> profiles, CancellationToken stop);

    /// <summary>Says that a stream ended and belongs to another customer now.</summary>
    ValueTask RedirectAsync(CustomerKey joined, CustomerKey customer, CancellationToken stop);

    /// <summary>Forgets a customer.</summary>
    ValueTask RemoveAsync(CustomerKey customer, CancellationToken stop);
}

/// <summary>What the cache holds under a key: a profile, a redirect to another customer, or nothing (both null).</summary>
public readonly record struct CachedProfile(Profile? Profile, CustomerKey? MovedTo);

/// <summary>The cache cannot be reached or does not answer in time; the log still can be read.</summary>
public sealed class ProfileCacheUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
