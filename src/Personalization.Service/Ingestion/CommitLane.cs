using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Personalization.Domain.Events;
using Personalization.Service.Operations;
using Personalization.Storage.Events;

namespace Personalization.Service.Ingestion;

/// <summary>
/// The events of some of the customers on their way into the log, one transaction after the other: while one commits,
/// the others gather, and all that gathered commit together.
/// </summary>
/// <remarks>
/// Folding runs behind committing, in commit order, so that the next transaction overlaps it. A request is answered
/// after both. When a joint transaction fails for a reason that is not the store's health, each request is tried alone.
/// </remarks>
internal sealed partial class CommitLane(
    IEventLog log,
    FoldCommitted fold,
    IOptions<IngestionOptions> options,
    Telemetry telemetry,
    ILogger<GroupCommitter> logger)
{
    private readonly Channel<PendingCommit> _waiting = Channel.CreateUnbounded<PendingCommit>(
        new() { SingleReader = true });
    private readonly Channel<List<PendingCommit>> committed =
        Channel.CreateBounded<List<PendingCommit>>(
            new BoundedChannelOptions(4) { SingleReader = true, SingleWriter = true });

    private Task _loops = Task.CompletedTask;
    private long _waitingCost;

    /// <summary>What waits here for a transaction, in bytes of events and their overhead.</summary>
    internal long WaitingCost => Interlocked.Read(ref _waitingCost);

    /// <summary>Queues events. False once the lane has been closed.</summary>
    internal bool TryAdd(PendingCommit pending)
    {
        Interlocked.Add(ref _waitingCost, pending.Cost);
        return _waiting.Writer.TryWrite(pending);
    }

    internal void Start() => _loops = Task.WhenAll(Task.Run(CommitLoopAsync), Task.Run(FoldLoopAsync));

    /// <summary>Commits and folds what waits, and takes nothing more.</summary>
    internal Task CloseAsync()
    {
        _waiting.Writer.TryComplete();
        return _loops;
    }

    private async Task CommitLoopAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            var group = Gather();
            await CommitAsync(group);
            group.RemoveAll(static pending => pending.Result is null);
            if (group.Count > 0)
            {
                await committed.Writer.WriteAsync(group);
            }
        }

        committed.Writer.Complete();
    }

    private List<PendingCommit> Gather()
    {
        var group = new List<PendingCommit>();
        var events = 0;
        while (_waiting.Reader.TryPeek(out var next)
            && (group.Count == 0 || events + next.Events.Count <= options.Value.MaxCommitEvents)
            && _waiting.Reader.TryRead(out next))
        {
            group.Add(next);
            events += next.Events.Count;
            Interlocked.Add(ref _waitingCost, -next.Cost);
        }

        return group;
    }

    private async Task CommitAsync(List<PendingCommit> group)
    {
        try
        {
            var outcomes = await AppendAsync(Join(group));
            var start = 0;
            foreach (var pending in group)
            {
                pending.Take(outcomes, start);
                start += pending.Events.Count;
            }
        }
        catch (Exception e) when (IsOutage(e))
        {
            JointCommitFailed(e, group.Count);
            group.ForEach(pending => pending.Fail(e));
        }
        catch (Exception e)
        {
            JointCommitFailed(e, group.Count);
            foreach (var pending in group)
            {
                await CommitAloneAsync(pending);
            }
        }
    }

    private async Task CommitAloneAsync(PendingCommit pending)
    {
        try
        {
            pending.Result = await PoisonSearch.CommitAsync(pending.Events, AppendAsync);
        }
        catch (Exception e)
        {
            LoneCommitFailed(e, pending.Events.Count);
            pending.Fail(e);
        }
    }

    /// <summary>
    /// One transaction. An outage is tried once more at once: a pooled connection may have died with a restarted
    /// server.
    /// </summary>
    private async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEvent> events)
    {
        var started = Stopwatch.GetTimestamp();
        IReadOnlyList<AppendOutcome> outcomes;
        try
        {
            outcomes = await log.AppendAsync(events, CancellationToken.None);
        }
        catch (DbException e) when (e.IsTransient)
        {
            outcomes = await log.AppendAsync(events, CancellationToken.None);
        }

        telemetry.CommitDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
        telemetry.CommitEvents.Record(events.Count);
        return outcomes;
    }

    private async Task FoldLoopAsync()
    {
        while (await committed.Reader.WaitToReadAsync())
        {
            var groups = new List<PendingCommit>();
            while (committed.Reader.TryRead(out var group))
            {
                groups.AddRange(group);
            }

            var started = Stopwatch.GetTimestamp();
            try
            {
                await fold([.. groups.SelectMany(pending => pending.Result!.Outcomes)], CancellationToken.None);
            }
            catch (Exception e)
            {
                // The events are durable and a profile that missed them is rebuilt from the log, so the caller is not
                // failed.
                FoldFailed(e);
            }

            telemetry.FoldDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
            groups.ForEach(static pending => pending.Complete());
        }
    }

    private static IReadOnlyList<NewEvent> Join(List<PendingCommit> group) =>
        group is [var lone] ? lone.Events : [.. group.SelectMany(static pending => pending.Events)];

    private static bool IsOutage(Exception e) =>
        e is DbException { IsTransient: true } or TimeoutException or IOException or OperationCanceledException;

    [LoggerMessage(200, LogLevel.Warning, "A transaction of {Requests} requests failed")]
    private partial void JointCommitFailed(Exception exception, int requests);

    [LoggerMessage(201, LogLevel.Error, "The events of one request ({Events}) could not be stored")]
    private partial void LoneCommitFailed(Exception exception, int events);

    [LoggerMessage(
        202, LogLevel.Error, "Committed events could not be folded; their profiles will be rebuilt from the log")]
    private partial void FoldFailed(Exception exception);
}
