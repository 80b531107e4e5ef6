using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Personalization.Storage.Events;

namespace Personalization.Storage.Profiles;

/// <summary>Runs the healer once a second on every node.</summary>
/// <remarks>
/// One node at a time follows the feed for a shared cache; every node does for a cache of its own. Following trails the
/// feed by <see cref="Trail"/>, so that it meets folds that are over rather than under way.
/// </remarks>
internal sealed partial class ProfileHealing(
    ProfileHealer healer,
    IEventLog log,
    FeedCheckpoints checkpoints,
    ProfileHealingScope scope,
    ILogger<ProfileHealing> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Trail = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly string _node = Guid.NewGuid().ToString("N");
    private readonly Queue<(DateTimeOffset Seen, FeedPosition End)> _ends = new();
    private (long Number, FeedPosition End) _overflow;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await healer.PrepareAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (ProfileCacheUnavailableException e)
            {
                LogWaiting(e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }

            await Task.Delay(Interval, scope.Clock, stoppingToken).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        await healer.HealDirtyAsync(stop);
        var end = await log.EndAsync(stop);
        _ends.Enqueue((scope.Clock.GetUtcNow(), end));
        FeedPosition? until = null;
        while (_ends.TryPeek(out var oldest) && scope.Clock.GetUtcNow() - oldest.Seen >= Trail)
        {
            until = _ends.Dequeue().End;
        }

        if (
            until is { } place && (
                !scope.IsShared || await checkpoints.LeaseAsync(ProfileHealer.Reader, _node, Lease, stop)))
        {
            await healer.FollowAsync(place, stop);
        }

        if (scope.Dirty.Overflow is var overflow and not 0)
        {
            await EndOverflowAsync(overflow, end, stop);
        }
    }

    // The cache is trusted again once everything that was committed while it was not has been checked.
    private async Task EndOverflowAsync(long overflow, FeedPosition end, CancellationToken stop)
    {
        if (_overflow.Number != overflow)
        {
            _overflow = (overflow, end);
        }

        if (await healer.PositionAsync(stop) >= _overflow.End)
        {
            scope.Dirty.EndOverflow(overflow);
        }
    }

    [LoggerMessage(120, LogLevel.Debug, "Profiles cannot be healed yet: {Cause}")]
    private partial void LogWaiting(string cause);

    [LoggerMessage(121, LogLevel.Warning, "Healing profiles failed; trying again")]
    private partial void LogFailed(Exception cause);
}

/// <summary>What healing works on: whether the cache is shared, which customers are behind, whose clock.</summary>
internal sealed record ProfileHealingScope(bool IsShared, DirtyProfiles Dirty, TimeProvider Clock);
