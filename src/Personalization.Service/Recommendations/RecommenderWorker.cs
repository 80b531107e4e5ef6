using Microsoft.Extensions.Options;
using Personalization.Domain.Events;
using Personalization.Domain.Recommendations;
using Personalization.Service.Decisions;
using Personalization.Storage.Events;
using Personalization.Storage.Recommendations;

namespace Personalization.Service.Recommendations;

/// <summary>Learns the recommender from the whole log in the background and puts it into the catalogue.</summary>
/// <remarks>
/// It is learnt at start and then every so often when the log grew; products written meanwhile are recommended within a
/// second or so on the node that took them, by what is known of them until the next learning.
/// </remarks>
internal sealed partial class RecommenderWorker(
    RecommenderSources sources, CatalogueHolder catalogue, TimeProvider clock,
    IOptions<RecommendationOptions> options, ILogger<RecommenderWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _learnt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _learntEvents = -1;

    /// <summary>Done when the log has been learnt from once.</summary>
    internal Task LearntOnce => _learnt.Task;

    /// <summary>
    /// The products are there before the first request, so that no list is empty until the log has been learnt from.
    /// </summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await UseProductsAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Kept(e);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <summary>Learns now, unless the log did not grow since the last time; then only the products are
    /// exchanged.</summary>
    internal async Task LearnAsync(CancellationToken stop)
    {
        var size = await sources.Log.MeasureAsync(stop);
        var products = await sources.ReadProductsAsync(stop);
        var recommender = size.Events == _learntEvents
            ? catalogue.Source.Recommender.With(products)
            : await LearnAsync(products, stop);
        await catalogue.UseAsync(recommender, stop);
        _learntEvents = size.Events;
        Learnt(size.Events, recommender.ActiveProducts);
        _learnt.TrySetResult();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look);
        var pause = TimeSpan.FromSeconds(options.Value.LearnEverySeconds);
        var learnt = long.MinValue;
        do
        {
            try
            {
                if (learnt == long.MinValue || clock.GetElapsedTime(learnt) >= pause)
                {
                    await LearnAsync(stoppingToken);
                    learnt = clock.GetTimestamp();
                }
                else if (sources.Changes.Take())
                {
                    await UseProductsAsync(stoppingToken);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Kept(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task UseProductsAsync(CancellationToken stop) =>
        await catalogue.UseAsync(catalogue.Source.Recommender.With(await sources.ReadProductsAsync(stop)), stop);

    private async Task<Recommender> LearnAsync(IReadOnlyList<Product> products, CancellationToken stop)
    {
        var builder = new RecommenderBuilder(clock.GetUtcNow(), new RecommenderOptions());
        await foreach (var history in sources.Log.ReadHistoriesAsync(stop))
        {
            builder.Add(history.Customer, history.Events.Select(stored => CustomerEvent.Read(stored)));
        }

        return builder.Build(products);
    }

    [LoggerMessage(320, LogLevel.Information, "Recommending {Products} products, learnt from {Events} events")]
    private partial void Learnt(long events, int products);

    [LoggerMessage(321, LogLevel.Warning, "The recommender could not be learnt again; the last one stays")]
    private partial void Kept(Exception cause);
}

/// <summary>What a recommender is learnt from.</summary>
internal sealed class RecommenderSources(IEventLog log, ProductStore products, ProductChanges changes)
{
    public IEventLog Log => log;

    public ProductChanges Changes => changes;

    public async Task<IReadOnlyList<Product>> ReadProductsAsync(CancellationToken stop)
    {
        var all = new List<Product>();
        await foreach (var product in products.AllAsync(stop))
        {
            all.Add(product);
        }

        return all;
    }
}
