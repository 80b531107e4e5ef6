using System.Collections.Concurrent;
using System.Threading.Channels;
using Personalization.Domain.Propensity;
using Personalization.Service.Decisions;

namespace Personalization.Service.Propensity;

/// <summary>A training run that waits for its turn.</summary>
internal sealed record TrainingWork(
    string Name, Func<ITrainingWatch, CancellationToken, Task<TrainingOutcome>> TrainAsync);

/// <summary>Trains models in the background, one after the other, and says how far each is.</summary>
internal sealed partial class TrainingRuns(
    ModelTraining training, CatalogueHolder catalogue, TimeProvider clock, ILogger<TrainingRuns> log)
    : BackgroundService
{
    private readonly Channel<TrainingWork> _queue =
        Channel.CreateUnbounded<TrainingWork>(new() { SingleReader = true });

    private readonly ConcurrentDictionary<string, TrainModel.Run> _runs = new(StringComparer.Ordinal);
    private readonly Lock _starting = new();

    /// <summary>The newest run of a model on this node, or null.</summary>
    public TrainModel.Run? Find(string name) => _runs.GetValueOrDefault(name);

    /// <summary>Queues a run of one target, as <see cref="Start(TrainingWork)"/> does.</summary>
    public TrainModel.Run Start(TrainingOrder order) => Start(new TrainingWork(
        order.Targets[0].Name,
        async (watch, stop) =>
        {
            var trained = (await training.TrainAsync(order, watch, stop))[0];
            return new TrainingOutcome(
                trained.Artifact?.Version, trained.Promoted, trained.Refusal ?? trained.Verdict?.Reason);
        }));

    /// <summary>Queues a run of a model that there is one of.</summary>
    public TrainModel.Run Start(ISingleModel model, SingleOrder order) => Start(
        new TrainingWork(model.Name, (watch, stop) => model.TrainAsync(order, watch, stop)));

    /// <summary>Queues a run; while one of that name waits or runs, that one is returned instead.</summary>
    public TrainModel.Run Start(TrainingWork work)
    {
        lock (_starting)
        {
            if (_runs.TryGetValue(work.Name, out var current) && current.FinishedAt is null)
            {
                return current;
            }

            var run = new TrainModel.Run(work.Name, TrainModel.State.Queued, clock.GetUtcNow());
            _runs[work.Name] = run;
            _queue.Writer.TryWrite(work);
            return run;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var work in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                // Growing trees keeps a core busy for seconds; it must not hold up whoever started the host.
                var watch = new Watch(this, work.Name);
                var outcome = await Task.Run(() => work.TrainAsync(watch, stoppingToken), stoppingToken);
                await catalogue.RefreshAsync(stoppingToken);
                Finish(work.Name, outcome);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(e, work.Name);
                Change(work.Name, run => run with
                {
                    State = TrainModel.State.Failed,
                    FinishedAt = clock.GetUtcNow(),
                    Message = "Training failed; the service's log says why. Try again.",
                });
            }
        }
    }

    private void Finish(string name, TrainingOutcome outcome) => Change(name, run => run with
    {
        State = outcome.Version is null ? TrainModel.State.Refused
            : outcome.Promoted ? TrainModel.State.Promoted
            : TrainModel.State.Kept,
        FinishedAt = clock.GetUtcNow(),
        Version = outcome.Version,
        Message = outcome.Message,
    });

    private void Change(string name, Func<TrainModel.Run, TrainModel.Run> change) => _runs[name] = change(_runs[name]);

    [LoggerMessage(330, LogLevel.Error, "Training {Model} failed")]
    private partial void Failed(Exception cause, string model);

    private sealed class Watch(TrainingRuns runs, string name) : ITrainingWatch
    {
        public void Replayed(long events, long of) => Move("replaying the log", events, of);

        public void Built(PropensityTarget target, TrainingRows rows)
        {
        }

        public void Grown(PropensityTarget target, TrainingStep step, CancellationToken stop)
        {
            stop.ThrowIfCancellationRequested();
            Move(step.Name, step.Done, step.Planned);
        }

        private void Move(string step, long done, long planned) => runs.Change(name, run => run with
        {
            State = TrainModel.State.Running,
            Step = step,
            Done = done,
            Planned = planned,
        });
    }
}
