using Microsoft.Extensions.Options;
using Personalization.Domain.Events;
using Personalization.Domain.Recommendations;
using Personalization.Storage.Events;
using Personalization.Storage.Recommendations;

namespace Personalization.Service.Recommendations;

/// <summary>Follows the log in commit order and fills the product catalogue with what events say of products.</summary>
/// <remarks>
/// The place it has come to is kept in the database after what was learnt up to there. A crash between the two learns a
/// few events twice, which changes nothing; so does a node that takes over from one that stopped.
/// </remarks>
internal sealed partial class ProductLearningWorker(
    IEventLog events, LearntProductSink products, FeedCheckpoints checkpoints,
    IOptions<RecommendationOptions> options, ILogger<ProductLearningWorker> log)
    : BackgroundService
{
    internal const string Reader = "products";
    private const int PageSize = 5_000;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly string _node = Guid.NewGuid().ToString("N");

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.ProductPollMs));
        do
        {
            try
            {
                await CatchUpAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Failed(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Learns from every event that has been committed and not been looked at, unless another node is at
    /// it.</summary>
    internal async Task CatchUpAsync(CancellationToken stop)
    {
        if (!await checkpoints.LeaseAsync(Reader, _node, Lease, stop))
        {
            return;
        }

        var at = await checkpoints.GetAsync(Reader, stop);
        for (; ; )
        {
            var page = await events.ReadFeedAsync(at, PageSize, EventVocabulary.NamesWithoutProducts, stop);
            if (page.Next == at)
            {
                return;
            }

            var learner = new ProductLearner();
            foreach (var stored in page.Events)
            {
                learner.Observe(CustomerEvent.Read(stored, EventDetail.Full));
            }

            if (learner.Count > 0)
            {
                await products.WriteAsync(learner.Products(), stop);
            }

            at = page.Next;
            await checkpoints.SaveAsync(Reader, at, stop);
            await checkpoints.LeaseAsync(Reader, _node, Lease, stop);
        }
    }

    [LoggerMessage(322, LogLevel.Warning, "Products could not be learnt from new events; trying again")]
    private partial void Failed(Exception cause);
}

/// <summary>Where learnt products go: into the store, and the recommender is told.</summary>
internal sealed class LearntProductSink(ProductStore store, ProductChanges changes)
{
    public async Task WriteAsync(IReadOnlyList<Product> learnt, CancellationToken stop)
    {
        await store.UpsertLearntAsync(learnt, stop);
        changes.Note();
    }
}
