using Microsoft.Extensions.Options;
using Personalization.Domain.Propensity;
using Personalization.Service.Decisions;

namespace Personalization.Service.Propensity;

/// <summary>Trains and checks every model when its schedule says so, and keeps the alerts at hand.</summary>
internal sealed partial class ModelSchedule(
    ScheduleRunner runner,
    ModelTraining training,
    IEnumerable<ISingleModel> singles,
    ModelChecking checking,
    TargetBook targets,
    CatalogueHolder catalogue,
    IOptions<PropensityOptions> options,
    ILogger<ModelSchedule> log)
    : BackgroundService
{
    private const int TicksBetweenReads = 30;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>The work there is; what has no schedule is not done.</summary>
    internal IReadOnlyList<ScheduledJob> Jobs =>
    [
        .. Job("train models", options.Value.TrainWhen, TrainAsync),
        .. Job("check models", options.Value.CheckWhen, async stop => await checking.CheckAsync(name: null, stop)),
    ];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var jobs = Jobs;
        using var timer = new PeriodicTimer(Tick);
        for (var tick = 0; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            try
            {
                foreach (var job in jobs)
                {
                    // Replaying a log takes a core for a while; it must not hold up whoever started the host.
                    await Task.Run(() => runner.RunIfDueAsync(job, stoppingToken), stoppingToken);
                }

                if (tick % TicksBetweenReads == 0)
                {
                    await checking.ReadAsync(stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                NotRun(e);
            }
        }
    }

    private async Task TrainAsync(CancellationToken stop)
    {
        var order = new TrainingOrder(await targets.AllAsync(stop), Until: null, "schedule");
        foreach (var model in await training.TrainAsync(order, new Quiet(), stop))
        {
            Trained(model.Target.Name, model.Artifact?.Version, model.Refusal ?? model.Verdict?.Reason);
        }

        foreach (var single in singles)
        {
            var outcome = await single.TrainAsync(new SingleOrder(Until: null, order.By), new Quiet(), stop);
            Trained(single.Name, outcome.Version, outcome.Message);
        }

        await catalogue.RefreshAsync(stop);
    }

    private static IEnumerable<ScheduledJob> Job(string name, string? when, Func<CancellationToken, Task> run)
    {
        if (!string.IsNullOrWhiteSpace(when) && CronSchedule.TryParse(when, out var schedule, out _))
        {
            yield return new ScheduledJob(name, schedule, run);
        }
    }

    [LoggerMessage(342, LogLevel.Warning, "The models' schedule could not be looked at; it is tried again")]
    private partial void NotRun(Exception cause);

    [LoggerMessage(343, LogLevel.Information, "Scheduled training of {Model}: version {Version}. {Reason}")]
    private partial void Trained(string model, int? version, string? reason);

    private sealed class Quiet : ITrainingWatch
    {
        public void Replayed(long events, long of)
        {
        }

        public void Built(PropensityTarget target, TrainingRows rows)
        {
        }

        public void Grown(PropensityTarget target, TrainingStep step, CancellationToken stop) =>
            stop.ThrowIfCancellationRequested();
    }
}
