using Personalization.Domain.Propensity;
using Personalization.Storage.Events;

namespace Personalization.Service.Propensity;

/// <summary>Replays the log for those who want one customer after the other.</summary>
internal static class LogReplay
{
    /// <summary>Gives every known customer's timeline up to an instant.</summary>
    internal static async Task EachAsync(
        IEventLog log, DateTimeOffset until, ITrainingWatch watch, Action<CustomerTimeline> take,
        CancellationToken stop)
    {
        var size = await log.MeasureAsync(stop);
        long events = 0;
        await foreach (var history in log.ReadHistoriesAsync(stop))
        {
            if (history.Customer.IsKnown)
            {
                take(CustomerTimeline.Read(history.Customer, history.Events, until));
            }

            events += history.Events.Count;
            watch.Replayed(events, size.Events);
        }
    }
}
