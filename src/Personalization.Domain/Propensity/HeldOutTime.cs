using Personalization.Learning.Boosting;
using Personalization.Learning.Calibration;
using Personalization.Learning.Linear;

namespace Personalization.Domain.Propensity;

/// <summary>What held-out time says of a model: how good it is, and how to calibrate the one that is kept.</summary>
/// <param name="Scores">
/// The calibrated model before the test cut-off and a plain logistic regression, on it; null without one.
/// </param>
/// <param name="Calibrator">What the kept model's probabilities go through.</param>
/// <param name="CalibratedOn">The cut-off that taught it, or null where nothing is corrected.</param>
internal sealed record HeldOutMeasures(HeldOutScores? Scores, Calibrator Calibrator, DateTimeOffset? CalibratedOn)
{
    /// <summary>How good the model is on the test cut-off.</summary>
    public BinaryQuality? Test => Scores is null ? null : QualityMeasures.Measure(Scores.Probabilities, Scores.Labels);

    /// <summary>How good the logistic regression is on it.</summary>
    public BinaryQuality? Baseline => Scores is null ? null : QualityMeasures.Measure(Scores.Logistic, Scores.Labels);
}

/// <summary>Measures and calibrates on cut-offs whose outcomes a model has not seen.</summary>
internal sealed class HeldOutTime(PropensityTarget target, TrainingRows rows, double halfLifeDays)
{
    private const int LargestBaseline = 50_000;

    // A model of far fewer rows than the one that is calibrated errs in its own way: what would be learnt is its
    // error, not the other's.
    private const double LeastShareOfRows = 0.5;
    private const int LeastOutcomes = 50;

    public HeldOutMeasures Measure(
        PropensityBlend? grownOnTrain, Func<TrainingSet, PropensityBlend> grow, CalibrationMethod method)
    {
        var train = rows.Select(cutOff => cutOff.Role == CutOffRole.Train);
        var validation = rows.Select(cutOff => cutOff.Role == CutOffRole.Validation);
        var before = rows.SelectByAge(IsBeforeTest, halfLifeDays);
        var test = rows.Select(cutOff => cutOff.Role == CutOffRole.Test);
        if (test.Labels.Length == 0 || !HasBothOutcomes(before))
        {
            return new HeldOutMeasures(null, Calibrator.None, null);
        }

        var model = grow(before);
        var probabilities = model.Probabilities(test.Features);
        var at = rows.CutOffs.Single(cutOff => cutOff.Role == CutOffRole.Test).At;
        var ofMeasured = method != CalibrationMethod.None && grownOnTrain is not null && Teaches(train, before, validation)
            ? Calibrator.Fit(method, grownOnTrain.Probabilities(validation.Features), validation.Labels)
            : Calibrator.None;
        if (ofMeasured != Calibrator.None)
        {
            var shift = NewestLevel.Shift(model.With(ofMeasured), target, [rows], at);
            ofMeasured = ofMeasured.Shifted(shift ?? 0);
        }

        var teaches = method != CalibrationMethod.None && Teaches(before, rows.Keys.Count, test);
        var ofKept = teaches ? Calibrator.Fit(method, probabilities, test.Labels) : Calibrator.None;
        var scores = new HeldOutScores(
            at, test.Labels, Array.ConvertAll(probabilities, ofMeasured.Apply), Baseline(test), before.Labels.Average());
        return new HeldOutMeasures(scores, ofKept, teaches ? at : null);
    }

    /// <summary>Every second, third … row, so that no more than the most are left.</summary>
    public static TrainingSet Some(TrainingSet set, int most)
    {
        var step = ((set.Labels.Length - 1) / most) + 1;
        if (step <= 1)
        {
            return set;
        }

        var some = new FeatureMatrix(set.Features.Names, ((set.Labels.Length - 1) / step) + 1);
        for (var column = 0; column < some.Columns; column++)
        {
            var from = set.Features.Column(column);
            var to = some.Column(column);
            for (var row = 0; row < to.Length; row++)
            {
                to[row] = from[row * step];
            }
        }

        return new TrainingSet(some, [.. set.Labels.Where((_, row) => row % step == 0)])
        {
            Weights = set.Weights?.Where((_, row) => row % step == 0).ToArray(),
        };
    }

    public static bool HasBothOutcomes(TrainingSet set) => set.Labels.Contains(0f) && set.Labels.Contains(1f);

    private double[] Baseline(TrainingSet test)
    {
        var plain = LogisticRegression.Fit(rows.Select(IsBeforeTest, LargestBaseline));
        var probabilities = new double[test.Labels.Length];
        for (var row = 0; row < probabilities.Length; row++)
        {
            probabilities[row] = plain.Probability(test.Features, row);
        }

        return probabilities;
    }

    private static bool Teaches(TrainingSet known, TrainingSet later, TrainingSet heldOut) =>
        Teaches(known, later.Labels.Length, heldOut);

    private static bool Teaches(TrainingSet known, int laterRows, TrainingSet heldOut)
    {
        var positives = heldOut.Labels.Count(label => label > 0);
        return known.Labels.Length >= LeastShareOfRows * laterRows
            && positives >= LeastOutcomes && heldOut.Labels.Length - positives >= LeastOutcomes;
    }

    private static bool IsBeforeTest(CutOff cutOff) => cutOff.Role is CutOffRole.Train or CutOffRole.Validation;
}
