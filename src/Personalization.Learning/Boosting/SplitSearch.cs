namespace Personalization.Learning.Boosting;

/// <summary>A way to split a node: bins up to <paramref name="Bin"/> go left, the others right.</summary>
/// <param name="Gain">Equation (7); 0 where no split is worth while.</param>
/// <param name="Feature">The column.</param>
/// <param name="Bin">The last bin to go left; -1 sends every value right, and the missing ones left.</param>
/// <param name="DefaultLeft">Where missing values go.</param>
/// <param name="Left">The sums of the left child, missing values included where they go left.</param>
internal readonly record struct Split(double Gain, int Feature, int Bin, bool DefaultLeft, Sums Left)
{
    public bool Exists => Gain > 0;

    /// <summary>Of a categorical feature: the bins that go right, all others going left; <see cref="Bin"/> is
    /// unused.</summary>
    public BinSet? Right { get; init; }
}

/// <summary>Finds the split of greatest gain: equations (5) to (7), (10), (B5) and (B6) of docs/learning.md.</summary>
internal sealed class SplitSearch(BoostingOptions options, sbyte[] monotone)
{
    // As XGBoost has it: a gain below this is rounding.
    private const double LeastGain = 1e-6;

    // Subtracted histograms leave dust in empty bins; it must not pass for rows.
    private const double LeastHessian = 1e-6;
    private const double Dust = 1e-9;

    private readonly double _minHessian = Math.Max(options.MinChildWeight, LeastHessian);
    private readonly double _minGain = Math.Max(options.MinSplitGain, LeastGain);
    private readonly double _smoothing = options.CategorySmoothing + options.L2;

    public LeafRule Rule { get; } = new(options);

    /// <summary>The least sum of second derivatives that a node must have to be split.</summary>
    public double LeastToSplit => 2 * _minHessian;

    public int DirectionOf(int feature) => monotone.Length == 0 ? 0 : monotone[feature];

    /// <summary>The best split on one feature; of equal ones that of the lowest bin, missing right before
    /// left.</summary>
    public Split Best(ReadOnlySpan<double> histogram, int feature, QuantileCuts cuts, SplitNode node)
    {
        var contest = new Contest(Rule, _minHessian, _minGain, node, DirectionOf(feature));
        return cuts.IsCategorical
            ? BestOfCategories(histogram, feature, cuts, node, contest)
            : BestOfOrdered(histogram, feature, cuts, node, contest);
    }

    private static Split BestOfOrdered(
        ReadOnlySpan<double> histogram, int feature, QuantileCuts cuts, SplitNode node, Contest contest)
    {
        var missing = cuts.HasMissing ? Pair(histogram, QuantileCuts.Missing) : default;
        var left = default(Sums);
        for (var bin = cuts.HasMissing ? -1 : 0; bin < cuts.Bins - 1; bin++)
        {
            if (bin >= 0)
            {
                left += Pair(histogram, bin);
                contest.Consider(left, bin, missingLeft: false);
            }

            if (cuts.HasMissing)
            {
                contest.Consider(left + missing, bin, missingLeft: true);
            }
        }

        return contest.HasWinner
            ? new Split(contest.Gain, feature, contest.Candidate, MissingGoLeft(contest, missing, node), contest.Left)
            : default;
    }

    // Equation (B6): only the categories of the right side are listed, so those that are rare, or were never seen, go
    // left in every candidate.
    private Split BestOfCategories(
        ReadOnlySpan<double> histogram, int feature, QuantileCuts cuts, SplitNode node, Contest contest)
    {
        Span<int> order = stackalloc int[256];
        order = order[..Order(histogram, cuts, node, order)];
        var missing = cuts.HasMissing ? Pair(histogram, QuantileCuts.Missing) : default;
        var right = default(Sums);
        for (var i = 0; i < order.Length; i++)
        {
            right += Pair(histogram, order[i]);
            if (cuts.HasMissing)
            {
                contest.Consider(node.Sums - right - missing, i, missingLeft: false);
            }

            contest.Consider(node.Sums - right, i, missingLeft: true);
        }

        if (!contest.HasWinner)
        {
            return default;
        }

        var set = default(BinSet);
        for (var i = 0; i <= contest.Candidate; i++)
        {
            set = set.With(order[i]);
        }

        var missingLeft = MissingGoLeft(contest, missing, node);
        return new Split(contest.Gain, feature, 0, missingLeft, contest.Left) { Right = set };
    }

    // The categories with rows in the node, by their smoothed weights.
    private int Order(ReadOnlySpan<double> histogram, QuantileCuts cuts, SplitNode node, Span<int> into)
    {
        Span<double> keys = stackalloc double[256];
        var count = 0;
        for (var bin = 0; bin < cuts.Cuts.Length; bin++)
        {
            var sums = Pair(histogram, bin);
            if (sums.Hessian > Dust * node.Sums.Hessian)
            {
                keys[count] = sums.Gradient / (sums.Hessian + _smoothing);
                into[count++] = bin;
            }
        }

        keys[..count].Sort(into[..count]);
        return count;
    }

    // Where the node has no missing value there is nothing to learn from: a later one goes with the heavier child.
    private static bool MissingGoLeft(Contest best, Sums missing, SplitNode node) =>
        missing.Hessian > Dust * node.Sums.Hessian ? best.MissingLeft : best.Left.Hessian > node.Sums.Hessian / 2;

    private static Sums Pair(ReadOnlySpan<double> histogram, int bin) =>
        new(histogram[2 * bin], histogram[(2 * bin) + 1]);
}
