namespace Personalization.Domain.Propensity;

/// <summary>How trees are grown. The defaults suit some thousand to a million rows.</summary>
public sealed record TrainingParameters
{
    /// <summary>Days between cut-offs; the features of a customer change little in fewer.</summary>
    public int StepDays { get; init; } = 10;

    /// <summary>How many cut-offs at most, the newest first.</summary>
    public int MaximumCutOffs { get; init; } = 24;

    /// <summary>The most trees grown.</summary>
    public int Rounds { get; init; } = 400;

    /// <summary>Levels of a tree.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>How much of each tree counts, above 0, at most 1.</summary>
    public double LearningRate { get; init; } = 0.03;

    /// <summary>The least sum of second derivatives in a leaf.</summary>
    public double MinimumChildWeight { get; init; } = 20;

    /// <summary>L2 penalty on leaf weights.</summary>
    public double Lambda { get; init; } = 5;

    /// <summary>The share of rows that each tree sees.</summary>
    public double RowShare { get; init; } = 0.7;

    /// <summary>The share of features that each tree sees.</summary>
    public double FeatureShare { get; init; } = 0.5;

    /// <summary>The same seed, data and parameters give the same trees, whatever the number of threads.</summary>
    public int Seed { get; init; } = 20240101;
}
