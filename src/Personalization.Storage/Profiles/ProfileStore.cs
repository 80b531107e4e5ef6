using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Storage.Events;
using Personalization.Storage.Privacy;

namespace Personalization.Storage.Profiles;

/// <summary>Where a profile was read from.</summary>
public enum ProfileSource
{
    /// <summary>The cache.</summary>
    Cache,

    /// <summary>The log, folded for this read.</summary>
    Rebuilt,
}

/// <summary>A profile of the caller's own and where it came from.</summary>
public readonly record struct ProfileRead(Profile Profile, ProfileSource Source);

/// <summary>Everybody's profile: from the cache while that has it, from the log when not. Thread-safe.</summary>
public sealed partial class ProfileStore(
    IEventLog log, IProfileCache cache, DirtyProfiles dirty, Suppressions suppressions, TimeProvider clock,
    ILogger<ProfileStore> logger)
{
    private const int MostHops = 8;

    private readonly ProfileFold _fold = new(log, cache, clock);

    /// <summary>
    /// The customer's profile as of now; that of the customer to whom the key was joined; an empty one of version 0 for
    /// somebody without events. One round trip when it is cached.
    /// </summary>
    public ValueTask<ProfileRead> GetAsync(CustomerKey customer, CancellationToken stop)
    {
        if (!cache.IsShared && !dirty.Distrusts(customer))
        {
            var cached = cache.GetAsync(customer, stop);
            if (cached is { IsCompletedSuccessfully: true, Result.Profile: { } profile })
            {
                return new ValueTask<ProfileRead>(ReadCached(profile));
            }
        }

        return FindAsync(customer, stop);
    }

    /// <summary>The longest that <see cref="FindCachedAsync"/> takes.</summary>
    public TimeSpan CachePatience => 2 * cache.Patience;

    /// <summary>
    /// The same profile while the cache has it; null when <see cref="GetAsync"/> would have to look further.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Profile?> FindCachedAsync(CustomerKey customer, CancellationToken stop)
    {
        if (dirty.Distrusts(customer))
        {
            return null;
        }

        try
        {
            var cached = await cache.GetAsync(customer, stop);
            if (cached.MovedTo is { } target && !dirty.Distrusts(target))
            {
                cached = await cache.GetAsync(target, stop);
            }

            return cached.Profile is { } profile ? ReadCached(profile).Profile : null;
        }
        catch (ProfileCacheUnavailableException)
        {
            return null;
        }
    }

    /// <summary>
    /// Brings the cache up to date after a commit. Never throws because of the cache or of reading the log: what could
    /// not be brought up to date is read from the log until it is healed.
    /// </summary>
    public async Task FoldAsync(IReadOnlyList<AppendOutcome> committed, CancellationToken stop)
    {
        var streams = StreamRun.Of(committed);
        if (streams.Count == 0)
        {
            return;
        }

        try
        {
            await _fold.FoldAsync(streams, stop);
        }
        catch (Exception e)
        {
            dirty.Add(streams.SelectMany(stream => stream.Touched));
            if (stop.IsCancellationRequested)
            {
                throw;
            }

            LogNotFolded(e, streams.Count);
        }
    }

    /// <summary>The profile from the log alone, up to an event time (inclusive) or whole.</summary>
    public async Task<Profile> ReplayAsync(CustomerKey customer, DateTimeOffset? until, CancellationToken stop)
    {
        var history = await log.ReadCustomerAsync(customer, 0, stop);
        var profile = new Profile(history.Customer);
        profile.Fold(until is null ? history.Events : history.Events.Where(e => e.At <= until), history.Version);
        return profile;
    }

    private async ValueTask<ProfileRead> FindAsync(CustomerKey customer, CancellationToken stop)
    {
        try
        {
            for (var hops = 0; hops < MostHops && !dirty.Distrusts(customer); hops++)
            {
                var cached = await cache.GetAsync(customer, stop);
                if (cached.Profile is { } profile)
                {
                    return ReadCached(profile);
                }

                if (cached.MovedTo is not { } target)
                {
                    return await FillAsync(customer, stop);
                }

                customer = target;
            }
        }
        catch (ProfileCacheUnavailableException)
        {
            // The log has it all; the cache is only faster.
        }

        return Read(await ReplayAsync(customer, until: null, stop), ProfileSource.Rebuilt);
    }

    private async Task<ProfileRead> FillAsync(CustomerKey customer, CancellationToken stop)
    {
        // Not even that there is nothing is cached of an erased person: it would be cached under the id.
        if (suppressions.Contains(customer))
        {
            return Read(new Profile(customer), ProfileSource.Rebuilt);
        }

        var claim = await cache.ClaimAsync(customer, stop);
        var profile = await ReplayAsync(customer, until: null, stop);
        var write = profile.Customer == customer
            ? CacheWrite.Of(profile, WriteBasis.Claim, claim)
            : CacheWrite.Moved(customer, profile.Customer);
        if (claim is not null || write.Kind == EntryKind.Moved)
        {
            await PutAsync(write, stop);
        }

        return Read(profile, ProfileSource.Rebuilt);
    }

    // The profile is at hand: that the cache went away meanwhile is no reason to read the log again.
    private async Task PutAsync(CacheWrite write, CancellationToken stop)
    {
        try
        {
            await cache.PutManyAsync([write], stop);
        }
        catch (ProfileCacheUnavailableException e)
        {
            LogNotFilled(e.Message);
        }
    }

    // A cache that could not be reached when a person was erased still has them until it is told again.
    private ProfileRead ReadCached(Profile profile) => suppressions.Contains(profile.Customer)
        ? Read(new Profile(profile.Customer), ProfileSource.Rebuilt)
        : Read(profile, ProfileSource.Cache);

    private static ProfileRead Read(Profile profile, ProfileSource source)
    {
        StorageMetrics.ProfileRead(source);
        return new ProfileRead(profile, source);
    }

    [LoggerMessage(110, LogLevel.Warning, "{Customers} cached profiles are behind: read from the log until healed")]
    private partial void LogNotFolded(Exception cause, int customers);

    [LoggerMessage(111, LogLevel.Debug, "A rebuilt profile was not cached: {Cause}")]
    private partial void LogNotFilled(string cause);
}
