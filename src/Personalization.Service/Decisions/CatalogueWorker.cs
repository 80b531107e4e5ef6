using Microsoft.Extensions.Options;

namespace Personalization.Service.Decisions;

/// <summary>Loads the catalogue before the server listens, then notices within a poll what other nodes
/// changed.</summary>
internal sealed partial class CatalogueWorker(
    CatalogueHolder holder, IOptions<DecisionOptions> options, ILogger<CatalogueWorker> log) : BackgroundService
{
    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await holder.ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.CataloguePollMs));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await holder.RefreshAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Kept(e);
            }
        }
    }

    [LoggerMessage(312, LogLevel.Warning, "The configuration could not be read; deciding by the last good catalogue")]
    private partial void Kept(Exception cause);
}
