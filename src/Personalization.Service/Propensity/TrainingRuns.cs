using System.Collections.Concurrent;
using System.Threading.Channels;
using Personalization.Domain.Propensity;
using Personalization.Service.Decisions;

namespace Personalization.Service.Propensity;

/// <summary>Trains models in the background, one after the other, and says how far each is.</summary>
internal sealed partial class TrainingRuns(
    ModelTraining training, CatalogueHolder catalogue, TimeProvider clock, ILogger<TrainingRuns> log)
    : BackgroundService
{
    private readonly Channel<TrainingOrder> _queue =
        Channel.CreateUnbounded<TrainingOrder>(new() { SingleReader = true });

    private readonly ConcurrentDictionary<string, TrainModel.Run> _runs = new(StringComparer.Ordinal);
    private readonly Lock _starting = new();

    /// <summary>The newest run of a model on this node, or null.</summary>
    public TrainModel.Run? Find(string name) => _runs.GetValueOrDefault(name);

    /// <summary>
    /// Queues a run of one target; while one of that name waits or runs, that one is returned instead.
    /// </summary>
    public TrainModel.Run Start(TrainingOrder order)
    {
        var target = order.Targets[0];
        lock (_starting)
        {
            if (_runs.TryGetValue(target.Name, out var current) && current.FinishedAt is null)
            {
                return current;
            }

            var run = new TrainModel.Run(target.Name, TrainModel.State.Queued, clock.GetUtcNow());
            _runs[target.Name] = run;
            _queue.Writer.TryWrite(order);
            return run;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var order in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            var target = order.Targets[0];
            try
            {
                // Growing trees keeps a core busy for seconds; it must not hold up whoever started the host.
                var watch = new Watch(this, target.Name);
                var trained = await Task.Run(
                    () => training.TrainAsync(order, watch, stoppingToken), stoppingToken);
                await catalogue.RefreshAsync(stoppingToken);
                Finish(trained[0]);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(e, target.Name);
                Change(target.Name, run => run with
                {
                    State = TrainModel.State.Failed,
                    FinishedAt = clock.GetUtcNow(),
                    Message = "Training failed; the service's log says why. Try again.",
                });
            }
        }
    }

    private void Finish(TrainedModel trained) => Change(trained.Target.Name, run => run with
    {
        State = trained.Artifact is null ? TrainModel.State.Refused
            : trained.Promoted ? TrainModel.State.Promoted
            : TrainModel.State.Kept,
        FinishedAt = clock.GetUtcNow(),
        Version = trained.Artifact?.Version,
        Message = trained.Refusal ?? trained.Verdict?.Reason,
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
