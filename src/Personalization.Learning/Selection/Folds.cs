using Personalization.Learning.Boosting;

namespace Personalization.Learning.Selection;

/// <summary>Assigns every row to one of some parts of about equal size, by a seed.</summary>
public static class Folds
{
    private const uint Purpose = 0xF0;

    /// <summary>
    /// The fold of each row, 0 to folds - 1. Stratified: every distinct label is spread evenly, so that each fold has
    /// the same mix; of one label no two folds differ by more than a row.
    /// </summary>
    /// <exception cref="ArgumentException">Fewer than 2 folds, fewer rows than folds; or, stratified, a label that
    /// fewer rows have than there are folds.</exception>
    public static int[] Assign(ReadOnlySpan<float> labels, int folds, int seed, bool stratified)
    {
        if (folds < 2 || labels.Length < folds)
        {
            throw new ArgumentException(
                $"{labels.Length} rows cannot be put into {folds} folds; 2 or more folds need a row each.",
                nameof(folds));
        }

        var order = Shuffled(labels.Length, seed);
        if (stratified)
        {
            var keys = labels.ToArray();
            order = [.. order.OrderBy(row => keys[row])];
            RequireEnough(order, keys, folds);
        }

        var of = new int[labels.Length];
        for (var i = 0; i < order.Length; i++)
        {
            of[order[i]] = i % folds;
        }

        return of;
    }

    /// <summary>The rows of a fold (or, turned round, of all others), ascending.</summary>
    public static int[] RowsOf(ReadOnlySpan<int> assigned, int fold, bool others)
    {
        var rows = new List<int>();
        for (var row = 0; row < assigned.Length; row++)
        {
            if (assigned[row] == fold != others)
            {
                rows.Add(row);
            }
        }

        return [.. rows];
    }

    internal static int[] Shuffled(int length, int seed, int round = 0)
    {
        var random = SplitMix.For(seed, round, Purpose);
        var order = new int[length];
        for (var i = 0; i < length; i++)
        {
            var j = random.Below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        return order;
    }

    private static void RequireEnough(int[] order, float[] labels, int folds)
    {
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start; end < order.Length && labels[order[end]] == labels[order[start]]; end++)
            {
            }

            if (end - start < folds)
            {
                throw new ArgumentException(
                    $"Only {end - start} rows have the label {labels[order[start]]}; {folds} folds need one each.",
                    nameof(folds));
            }
        }
    }
}
