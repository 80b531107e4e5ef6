using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Storage.Decisions;

namespace Personalization.Service.Decisions;

/// <summary>Writes the decision log behind the answers.</summary>
/// <remarks>
/// A bounded queue stands between the two. When the store is slower than the traffic or down, the queue fills, and then
/// the newest decisions are not logged: they are dropped and counted, and no caller ever waits. A batch that could not
/// be written is tried again until it is; at shutdown what is queued is written within the host's shutdown time.
/// </remarks>
internal sealed partial class DecisionLogWriter(
    DecisionLog log, DecisionMetrics metrics, IOptions<DecisionOptions> options, ILogger<DecisionLogWriter> logger)
    : BackgroundService
{
    private const int BatchSize = 5_000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Channel<DecisionEntry> _queue = Channel.CreateBounded<DecisionEntry>(
        new BoundedChannelOptions(options.Value.LogQueue)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        });

    /// <summary>Takes a decision without waiting; false when the queue is full and it will not be logged.</summary>
    public bool TryLog(in DecisionEntry decision)
    {
        var taken = _queue.Writer.TryWrite(decision);
        if (!taken)
        {
            metrics.Dropped(1);
        }

        return taken;
    }

    /// <summary>The same for all decisions of a call; those that find no room are not logged.</summary>
    public void TryLog(CustomerKey customer, DateTimeOffset at, IReadOnlyList<Decision> decisions)
    {
        for (var i = 0; i < decisions.Count; i++)
        {
            var one = decisions[i];
            TryLog(new DecisionEntry(
                CompactId.Of(one.DecisionId),
                customer,
                one.Placement,
                one.Campaign,
                one.Variant,
                DecisionWriter.Name(one.Reason),
                at));
        }
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
        var batch = new List<DecisionEntry>(BatchSize);
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

    private void Gather(List<DecisionEntry> batch)
    {
        while (batch.Count < BatchSize && _queue.Reader.TryRead(out var decision))
        {
            batch.Add(decision);
        }
    }

    private async Task WriteAsync(List<DecisionEntry> batch, CancellationToken stop)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                // What failed may have been committed, and only its answer lost.
                await (isFirst ? log.AppendAsync(batch, stop) : log.AppendMissingAsync(batch, stop));
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
