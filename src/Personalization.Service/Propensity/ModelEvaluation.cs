using Personalization.Domain.Propensity;
using Personalization.Storage.Events;

namespace Personalization.Service.Propensity;

/// <summary>How well a model would have predicted what customers did after an instant.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">Its version.</param>
/// <param name="At">The instant; the outcome is what happened in the model's horizon after it.</param>
/// <param name="Until">The model knows events before this instant.</param>
/// <param name="HeldOut">
/// Whether the model knew nothing from after <paramref name="At"/>: only then is it a fair test.
/// </param>
/// <param name="Quality">The measures.</param>
internal sealed record EvaluatedModel(
    string Name, int Version, DateTimeOffset At, DateTimeOffset Until, bool HeldOut, BinaryQuality Quality);

/// <summary>Scores every eligible customer at a past instant, through the same replay as training.</summary>
internal sealed class ModelEvaluation(IEventLog log)
{
    /// <summary>Evaluates the models with one pass over the log.</summary>
    /// <exception cref="Hosting.InvalidInputException">The log ends before a model's horizon does.</exception>
    public async Task<IReadOnlyList<EvaluatedModel>> EvaluateAsync(
        IReadOnlyList<ModelArtifact> artifacts, DateTimeOffset at, ITrainingWatch watch, CancellationToken stop)
    {
        var size = await log.MeasureAsync(stop);
        foreach (var target in artifacts.Select(artifact => artifact.Metadata.Target))
        {
            RequireOutcomes(target, at, size.LastAt);
        }

        var builders = artifacts
            .Select(artifact => new TrainingSetBuilder(artifact.Metadata.Target, PropensityEvaluation.At(at)))
            .ToArray();
        long events = 0;
        await foreach (var history in log.ReadHistoriesAsync(stop))
        {
            var timeline = CustomerTimeline.Read(history.Customer, history.Events, DateTimeOffset.MaxValue);
            foreach (var builder in builders)
            {
                builder.Add(timeline);
            }

            events += history.Events.Count;
            watch.Replayed(events, size.Events);
        }

        return [.. artifacts.Select((artifact, i) => Measure(artifact, builders[i].Rows, at))];
    }

    private static EvaluatedModel Measure(ModelArtifact artifact, TrainingRows rows, DateTimeOffset at)
    {
        var quality = PropensityEvaluation.Measure(PropensityModel.Load(artifact), rows);
        var until = artifact.Metadata.Until;
        return new EvaluatedModel(artifact.Name, artifact.Version, at, until, until <= at, quality);
    }

    private static void RequireOutcomes(PropensityTarget target, DateTimeOffset at, DateTimeOffset? newest)
    {
        var end = at + TimeSpan.FromDays(target.HorizonDays);
        // A shop may be quiet on the last day.
        if (newest is null || newest < end - TimeSpan.FromDays(1))
        {
            var ends = newest is { } last ? $"ends at {last:u}" : "is empty";
            throw new Hosting.InvalidInputException(
                $"'{target.Name}' cannot be evaluated at {at:u}: its outcome is settled at {end:u}, and the "
                + $"log {ends}. Choose an earlier --at.");
        }
    }
}
