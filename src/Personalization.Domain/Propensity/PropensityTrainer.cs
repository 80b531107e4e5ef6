using Personalization.Learning.Boosting;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Linear;

namespace Personalization.Domain.Propensity;

/// <summary>What a training run is doing: trees grown of those at most planned in this step.</summary>
public readonly record struct TrainingStep(string Name, int Done, int Planned);

/// <summary>Grows a target's model from its training rows and measures it.</summary>
/// <remarks>
/// Three fits. The train cut-offs, stopped by the validation cut-off, settle how many trees to grow. Trees of that
/// number over both are measured on the test cut-off, whose outcomes none of them saw. The model that is kept has the
/// same number of trees grown on every cut-off, the test's among them: the newest behaviour is worth more than an
/// unchanged measurement.
/// </remarks>
public sealed class PropensityTrainer(
    PropensityTarget target, TrainingParameters parameters, Action<TrainingStep>? progress = null)
{
    private const int PercentileSteps = 200;
    private const int LargestBaseline = 50_000;

    /// <summary>Trains on rows that <see cref="Readiness"/> does not refuse.</summary>
    /// <returns>A model without a version yet.</returns>
    /// <exception cref="ArgumentException">All rows have the same outcome.</exception>
    public ModelArtifact Train(TrainingRows rows, DateTimeOffset until)
    {
        var rounds = SettleRounds(rows);
        var (test, baseline) = MeasureOnTest(rows, rounds);
        var all = rows.Select(_ => true);
        var trees = Grow("final model", all, rounds);
        return new ModelArtifact(target.Name, 0, trees.ToXgboostJson(), new ModelMetadata
        {
            Target = target,
            Until = until,
            Features = TrainingRows.FeatureNames,
            ProbabilityQuantiles = Quantiles(rows, trees),
            Parameters = parameters,
            Report = new TrainingReport
            {
                CutOffs = TrainingSummary.Sizes(rows),
                Rows = rows.Keys.Count,
                Positives = rows.Keys.Count(key => key.HasOutcome),
                CustomerShare = rows.Share,
                Trees = rounds,
                Test = test,
                Baseline = baseline,
                Importance = [.. trees.GainImportance().Take(20).Select(i => new FeatureShare(i.Feature, i.Share))],
                Missing = TrainingSummary.MissingShares(all.Features),
            },
        });
    }

    private int SettleRounds(TrainingRows rows)
    {
        var train = rows.Select(cutOff => cutOff.Role == CutOffRole.Train);
        var validation = rows.Select(cutOff => cutOff.Role == CutOffRole.Validation);
        if (!HasBothOutcomes(train) || !HasBothOutcomes(validation))
        {
            return parameters.RoundsWithoutValidation;
        }

        return GradientBoosting.Train(
            train,
            parameters.Boosting(parameters.Rounds, parameters.EarlyStoppingRounds),
            validation,
            Report("number of trees")).Trees;
    }

    private (BinaryQuality? Test, BinaryQuality? Baseline) MeasureOnTest(TrainingRows rows, int rounds)
    {
        var test = rows.Select(cutOff => cutOff.Role == CutOffRole.Test);
        var before = rows.Select(IsBeforeTest);
        if (test.Labels.Length == 0 || !HasBothOutcomes(before))
        {
            return (null, null);
        }

        var probabilities = new double[test.Labels.Length];
        Grow("test on held-out time", before, rounds).Probabilities(test.Features, probabilities);
        var quality = QualityMeasures.Measure(probabilities, test.Labels);

        // Newton's method on more rows would cost more than the trees and hardly change the baseline.
        var plain = LogisticRegression.Fit(rows.Select(IsBeforeTest, LargestBaseline));
        for (var row = 0; row < probabilities.Length; row++)
        {
            probabilities[row] = plain.Probability(test.Features, row);
        }

        return (quality, QualityMeasures.Measure(probabilities, test.Labels));
    }

    private TreeEnsemble Grow(string step, TrainingSet set, int rounds) =>
        GradientBoosting.Train(set, parameters.Boosting(rounds, 0), null, Report(step));

    private Action<BoostingRound>? Report(string step) => progress is null
        ? null
        : round => progress(new TrainingStep(step, round.Round, round.Rounds));

    // The population of today is that of the newest cut-off.
    private static double[] Quantiles(TrainingRows rows, TreeEnsemble trees)
    {
        var newest = rows.Keys.Max(key => key.CutOff);
        var population = rows.Select(cutOff => cutOff == rows.CutOffs[newest]).Features;
        var probabilities = new double[population.Rows];
        trees.Probabilities(population, probabilities);
        return PercentileTable.FromScores(probabilities, PercentileSteps).ToArray();
    }

    private static bool IsBeforeTest(CutOff cutOff) => cutOff.Role is CutOffRole.Train or CutOffRole.Validation;

    private static bool HasBothOutcomes(TrainingSet set) => set.Labels.Contains(0f) && set.Labels.Contains(1f);
}
