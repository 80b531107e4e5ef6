using Personalization.Service.Recommendations;
using Personalization.Storage.Events;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Commands.Bench;

/// <summary>
/// What follows the event feed in the background: the healing of profiles and the learning of products.
/// </summary>
internal sealed class FeedReaders(IServiceProvider services)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly IEventLog _log = services.GetRequiredService<IEventLog>();
    private readonly FeedCheckpoints _checkpoints = services.GetRequiredService<FeedCheckpoints>();
    private readonly ProfileHealer _healer = services.GetRequiredService<ProfileHealer>();

    /// <summary>Returns when nothing of the feed is left to read.</summary>
    internal async Task CatchUpAsync(CancellationToken stop)
    {
        while (await IsBehindAsync(await _checkpoints.GetAsync(ProductLearningWorker.Reader, stop), stop)
            || await IsBehindAsync(await _healer.PositionAsync(stop), stop))
        {
            await Task.Delay(Interval, stop);
        }
    }

    private async Task<bool> IsBehindAsync(FeedPosition reader, CancellationToken stop) =>
        (await _log.ReadAdvancesAsync(reader, limit: 1, stop)).Advances.Count > 0;
}
