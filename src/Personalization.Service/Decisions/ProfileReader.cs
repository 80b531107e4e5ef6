using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Decisions;

/// <summary>Finds the profile to decide on, within a deadline, and never fails its caller.</summary>
internal sealed partial class ProfileReader(
    ProfileStore profiles, TimeProvider clock, IOptions<DecisionOptions> options, ILogger<ProfileReader> log)
{
    private readonly TimeSpan _deadline = TimeSpan.FromMilliseconds(options.Value.ProfileDeadlineMs);

    /// <summary>
    /// The customer's profile; the visitor's where the customer is not given or nothing is known of them. Null when
    /// neither cache nor log answered in time.
    /// </summary>
    public ValueTask<Profile?> FindAsync(string? customerId, string? anonymousId, CancellationToken stop) =>
        (customerId, anonymousId) switch
        {
            (null, null) => ReadAsync(CustomerKey.Nobody, stop),
            (null, { } visitor) => ReadAsync(CustomerKey.Anonymous(visitor), stop),
            ({ } customer, null) => ReadAsync(CustomerKey.Known(customer), stop),
            ({ } customer, { } visitor) => ReadAsync(CustomerKey.Known(customer), CustomerKey.Anonymous(visitor), stop),
        };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Profile?> ReadAsync(CustomerKey customer, CustomerKey visitor, CancellationToken stop)
    {
        var first = await ReadAsync(customer, stop);
        if (first is not { IsEmpty: true })
        {
            return first;
        }

        // A customer who signed in on this page, before the identify call arrived: what the visitor did is what is
        // known.
        var second = await ReadAsync(visitor, stop);
        return second is { IsEmpty: false } ? second : first;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Profile?> ReadAsync(CustomerKey key, CancellationToken stop)
    {
        try
        {
            // The cache keeps its own time, so what nearly every call comes to needs no second timer.
            var left = _deadline;
            if (profiles.CachePatience <= _deadline)
            {
                var started = clock.GetTimestamp();
                if (await profiles.FindCachedAsync(key, stop) is { } cached)
                {
                    return cached;
                }

                left -= clock.GetElapsedTime(started);
            }

            var read = await profiles.GetAsync(key, stop).AsTask()
                .WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, stop);
            return read.Profile;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            NotFound(e.GetBaseException().Message);
            return null;
        }
    }

    [LoggerMessage(301, LogLevel.Warning, "Deciding without a profile: {Cause}")]
    private partial void NotFound(string cause);
}
