using Microsoft.Extensions.Options;
using Personalization.Service.Decisions;
using Personalization.Storage.Events;

namespace Personalization.Service.Segments;

/// <summary>Counts segments in the background, all in one pass over the log, and keeps the newest count.</summary>
internal sealed partial class SegmentCounts(
    IEventLog log,
    CatalogueHolder catalogue,
    IOptions<SegmentOptions> options,
    TimeProvider clock,
    ILogger<SegmentCounts> logger) : IDisposable
{
    private readonly Lock _starting = new();
    private SegmentCountRun? _run;

    /// <summary>
    /// The count there is, if it is new enough and of the segments as they are now, else one that begins now. Waits a
    /// moment for it to end.
    /// </summary>
    public async Task<SegmentCountRun> AskAsync(bool refresh, CancellationToken stop)
    {
        var run = Current(refresh);
        if (!run.Ended.IsCompleted)
        {
            await Task.WhenAny(run.Ended, Task.Delay(TimeSpan.FromMilliseconds(options.Value.WaitMs), clock, stop));
            stop.ThrowIfCancellationRequested();
        }

        return run;
    }

    /// <summary>Stops the count that is under way; false when there is none.</summary>
    public bool Cancel()
    {
        lock (_starting)
        {
            if (_run is not { State: CountState.Counting } run)
            {
                return false;
            }

            run.Cancel();
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _run?.Cancel();

    private SegmentCountRun Current(bool refresh)
    {
        lock (_starting)
        {
            if (_run is { } run && run.Catalogue == catalogue.Current && IsGood(run, refresh))
            {
                return run;
            }

            // A count of what the segments no longer say is of no use to anybody.
            _run?.Cancel();
            _run = new SegmentCountRun(catalogue.Current, clock.GetUtcNow());
            _run.Start(log, Failed);
            return _run;
        }
    }

    private bool IsGood(SegmentCountRun run, bool refresh) => run.State switch
    {
        CountState.Counting => true,
        CountState.Done => !refresh && clock.GetUtcNow() - run.At < TimeSpan.FromSeconds(options.Value.CountSeconds),
        _ => false,
    };

    [LoggerMessage(360, LogLevel.Error, "Counting segments failed")]
    private partial void Failed(Exception cause);
}
