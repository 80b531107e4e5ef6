using Personalization.Domain.Propensity;
using Personalization.Storage.Events;

namespace Personalization.Service.Propensity;

/// <summary>How a training run ended.</summary>
/// <param name="Version">The version that was saved; null where the log could not teach one.</param>
/// <param name="Promoted">Whether it serves now.</param>
/// <param name="Message">Why not, or what there is to say.</param>
internal sealed record TrainingOutcome(int? Version, bool Promoted, string? Message);

/// <summary>What to train such a model on.</summary>
/// <param name="Until">The first instant that does not count; null: none.</param>
/// <param name="By">Who wants it.</param>
/// <param name="Promotion">Whether the new version is to serve.</param>
internal sealed record SingleOrder(DateTimeOffset? Until, string By, PromotionRule Promotion = PromotionRule.IfBetter);

/// <summary>A kind of model that there is one of: lifetime value, clusters.</summary>
internal interface ISingleModel
{
    /// <summary>Its name in routes, commands and the store.</summary>
    string Name { get; }

    /// <summary>Replays the log, trains, saves and promotes.</summary>
    Task<TrainingOutcome> TrainAsync(SingleOrder order, ITrainingWatch watch, CancellationToken stop);

    /// <summary>Prints what a version is, for people.</summary>
    Task PrintAsync(TrainingOutcome outcome, TextWriter output, CancellationToken stop);
}

/// <summary>Such a model with what is known of each version.</summary>
internal interface ISingleModel<out TMetadata> : ISingleModel
{
    /// <summary>Reads a version's metadata.</summary>
    TMetadata Read(byte[] metadata);
}

/// <summary>Replays the log for those who want one customer after the other.</summary>
internal static class LogReplay
{
    /// <summary>Gives every known customer's timeline up to an instant.</summary>
    internal static async Task EachAsync(
        IEventLog log, DateTimeOffset until, ITrainingWatch watch, Action<CustomerTimeline> take, CancellationToken stop)
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
