namespace Personalization.Learning.Boosting;

/// <summary>How an ensemble is grown. The defaults are those of XGBoost where it has the option, but for the learning
/// rate.</summary>
public sealed record BoostingOptions
{
    /// <summary>Trees to grow, 1 to 100,000.</summary>
    public int Rounds { get; init; } = 100;

    /// <summary>Most splits on a way from root to leaf, 1 to 64. With <see cref="Leaves"/> set, 0 is no
    /// limit.</summary>
    public int Depth { get; init; } = 6;

    /// <summary>0 grows depth-wise; 2 to 4,096 grows leaf-wise (best gain first) to at most that many leaves.</summary>
    public int Leaves { get; init; }

    /// <summary>The factor by which every leaf weight is shrunk, over 0 and up to 1.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Bins a feature, 3 to 256; one of them is for missing values.</summary>
    public int Bins { get; init; } = 256;

    /// <summary>The share of rows that each tree sees, over 0 and up to 1; rows are drawn afresh for every
    /// tree.</summary>
    public double Subsample { get; init; } = 1;

    /// <summary>The share of features that each tree may split on, over 0 and up to 1.</summary>
    public double ColumnSample { get; init; } = 1;

    /// <summary>The least sum of second derivatives in a child, 0 or more.</summary>
    public double MinChildWeight { get; init; } = 1;

    /// <summary>The L2 penalty on leaf weights, 0 or more (lambda in docs/learning.md).</summary>
    public double L2 { get; init; } = 1;

    /// <summary>The L1 penalty on leaf weights, 0 or more (alpha in docs/learning.md).</summary>
    public double L1 { get; init; }

    /// <summary>The least gain, equation (7), for which a node is split, 0 or more.</summary>
    public double MinSplitGain { get; init; }

    /// <summary>Stop after this many rounds without a better validation log loss; 0 never stops.</summary>
    public int EarlyStoppingRounds { get; init; }

    /// <summary>Fixes which rows and features are drawn. The same seed gives the same bytes with any number of
    /// threads.</summary>
    public int Seed { get; init; }

    /// <summary>Threads to train with; 0 is one for each core.</summary>
    public int Threads { get; init; }

    /// <summary>Refuses values outside the ranges above.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it and says what is
    /// allowed.</exception>
    public void Validate()
    {
        Require(Rounds is >= 1 and <= 100_000, nameof(Rounds), Rounds, "1 to 100,000");
        Require(Leaves is 0 or (>= 2 and <= 4096), nameof(Leaves), Leaves, "0 or 2 to 4,096");
        Require(Depth is >= 0 and <= 64, nameof(Depth), Depth, "0 to 64");
        Require(Depth > 0 || Leaves > 0, nameof(Depth), Depth, "1 to 64 unless Leaves is set");
        Require(IsShare(LearningRate), nameof(LearningRate), LearningRate, "over 0 and up to 1");
        Require(Bins is >= 3 and <= 256, nameof(Bins), Bins, "3 to 256");
        Require(IsShare(Subsample), nameof(Subsample), Subsample, "over 0 and up to 1");
        Require(IsShare(ColumnSample), nameof(ColumnSample), ColumnSample, "over 0 and up to 1");
        Require(IsPenalty(MinChildWeight), nameof(MinChildWeight), MinChildWeight, "0 or more");
        Require(IsPenalty(L2), nameof(L2), L2, "0 or more");
        Require(IsPenalty(L1), nameof(L1), L1, "0 or more");
        Require(IsPenalty(MinSplitGain), nameof(MinSplitGain), MinSplitGain, "0 or more");
        Require(EarlyStoppingRounds >= 0, nameof(EarlyStoppingRounds), EarlyStoppingRounds, "0 or more");
        Require(Threads is >= 0 and <= 1024, nameof(Threads), Threads, "0 to 1,024");
    }

    private static bool IsShare(double value) => value is > 0 and <= 1;

    private static bool IsPenalty(double value) => value >= 0 && double.IsFinite(value);

    private static void Require(bool holds, string option, double value, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentException($"{option} is {value}; it must be {allowed}.", option);
        }
    }
}
