using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Personalization.Storage.Configuration;

namespace Personalization.Storage.Privacy;

/// <summary>Hears of other nodes' erasures and completes those whose time has come.</summary>
internal sealed partial class ErasureWorker(
    Eraser eraser, ChangeSignal signal, TimeProvider clock, ILogger<ErasureWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    /// <summary>Knows who was erased before the first request.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await eraser.FollowAsync(clock.GetUtcNow(), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changes = signal.Listen();
        while (true)
        {
            await changes.WaitAsync(Period, stoppingToken);
            try
            {
                await eraser.FollowAsync(clock.GetUtcNow(), stoppingToken);
                if (await eraser.CompleteAsync(clock.GetUtcNow(), stoppingToken) is > 0 and var completed)
                {
                    LogCompleted(completed);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogWaiting(e.GetBaseException().Message);
            }
        }
    }

    [LoggerMessage(130, LogLevel.Information, "{Erasures} erasures are complete")]
    private partial void LogCompleted(int erasures);

    [LoggerMessage(131, LogLevel.Warning, "Erasures wait for a store: {Reason}")]
    private partial void LogWaiting(string reason);
}
