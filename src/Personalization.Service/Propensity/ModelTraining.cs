using Microsoft.Extensions.Options;
using Personalization.Domain.Propensity;
using Personalization.Storage.Events;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>What became of training one target: a saved version, or the reason why there is none.</summary>
internal sealed record TrainedModel(
    PropensityTarget Target, ModelArtifact? Artifact, string? Refusal, bool Promoted = false, Verdict? Verdict = null);

/// <summary>Whether a newly trained version is to score.</summary>
internal enum PromotionRule
{
    /// <summary>When it beats the baselines and the version that scores; see <see cref="Contest"/>.</summary>
    IfBetter = 0,

    /// <summary>In any case.</summary>
    Always = 1,

    /// <summary>In no case: it is stored, and may be promoted later.</summary>
    Never = 2,
}

/// <summary>What to train.</summary>
/// <param name="Targets">From <see cref="TargetBook"/>.</param>
/// <param name="Until">The first instant that does not count, neither for features nor for outcomes;
/// null: none.</param>
/// <param name="By">Who wants it.</param>
internal sealed record TrainingOrder(IReadOnlyList<PropensityTarget> Targets, DateTimeOffset? Until, string By)
{
    /// <summary>Whether the new versions are to score.</summary>
    public PromotionRule Promotion { get; init; }

    /// <summary>How trees are grown; null: as configured.</summary>
    public TrainingParameters? Parameters { get; init; }
}

/// <summary>Replays the log into training sets, trains, saves and promotes.</summary>
internal sealed class ModelTraining(
    IEventLog log, ModelStore models, ModelRegistry registry, IOptions<PropensityOptions> options, TimeProvider clock)
{
    private const int MostReferenceRows = 50_000;

    /// <summary>
    /// Trains the targets on what was known before an instant (null: everything), with one pass over the log.
    /// </summary>
    /// <param name="watch">
    /// Told about progress, and given the rows of every target before trees are grown on them.
    /// </param>
    public async Task<IReadOnlyList<TrainedModel>> TrainAsync(
        TrainingOrder order, ITrainingWatch watch, CancellationToken stop)
    {
        var size = await log.MeasureAsync(stop);
        var end = End(size, order.Until, clock.GetUtcNow());
        var plans = order.Targets.Select(target => Plan(target, size, end)).ToArray();
        await ReplayAsync(plans, size, end, watch, stop);

        var trained = new List<TrainedModel>();
        foreach (var plan in plans)
        {
            trained.Add(await FitAsync(plan, end, order, watch, stop));
        }

        return trained;
    }

    /// <summary>
    /// The first instant that does not count: outcomes are known up to the newest event, and one that is dated in the
    /// future must not move the end there.
    /// </summary>
    internal static DateTimeOffset End(LogSize size, DateTimeOffset? until, DateTimeOffset now)
    {
        var newest = size.LastAt is { } last && last < now ? last.AddTicks(1) : now;
        return until < newest ? until.Value : newest;
    }

    private TargetPlan Plan(PropensityTarget target, LogSize size, DateTimeOffset end)
    {
        if (Readiness.RefuseHistory(target, size.FirstAt, end) is { } refusal)
        {
            return new TargetPlan(target, null, refusal);
        }

        var training = options.Value.Training;
        var cutOffs = CutOffs.Place(target, training, size.FirstAt ?? end, end);
        return new TargetPlan(target, new TrainingSetBuilder(target, cutOffs, training.MaximumRows), null)
        {
            Week = new TrainingSetBuilder(target, CutOffs.Week(end), MostReferenceRows),
            Recent = new TrainingSetBuilder(target, CutOffs.Recent(target, training, end), training.MaximumRows),
        };
    }

    private async Task ReplayAsync(
        TargetPlan[] plans, LogSize size, DateTimeOffset end, ITrainingWatch watch, CancellationToken stop)
    {
        var builders = plans.SelectMany(plan => new[] { plan.Builder, plan.Week, plan.Recent })
            .OfType<TrainingSetBuilder>().ToArray();
        if (builders.Length == 0)
        {
            return;
        }

        var anonymous = plans.Any(plan => plan.Target.IncludesAnonymous);
        long events = 0;
        await foreach (var history in log.ReadHistoriesAsync(stop))
        {
            if (history.Customer.IsKnown || anonymous)
            {
                var timeline = CustomerTimeline.Read(history.Customer, history.Events, end);
                foreach (var builder in builders)
                {
                    builder.Add(timeline);
                }
            }

            events += history.Events.Count;
            watch.Replayed(events, size.Events);
        }
    }

    private async Task<TrainedModel> FitAsync(
        TargetPlan plan, DateTimeOffset end, TrainingOrder order, ITrainingWatch watch, CancellationToken stop)
    {
        var refusal = plan.Refusal ?? Readiness.RefuseRows(plan.Target, plan.Builder!.Rows);
        if (refusal is not null)
        {
            return new TrainedModel(plan.Target, null, refusal);
        }

        var rows = plan.Builder!.Rows;
        watch.Built(plan.Target, rows);
        var trainer = new PropensityTrainer(
            plan.Target, order.Parameters ?? options.Value.Training, step => watch.Grown(plan.Target, step, stop));
        var (artifact, heldOut) = trainer.TrainAndTest(rows, end, plan.Recent!.Rows);
        var champion = await ChampionAsync(plan.Target, rows, heldOut, stop);
        var verdict = new Contest(registry.RenewAfter).Judge(heldOut, champion, end);
        artifact = artifact with { Metadata = Complete(artifact, plan, heldOut) with { Verdict = verdict } };
        var (version, promoted) = await registry.SettleAsync(
            new ModelDocument(artifact.Name, 0, artifact.Metadata.ToJson(), artifact.XgboostJson),
            (verdict.Promoted, verdict.Reason),
            order.Promotion,
            order.By,
            stop);
        return new TrainedModel(plan.Target, artifact with { Version = version }, null, promoted, verdict);
    }

    private static ModelMetadata Complete(ModelArtifact artifact, TargetPlan plan, HeldOutScores? heldOut) =>
        artifact.Metadata with
        {
            Origin = ModelOrigin.Trained,
            From = plan.Builder!.Rows.CutOffs[0].At,
            Warnings = FeatureAudit.Of(plan.Builder.Rows).Warnings(),
            Curves = heldOut is null ? null : TestCurves.Of(heldOut.Probabilities, heldOut.Labels),
            Reference = PopulationReference.Of(PropensityModel.Load(artifact), plan.Week!.Rows),
        };

    // The version that scores may have seen what the test is about; then a model of its parameters that has not speaks
    // for it.
    private async Task<ChampionScores?> ChampionAsync(
        PropensityTarget target, TrainingRows rows, HeldOutScores? heldOut, CancellationToken stop)
    {
        var active = (await models.ListAsync(target.Name, stop)).FirstOrDefault(version => version.Active);
        if (active is null || active.Metadata.Target != target)
        {
            return null;
        }

        if (heldOut is null)
        {
            return new ChampionScores(active.Version, active.Metadata.Until, [], Note: null);
        }

        if (active.Metadata.Until > heldOut.At && active.Metadata.Origin != ModelOrigin.Uploaded)
        {
            var again = new PropensityTrainer(target, active.Metadata.Parameters).HeldOut(rows);
            return new ChampionScores(
                active.Version, active.Metadata.Until, again?.Probabilities ?? heldOut.Probabilities,
                "It knows these outcomes: a model of its parameters that does not stood in for it.");
        }

        var model = PropensityModel.Load((await models.GetAsync(target.Name, active.Version, stop))!);
        var test = rows.CutOffs.Count - 1;
        return new ChampionScores(
            active.Version,
            active.Metadata.Until,
            PropensityEvaluation.Probabilities(model, rows, key => key.CutOff == test),
            active.Metadata.Until > heldOut.At ? "It was uploaded and may know these outcomes." : null);
    }

    private sealed record TargetPlan(PropensityTarget Target, TrainingSetBuilder? Builder, string? Refusal)
    {
        /// <summary>The customers of the last week: what those of later are held against.</summary>
        public TrainingSetBuilder? Week { get; init; }

        /// <summary>Those whose outcomes are known in part.</summary>
        public TrainingSetBuilder? Recent { get; init; }
    }
}
