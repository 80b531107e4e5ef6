using Personalization.Learning.Boosting;
using Personalization.Learning.Calibration;

namespace Personalization.Domain.Propensity;

/// <summary>What held-out time says of a model: how good it is, and how to calibrate the one that is kept.</summary>
/// <param name="Probabilities">The calibrated model's before the test cut-off, for the customers of it.</param>
/// <param name="Calibrator">What the kept model's probabilities go through.</param>
/// <param name="CalibratedOn">The cut-off that taught it, or null where nothing is corrected.</param>
internal sealed record HeldOutMeasures(double[] Probabilities, Calibrator Calibrator, DateTimeOffset? CalibratedOn);

/// <summary>Measures and calibrates on cut-offs whose outcomes a model has not seen.</summary>
internal sealed class HeldOutTime
{
    // A model of far fewer rows than the one that is calibrated errs in its own way: what would be learnt is its
    // error, not the other's.
    private const double LeastShareOfRows = 0.5;
    private const int LeastOutcomes = 50;

    private readonly PropensityTarget _target;
    private readonly TrainingRows _rows;
    private readonly CalibrationMethod _method;

    public HeldOutTime(PropensityTarget target, TrainingRows rows, double halfLifeDays, CalibrationMethod method)
    {
        (_target, _rows, _method) = (target, rows, method);
        Train = rows.SelectByAge(cutOff => cutOff.Role == CutOffRole.Train, halfLifeDays);
        Validation = rows.Select(cutOff => cutOff.Role == CutOffRole.Validation);
        Before = rows.SelectByAge(cutOff => cutOff.Role is CutOffRole.Train or CutOffRole.Validation, halfLifeDays);
        Test = rows.Select(cutOff => cutOff.Role == CutOffRole.Test);
    }

    /// <summary>What the number of trees is settled on.</summary>
    public TrainingSet Train { get; }

    /// <summary>What settles it.</summary>
    public TrainingSet Validation { get; }

    /// <summary>Both: all that was known at the test cut-off.</summary>
    public TrainingSet Before { get; }

    /// <summary>What came then.</summary>
    public TrainingSet Test { get; }

    /// <summary>Whether there is a test, and something to learn from before it.</summary>
    public bool CanMeasure => Test.Labels.Length > 0 && HasBothOutcomes(Before);

    /// <summary>The test cut-off's instant.</summary>
    public DateTimeOffset At => _rows.CutOffs.Single(cutOff => cutOff.Role == CutOffRole.Test).At;

    public static bool HasBothOutcomes(TrainingSet set) => set.Labels.Contains(0f) && set.Labels.Contains(1f);

    /// <summary>Measures a model learnt from <see cref="Before"/>.</summary>
    /// <param name="onTrain">One of its kind learnt from <see cref="Train"/>; null where there is none.</param>
    /// <param name="onBefore">The model.</param>
    public HeldOutMeasures Measure(PropensityBlend? onTrain, PropensityBlend onBefore)
    {
        var probabilities = onBefore.Probabilities(Test.Features);
        var ofMeasured = onTrain is not null && Teaches(Train, Before.Labels.Length, Validation)
            ? Calibrator.Fit(_method, onTrain.Probabilities(Validation.Features), Validation.Labels)
            : Calibrator.None;
        if (ofMeasured != Calibrator.None)
        {
            var shift = NewestLevel.Shift(onBefore.With(ofMeasured), _target, [_rows], At);
            ofMeasured = ofMeasured.Shifted(shift ?? 0);
        }

        var teaches = Teaches(Before, _rows.Keys.Count, Test);
        return new HeldOutMeasures(
            Array.ConvertAll(probabilities, ofMeasured.Apply),
            teaches ? Calibrator.Fit(_method, probabilities, Test.Labels) : Calibrator.None,
            teaches ? At : null);
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

    private bool Teaches(TrainingSet known, int laterRows, TrainingSet heldOut)
    {
        var positives = heldOut.Labels.Count(label => label > 0);
        return _method != CalibrationMethod.None && known.Labels.Length >= LeastShareOfRows * laterRows
            && positives >= LeastOutcomes && heldOut.Labels.Length - positives >= LeastOutcomes;
    }
}
