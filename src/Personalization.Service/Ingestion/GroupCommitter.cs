using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Personalization.Domain.Events;
using Personalization.Service.Operations;
using Personalization.Storage.Events;

namespace Personalization.Service.Ingestion;

/// <summary>Applies committed events to the profiles; returns when reads see them.</summary>
internal delegate Task FoldCommitted(IReadOnlyList<AppendOutcome> committed, CancellationToken stop);

/// <summary>
/// Lets concurrent requests share transactions: while one commits, the others gather, and all that gathered commit
/// together.
/// Nobody waits for company: an idle log takes a lone request at once.
/// </summary>
/// <remarks>
/// Folding runs behind committing, in commit order, so that the next transaction overlaps it. A request is answered
/// after
/// both. When a joint transaction fails for a reason that is not the store's health, each request is tried alone.
/// </remarks>
internal sealed partial class GroupCommitter(
    IEventLog log,
    FoldCommitted fold,
    IOptions<IngestionOptions> options,
    Telemetry telemetry,
    ILogger<GroupCommitter> logger) : IHostedService
{
    private readonly Channel<PendingCommit> waiting = Channel.CreateUnbounded<PendingCommit>(
        new() { SingleReader = true });
    private readonly Channel<List<PendingCommit>> committed =
        Channel.CreateBounded<List<PendingCommit>>(
            new BoundedChannelOptions(4) { SingleReader = true, SingleWriter = true });

    private Task loops = Task.CompletedTask;
    private long waitingCost;

    /// <summary>Hands events over. False when too much waits already: nothing was taken, come back later.</summary>
    internal bool TryCommit(IReadOnlyList<NewEvent> events, out Task<CommitResult> done)
    {
        var pending = new PendingCommit(events);
        done = pending.Done;
        if (Interlocked.Add(ref waitingCost, pending.Cost) <= options.Value.MaxWaitingBytes
            && waiting.Writer.TryWrite(pending))
        {
            return true;
        }

        Interlocked.Add(ref waitingCost, -pending.Cost);
        return false;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        loops = Task.WhenAll(
            Task.Run(CommitLoopAsync, CancellationToken.None), Task.Run(FoldLoopAsync, CancellationToken.None));
        return Task.CompletedTask;
    }

    /// <summary>Commits and folds what waits; the server has stopped taking requests by then.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        return loops.WaitAsync(cancellationToken);
    }

    private async Task CommitLoopAsync()
    {
        while (await waiting.Reader.WaitToReadAsync())
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
        while (waiting.Reader.TryPeek(out var next)
            && (group.Count == 0 || events + next.Events.Count <= options.Value.MaxCommitEvents)
            && waiting.Reader.TryRead(out next))
        {
            group.Add(next);
            events += next.Events.Count;
            Interlocked.Add(ref waitingCost, -next.Cost);
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
