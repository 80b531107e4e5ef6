using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Storage.Decisions;

namespace Personalization.Service.Decisions;

/// <summary>The decisions of one call, or the one recommendation, on their way to the log.</summary>
internal sealed record DecidedCall(CustomerKey Customer, DateTimeOffset At, IReadOnlyList<Decision> Decisions)
{
    public DecisionRecord? Recommendation { get; init; }

    public int Count => Decisions.Count + (Recommendation is null ? 0 : 1);
}

/// <summary>Writes the decision log behind the answers.</summary>
/// <remarks>
/// A bounded queue stands between the two. When the store is slower than the traffic or down, the queue fills, and
/// then the
/// newest calls are not logged: they are dropped and counted, and no caller ever waits. A batch that could not be
/// written is tried
/// again until it is; at shutdown what is queued is written within the host's shutdown time.
/// </remarks>
internal sealed partial class DecisionLogWriter(
    DecisionLog log, DecisionMetrics metrics, IOptions<DecisionOptions> options, ILogger<DecisionLogWriter> logger)
    : BackgroundService
{
    private const int BatchSize = 5_000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<DecidedCall> _queue = Channel.CreateBounded<DecidedCall>(
        new BoundedChannelOptions(options.Value.LogQueue) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Takes a call's decisions without waiting; false when the queue is full and they will not be
    /// logged.</summary>
    public bool TryLog(DecidedCall call)
    {
        var taken = _queue.Writer.TryWrite(call);
        if (!taken)
        {
            metrics.Dropped(call.Count);
        }

        return taken;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await (ExecuteTask ?? Task.CompletedTask).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<DecisionRecord>(BatchSize);
        while (await _queue.Reader.WaitToReadAsync(stoppingToken))
        {
            Gather(batch);
            await WriteAsync(batch, stoppingToken);
            metrics.Logged(batch.Count);
            if (batch.Count < BatchSize && !_queue.Reader.Completion.IsCompleted)
            {
                // Patience makes transactions few and large: a row of a large one costs half of what it costs in a
                // small one.
                await Task.WhenAny(Task.Delay(Gathering, stoppingToken), _queue.Reader.Completion);
            }

            batch.Clear();
        }
    }

    private void Gather(List<DecisionRecord> batch)
    {
        while (batch.Count < BatchSize && _queue.Reader.TryRead(out var call))
        {
            if (call.Recommendation is { } recommendation)
            {
                batch.Add(recommendation);
            }

            foreach (var decision in call.Decisions)
            {
                batch.Add(new DecisionRecord(
                    decision.DecisionId,
                    call.Customer,
                    decision.Placement,
                    decision.Campaign,
                    decision.Variant,
                    DecisionWriter.Name(decision.Reason),
                    call.At));
            }
        }
    }

    private async Task WriteAsync(List<DecisionRecord> batch, CancellationToken stop)
    {
        for (; ; )
        {
            try
            {
                await log.AppendAsync(batch, stop);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                NotWritten(batch.Count, e);
                await Task.Delay(RetryAfter, stop);
            }
        }
    }

    [LoggerMessage(300, LogLevel.Warning, "{Count} decisions could not be logged yet; trying again")]
    private partial void NotWritten(int count, Exception cause);
}
