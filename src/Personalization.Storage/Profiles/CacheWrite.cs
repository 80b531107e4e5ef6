using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Storage.Profiles;

/// <summary>Where the profile that is written comes from; decides whether it may fill an empty place.</summary>
public enum WriteBasis
{
    /// <summary>The stream's first events: there can be no older entry. May fill an empty place.</summary>
    Beginning,

    /// <summary>
    /// An entry read from the cache. If that is gone now, others may have been as well: an empty place stays empty.
    /// </summary>
    Cached,

    /// <summary>
    /// The log, under a claim made before reading it. Fills the claimed place, nothing else that is empty.
    /// </summary>
    Claim,
}

/// <summary>An entry to write.</summary>
/// <param name="Customer">Whose place.</param>
/// <param name="Version">The stream's version that the entry is good for.</param>
/// <param name="Kind">What is written.</param>
public sealed record CacheWrite(CustomerKey Customer, long Version, EntryKind Kind)
{
    /// <summary>Higher than every stream's version: a stream that ended stays ended. 16 digits.</summary>
    internal const long Ended = 9_999_999_999_999_999;

    /// <summary>The profile of <see cref="EntryKind.Profile"/>.</summary>
    public Profile? Profile { get; private init; }

    /// <summary>Where the profile comes from.</summary>
    public WriteBasis Basis { get; private init; }

    /// <summary>The claim of <see cref="WriteBasis.Claim"/>.</summary>
    public string? Claim { get; private init; }

    /// <summary>The customer of <see cref="EntryKind.Moved"/>.</summary>
    public CustomerKey? Target { get; private init; }

    /// <summary>A profile at its version.</summary>
    public static CacheWrite Of(Profile profile, WriteBasis basis, string? claim = null) =>
        new(profile.Customer, profile.Version, EntryKind.Profile) { Profile = profile, Basis = basis, Claim = claim };

    /// <summary>
    /// No profile, but word that events up to this version exist: what is older must not be cached any more.
    /// </summary>
    public static CacheWrite Floor(CustomerKey customer, long version) => new(customer, version, EntryKind.Floor);

    /// <summary>Word that the stream ended and belongs to another customer.</summary>
    public static CacheWrite Moved(CustomerKey joined, CustomerKey target) =>
        new(joined, Ended, EntryKind.Moved) { Target = target };
}

/// <summary>Convenient forms of writing.</summary>
public static class ProfileCacheExtensions
{
    /// <summary>
    /// Writes profiles that need no log behind them (the first of their streams) unless later versions are cached.
    /// </summary>
    public static ValueTask PutManyAsync(
        this IProfileCache cache, IReadOnlyList<Profile> profiles, CancellationToken stop) =>
        cache.PutManyAsync(profiles.Select(profile => CacheWrite.Of(profile, WriteBasis.Beginning)).ToArray(), stop);
}
