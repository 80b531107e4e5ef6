using Personalization.Learning.Boosting;
using Personalization.Learning.Calibration;

namespace Personalization.Domain.Propensity;

/// <summary>
/// Where customers are looked at and how trees are grown. The defaults suit some thousand to a million rows.
/// </summary>
public sealed record TrainingParameters
{
    /// <summary>Days between cut-offs, 1 to 365; the features of a customer change little in fewer than 7.</summary>
    public int StepDays { get; init; } = 10;

    /// <summary>How many cut-offs at most, the newest first, 1 to 200.</summary>
    public int MaximumCutOffs { get; init; } = 24;

    /// <summary>
    /// How many rows are kept at most; past it, customers drop out with all their rows, drawn by a hash of their key.
    /// </summary>
    public int MaximumRows { get; init; } = 1_000_000;

    /// <summary>The most trees grown while a validation cut-off says when to stop.</summary>
    public int Rounds { get; init; } = 400;

    /// <summary>Trees grown without a better validation log loss before growing stops.</summary>
    public int EarlyStoppingRounds { get; init; } = 40;

    /// <summary>Trees grown when the history is too short for a validation cut-off.</summary>
    public int RoundsWithoutValidation { get; init; } = 150;

    /// <summary>Levels of a tree.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>How much of each tree counts, above 0, at most 1.</summary>
    public double LearningRate { get; init; } = 0.03;

    /// <summary>The least sum of second derivatives in a leaf.</summary>
    public double MinimumChildWeight { get; init; } = 20;

    /// <summary>L2 penalty on leaf weights.</summary>
    public double L2 { get; init; } = 5;

    /// <summary>The share of rows that each tree sees.</summary>
    public double RowShare { get; init; } = 0.7;

    /// <summary>The share of features that each tree sees.</summary>
    public double FeatureShare { get; init; } = 0.5;

    /// <summary>How much of the log-odds comes from a logistic regression beside the trees, 0 to 1; 0 is trees
    /// alone.</summary>
    public double LinearShare { get; init; } = 0.4;

    /// <summary>
    /// How many horizons older than the newest a row is that counts for half as much; 0 lets all rows count alike.
    /// </summary>
    public double RecencyHorizons { get; init; } = 1;

    /// <summary>How probabilities are calibrated on held-out time.</summary>
    public CalibrationMethod Calibration { get; init; } = CalibrationMethod.Platt;

    /// <summary>The same seed, data and parameters give the same trees, whatever the number of threads.</summary>
    public int Seed { get; init; } = 20240101;

    /// <summary>What is out of range, or null. The message names the parameter and says what is allowed.</summary>
    public string? Fault()
    {
        try
        {
            Boosting(Rounds, EarlyStoppingRounds).Validate();
            Boosting(RoundsWithoutValidation, 0).Validate();
            return LinearShare is not (>= 0 and <= 1) ? $"LinearShare is {LinearShare}; it must be 0 to 1."
                : RecencyHorizons is not (>= 0 and <= 1000)
                    ? $"RecencyHorizons is {RecencyHorizons}; it must be 0 to 1000."
                : null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    internal BoostingOptions Boosting(int rounds, int earlyStoppingRounds) => new()
    {
        Rounds = rounds,
        EarlyStoppingRounds = earlyStoppingRounds,
        Depth = Depth,
        LearningRate = LearningRate,
        MinChildWeight = MinimumChildWeight,
        L2 = L2,
        Subsample = RowShare,
        ColumnSample = FeatureShare,
        Seed = Seed,
    };
}
