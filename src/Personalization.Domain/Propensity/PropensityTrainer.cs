using Personalization.Learning.Boosting;
using Personalization.Learning.Calibration;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Linear;

namespace Personalization.Domain.Propensity;

/// <summary>What a training run is doing: trees grown of those at most planned in this step.</summary>
public readonly record struct TrainingStep(string Name, int Done, int Planned);

/// <summary>Grows a target's model from its training rows and measures it.</summary>
/// <remarks>
/// Three fits. The train cut-offs, stopped by the validation cut-off, settle how many trees to grow. Trees of that
/// number over both, and the logistic regression beside them, are measured on the test cut-off, whose outcomes none of
/// them saw. Trees are kept only where they make the regression better there beyond chance. What is kept is learnt anew
/// on every cut-off, the test's among them: the newest behaviour is worth more than an unchanged measurement. Each is
/// calibrated on the newest cut-off whose outcomes are known to it, by a model that has not seen them: the measured one
/// on the validation cut-off, the kept one on the test cut-off. Their level is then put to what the newest outcomes
/// say, those included that are known in part.
/// </remarks>
public sealed class PropensityTrainer(
    PropensityTarget target, TrainingParameters parameters, Action<TrainingStep>? progress = null)
{
    private const int PercentileSteps = 200;

    // Newton's method on more rows would cost more than the trees and hardly change the weights.
    private const int MostLinearRows = 50_000;
    private const double LinearPenalty = 20;
    private const int MostImportant = 20;
    private const int RowsOfImportance = 5_000;

    private double HalfLifeDays => parameters.RecencyHorizons * target.HorizonDays;

    /// <summary>Trains on rows that <see cref="Readiness"/> does not refuse.</summary>
    /// <returns>A model without a version yet.</returns>
    /// <exception cref="ArgumentException">All rows have the same outcome.</exception>
    /// <param name="rows">The rows.</param>
    /// <param name="until">The first instant that does not count.</param>
    /// <param name="recent">
    /// Those of <see cref="CutOffs.Recent"/>, whose outcomes are known in part; null leaves the level as it is.
    /// </param>
    public ModelArtifact Train(TrainingRows rows, DateTimeOffset until, TrainingRows? recent = null) =>
        TrainAndTest(rows, until, recent).Artifact;

    /// <summary>
    /// As <see cref="Train"/>, and what the model before the test cut-off says of the customers of it; null where the
    /// history leaves no such time.
    /// </summary>
    public (ModelArtifact Artifact, HeldOutScores? HeldOut) TrainAndTest(
        TrainingRows rows, DateTimeOffset until, TrainingRows? recent = null)
    {
        var measured = Measure(rows).Simplest(parameters.LinearShare);
        var all = rows.SelectByAge(_ => true, HalfLifeDays);
        var kept = Grow("final model", all, measured.Rounds).With(measured.Served?.Calibrator ?? Calibrator.None);
        // Where too little is held out to check a calibration on, none is made: neither of the slope nor of the level.
        var shift = recent is null || measured.Served?.CalibratedOn is null
            ? null
            : NewestLevel.Shift(kept, target, [rows, recent], until);
        kept = shift is { } add ? kept.With(kept.Calibrator.Shifted(add)) : kept;
        return (new ModelArtifact(target.Name, 0, kept.Trees.ToXgboostJson(), new ModelMetadata
        {
            Target = target,
            Until = until,
            Features = TrainingRows.FeatureNames,
            ProbabilityQuantiles = Quantiles(rows, kept),
            Linear = kept.Linear?.Coefficients,
            Calibration = kept.Calibrator.Coefficients,
            Parameters = kept.HasTrees ? parameters : parameters with { LinearShare = 1 },
            Report = new TrainingReport
            {
                CutOffs = TrainingSummary.Sizes(rows),
                Rows = rows.Keys.Count,
                Positives = rows.Keys.Count(key => key.HasOutcome),
                CustomerShare = rows.Share,
                Trees = kept.Trees.Trees,
                Test = measured.Quality(measured.Served),
                Baseline = measured.Quality(measured.Line),
                CalibratedOn = measured.Served?.CalibratedOn,
                LevelShift = shift,
                Importance = kept.Importance(HeldOutTime.Some(all, RowsOfImportance).Features, MostImportant),
                Missing = TrainingSummary.MissingShares(all.Features),
            },
        }), measured.Scores);
    }

    /// <summary>
    /// What a model of these very parameters, learnt before the test cut-off, says of the customers of it; null where
    /// the history leaves no such time.
    /// </summary>
    public HeldOutScores? HeldOut(TrainingRows rows) => Measure(rows).Scores;

    private MeasuredModels Measure(TrainingRows rows)
    {
        var held = new HeldOutTime(target, rows, HalfLifeDays, parameters.Calibration);
        var (rounds, onTrain) = SettleRounds(held);
        if (!held.CanMeasure)
        {
            return new MeasuredModels(held, rounds, null, null);
        }

        var onBefore = Grow("test on held-out time", held.Before, rounds);
        var served = held.Measure(onTrain, onBefore);
        var lineOnTrain = onTrain is null ? null : Line(held.Train, onTrain.Linear);
        var line = onBefore.HasTrees ? held.Measure(lineOnTrain, Line(held.Before, onBefore.Linear)) : served;
        return new MeasuredModels(held, rounds, served, line);
    }

    private (int Rounds, PropensityBlend? GrownOnTrain) SettleRounds(HeldOutTime held)
    {
        if (!HeldOutTime.HasBothOutcomes(held.Train) || !HeldOutTime.HasBothOutcomes(held.Validation))
        {
            return (parameters.LinearShare < 1 ? parameters.RoundsWithoutValidation : 0, null);
        }

        if (parameters.LinearShare >= 1)
        {
            return (0, Line(held.Train, null));
        }

        var trees = GradientBoosting.Train(
            held.Train,
            parameters.Boosting(parameters.Rounds, parameters.EarlyStoppingRounds),
            held.Validation,
            Report("number of trees"));
        return (trees.Trees, Blend(trees, held.Train));
    }

    // No rounds: a logistic regression alone.
    private PropensityBlend Grow(string step, TrainingSet set, int rounds) => rounds == 0
        ? Line(set, null)
        : Blend(GradientBoosting.Train(set, parameters.Boosting(rounds, 0), null, Report(step)), set);

    private PropensityBlend Blend(TreeEnsemble trees, TrainingSet set) =>
        new(trees, parameters.LinearShare > 0 ? FitLine(set) : null, parameters.LinearShare, Calibrator.None);

    private static PropensityBlend Line(TrainingSet set, LogisticRegression? fitted) =>
        PropensityBlend.Line(set.Features.Names, fitted ?? FitLine(set));

    private static LogisticRegression FitLine(TrainingSet set) =>
        LogisticRegression.Fit(HeldOutTime.Some(set, MostLinearRows), LinearPenalty);

    private Action<BoostingRound>? Report(string step) => progress is null
        ? null
        : round => progress(new TrainingStep(step, round.Round, round.Rounds));

    // The population of today is that of the newest cut-off.
    private static double[] Quantiles(TrainingRows rows, PropensityBlend blend)
    {
        var newest = rows.Keys.Max(key => key.CutOff);
        var population = rows.Select(cutOff => cutOff == rows.CutOffs[newest]).Features;
        return PercentileTable.FromScores(blend.Probabilities(population), PercentileSteps).ToArray();
    }
}
