using Personalization.Domain.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>Whoever follows a training run: the command line with its bar, the HTTP run that is polled.</summary>
internal interface ITrainingWatch
{
    /// <summary>So many of the log's events have been replayed.</summary>
    void Replayed(long events, long of);

    /// <summary>A target's rows are complete and sufficient.</summary>
    void Built(PropensityTarget target, TrainingRows rows);

    /// <summary>Another tree has grown. Throws <see cref="OperationCanceledException"/> when told to stop.</summary>
    void Grown(PropensityTarget target, TrainingStep step, CancellationToken stop);
}
