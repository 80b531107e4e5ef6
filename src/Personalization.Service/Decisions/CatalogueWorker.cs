using Microsoft.Extensions.Options;
using Personalization.Storage.Configuration;

namespace Personalization.Service.Decisions;

/// <summary>
/// Loads the catalogue before the server listens, then follows what other nodes change: at once where Redis tells of
/// it, within a poll where not.
/// </summary>
internal sealed partial class CatalogueWorker(
    CatalogueHolder holder, ChangeSignal signal, IOptions<DecisionOptions> options, ILogger<CatalogueWorker> log)
    : BackgroundService
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
        var changes = signal.Listen();
        while (true)
        {
            await changes.WaitAsync(TimeSpan.FromMilliseconds(options.Value.CataloguePollMs), stoppingToken);
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
