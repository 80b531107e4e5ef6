using Microsoft.Extensions.Options;
using Personalization.Domain.Events;
using Personalization.Service.Operations;
using Personalization.Storage.Events;

namespace Personalization.Service.Ingestion;

/// <summary>Applies committed events to the profiles; returns when reads see them.</summary>
internal delegate Task FoldCommitted(IReadOnlyList<AppendOutcome> committed, CancellationToken stop);

/// <summary>
/// Lets concurrent requests share transactions. Nobody waits for company: an idle log takes a lone request at once.
/// </summary>
/// <remarks>
/// Customers are spread over lanes that commit side by side; one customer's events always take the same lane, so that
/// they stay in order and two lanes hardly ever want the same row. A request's parts are answered together.
/// </remarks>
internal sealed class GroupCommitter : IHostedService
{
    private readonly CommitLane[] _lanes;
    private readonly long _mostWaiting;

    public GroupCommitter(
        IEventLog log, FoldCommitted fold, IOptions<IngestionOptions> options, Telemetry telemetry,
        ILogger<GroupCommitter> logger)
    {
        _mostWaiting = options.Value.MaxWaitingBytes;
        _lanes = new CommitLane[Math.Max(1, options.Value.Lanes)];
        for (var i = 0; i < _lanes.Length; i++)
        {
            _lanes[i] = new CommitLane(log, fold, options, telemetry, logger);
        }
    }

    /// <summary>Hands events over. False when too much waits already: nothing was taken, come back later.</summary>
    internal bool TryCommit(IReadOnlyList<NewEvent> events, out Task<CommitResult> done)
    {
        var parts = new LaneParts(events, _lanes.Length);
        done = parts.Done;
        var waiting = parts.Cost;
        foreach (var lane in _lanes)
        {
            waiting += lane.WaitingCost;
        }

        return waiting <= _mostWaiting && parts.TryHandTo(_lanes);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Array.ForEach(_lanes, static lane => lane.Start());
        return Task.CompletedTask;
    }

    /// <summary>Commits and folds what waits; the server has stopped taking requests by then.</summary>
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_lanes.Select(static lane => lane.CloseAsync())).WaitAsync(cancellationToken);
}
