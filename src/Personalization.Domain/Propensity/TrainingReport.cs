using System.Text.Json.Serialization;

namespace Personalization.Domain.Propensity;

/// <summary>What a training run used and how well its model predicted a time it had not seen.</summary>
public sealed record TrainingReport
{
    /// <summary>The instants at which customers were looked at, oldest first.</summary>
    public required IReadOnlyList<CutOffSize> CutOffs { get; init; }

    /// <summary>Rows of the final model: one a customer and cut-off.</summary>
    public required int Rows { get; init; }

    /// <summary>How many of the rows have the outcome.</summary>
    public required int Positives { get; init; }

    /// <summary>The share of customers that took part: 1, or less when there were more rows than allowed.</summary>
    public required double CustomerShare { get; init; }

    /// <summary>How many trees the model has; none where a logistic regression scores alone.</summary>
    public required int Trees { get; init; }

    /// <summary>
    /// The test cut-off, predicted by trees that saw no outcome from after it. Null when the history leaves no such
    /// time.
    /// </summary>
    public BinaryQuality? Test { get; init; }

    /// <summary>
    /// The same customers predicted by a logistic regression learnt from the same rows and calibrated alike: what the
    /// trees have to beat.
    /// </summary>
    public BinaryQuality? Baseline { get; init; }

    /// <summary>
    /// How the kept model was calibrated: on which held-out cut-off. Null where none was fit to teach it.
    /// </summary>
    public DateTimeOffset? CalibratedOn { get; init; }

    /// <summary>
    /// What the newest outcomes, complete and in part, added to the calibrated log-odds. Null where there were too few.
    /// </summary>
    public double? LevelShift { get; init; }

    /// <summary>
    /// The features by share of the trees' total gain or, without trees, of what moves the log-odds; greatest first, at
    /// most 20.
    /// </summary>
    public required IReadOnlyList<FeatureShare> Importance { get; init; }

    /// <summary>The share of rows without a value, per feature that has any such row, greatest first.</summary>
    public required IReadOnlyList<FeatureShare> Missing { get; init; }
}

/// <summary>What a cut-off was used for before the final model was refitted on all of them.</summary>
public enum CutOffRole
{
    /// <summary>Only the final model uses it: its outcomes reach past the test cut-off.</summary>
    [JsonStringEnumMemberName("refit")]
    Refit = 0,

    /// <summary>Trees were grown on it.</summary>
    [JsonStringEnumMemberName("train")]
    Train = 1,

    /// <summary>Settled how many trees to grow.</summary>
    [JsonStringEnumMemberName("validation")]
    Validation = 2,

    /// <summary>Measured the model.</summary>
    [JsonStringEnumMemberName("test")]
    Test = 3,
}

/// <summary>How many customers a cut-off gave, and how many of them had the outcome.</summary>
public sealed record CutOffSize(DateTimeOffset At, CutOffRole Role, int Rows, int Positives);

/// <summary>A feature and a share between 0 and 1.</summary>
public sealed record FeatureShare(string Feature, double Share);

/// <summary>How well probabilities predicted outcomes; a measure without meaning for the rows given is null.</summary>
/// <param name="Rows">How many customers.</param>
/// <param name="Positives">How many had the outcome.</param>
/// <param name="Auc">The probability that a customer with the outcome ranks above one without it.</param>
/// <param name="LogLoss">Mean negative log likelihood, in nats.</param>
/// <param name="Brier">Mean squared error of the probability.</param>
/// <param name="LiftAtTenPercent">The rate among the tenth ranked highest over the rate among all.</param>
/// <param name="AveragePrecision">The area under precision over recall, by steps.</param>
/// <param name="CalibrationError">
/// The expected calibration error over ten bins of equal width: how far probabilities are from what came true.
/// </param>
/// <param name="CalibrationErrorOfDeciles">The same over ten bins of equal count.</param>
public sealed record BinaryQuality(
    int Rows,
    int Positives,
    double? Auc,
    double? LogLoss,
    double? Brier,
    double? LiftAtTenPercent,
    double? AveragePrecision = null,
    double? CalibrationError = null,
    double? CalibrationErrorOfDeciles = null);
