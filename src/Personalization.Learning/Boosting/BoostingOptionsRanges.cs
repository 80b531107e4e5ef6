namespace Personalization.Learning.Boosting;

public sealed partial record BoostingOptions
{
    private const int MostTrees = 100_000;

    /// <summary>Refuses values outside the ranges above.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it and says what is
    /// allowed.</exception>
    public void Validate()
    {
        Require(Objective is not null, nameof(Objective), double.NaN, "one of the objectives");
        Require(Rounds is >= 1 and <= MostTrees, nameof(Rounds), Rounds, "1 to 100,000");
        Require(ParallelTrees is >= 1 and <= 10_000, nameof(ParallelTrees), ParallelTrees, "1 to 10,000");
        Require(Leaves is 0 or (>= 2 and <= 4096), nameof(Leaves), Leaves, "0 or 2 to 4,096");
        Require(Depth is >= 0 and <= 64, nameof(Depth), Depth, "0 to 64");
        Require(Depth > 0 || Leaves > 0, nameof(Depth), Depth, "1 to 64 unless Leaves is set");
        Require(IsShare(LearningRate), nameof(LearningRate), LearningRate, "over 0 and up to 1");
        Require(Bins is >= 3 and <= 256, nameof(Bins), Bins, "3 to 256");
        Require(EarlyStoppingRounds >= 0, nameof(EarlyStoppingRounds), EarlyStoppingRounds, "0 or more");
        Require(Threads is >= 0 and <= 1024, nameof(Threads), Threads, "0 to 1,024");
        ValidateShares();
        ValidatePenalties();
        ValidateNames();
    }

    /// <summary>The direction of each column: 1, -1 or 0.</summary>
    /// <exception cref="ArgumentException">A name is not a column's.</exception>
    internal sbyte[] MonotoneOf(IReadOnlyList<string> columns)
    {
        var directions = new sbyte[columns.Count];
        foreach (var (name, direction) in Monotone)
        {
            directions[IndexOf(columns, name, nameof(Monotone))] = (sbyte)direction;
        }

        return directions;
    }

    /// <summary>Whether each column is categorical.</summary>
    /// <exception cref="ArgumentException">A name is not a column's.</exception>
    internal bool[] CategoricalOf(IReadOnlyList<string> columns)
    {
        var flags = new bool[columns.Count];
        foreach (var name in Categorical)
        {
            flags[IndexOf(columns, name, nameof(Categorical))] = true;
        }

        return flags;
    }

    private static int IndexOf(IReadOnlyList<string> columns, string name, string option)
    {
        for (var c = 0; c < columns.Count; c++)
        {
            if (columns[c] == name)
            {
                return c;
            }
        }

        throw new ArgumentException($"{option} names '{name}', which is no feature of the train set.", option);
    }

    private void ValidateShares()
    {
        Require(IsShare(Subsample), nameof(Subsample), Subsample, "over 0 and up to 1");
        Require(IsShare(ColumnSample), nameof(ColumnSample), ColumnSample, "over 0 and up to 1");
        Require(
            IsShare(ColumnSampleByLevel), nameof(ColumnSampleByLevel), ColumnSampleByLevel, "over 0 and up to 1");
        Require(IsShare(ColumnSampleByNode), nameof(ColumnSampleByNode), ColumnSampleByNode, "over 0 and up to 1");
    }

    private void ValidatePenalties()
    {
        Require(IsPenalty(MinChildWeight), nameof(MinChildWeight), MinChildWeight, "0 or more");
        Require(IsPenalty(L2), nameof(L2), L2, "0 or more");
        Require(IsPenalty(L1), nameof(L1), L1, "0 or more");
        Require(IsPenalty(MinSplitGain), nameof(MinSplitGain), MinSplitGain, "0 or more");
        Require(IsPenalty(MaxDeltaStep ?? 0), nameof(MaxDeltaStep), MaxDeltaStep ?? 0, "0 or more");
        Require(IsPenalty(CategorySmoothing), nameof(CategorySmoothing), CategorySmoothing, "0 or more");
        Require(
            PositiveWeight > 0 && double.IsFinite(PositiveWeight), nameof(PositiveWeight), PositiveWeight, "over 0");
        Require(
            PositiveWeight == 1 || Objective.Kind == ObjectiveKind.Binary, nameof(PositiveWeight), PositiveWeight,
            "1 unless the objective is binary; give rows weights instead");
    }

    private void ValidateNames()
    {
        foreach (var (name, direction) in Monotone)
        {
            Require(direction is >= -1 and <= 1, nameof(Monotone), direction, $"-1, 0 or 1 for '{name}'");
            Require(
                direction == 0 || !Categorical.Contains(name, StringComparer.Ordinal), nameof(Monotone), direction,
                $"0 for '{name}', which is categorical and has no order");
        }
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
