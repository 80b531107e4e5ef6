namespace Personalization.Learning.Boosting;

/// <summary>Sums of first and second derivatives over some rows.</summary>
internal readonly record struct Sums(double Gradient, double Hessian)
{
    public static Sums operator +(Sums a, Sums b) => new(a.Gradient + b.Gradient, a.Hessian + b.Hessian);

    public static Sums operator -(Sums a, Sums b) => new(a.Gradient - b.Gradient, a.Hessian - b.Hessian);
}

/// <summary>A way to split a node: bins up to <paramref name="Bin"/> go left, the others right.</summary>
/// <param name="Gain">Equation (7); 0 where no split is worth while.</param>
/// <param name="Feature">The column.</param>
/// <param name="Bin">The last bin to go left; -1 sends every value right, and the missing ones left.</param>
/// <param name="DefaultLeft">Where missing values go.</param>
/// <param name="Left">The sums of the left child, missing values included where they go left.</param>
internal readonly record struct Split(double Gain, int Feature, int Bin, bool DefaultLeft, Sums Left)
{
    public bool Exists => Gain > 0;
}

/// <summary>Finds the split of greatest gain: equations (5) to (7) and (10) of docs/learning.md.</summary>
internal sealed class SplitSearch(BoostingOptions options)
{
    // As XGBoost has it: a gain below this is rounding.
    private const double LeastGain = 1e-6;

    // Subtracted histograms leave dust in empty bins; it must not pass for rows.
    private const double LeastHessian = 1e-6;

    private readonly double _l1 = options.L1;
    private readonly double _l2 = options.L2;
    private readonly double _minHessian = Math.Max(options.MinChildWeight, LeastHessian);
    private readonly double _minGain = Math.Max(options.MinSplitGain, LeastGain);

    /// <summary>The least sum of second derivatives that a node must have to be split.</summary>
    public double LeastToSplit => 2 * _minHessian;

    /// <summary>Equation (6), before shrinking.</summary>
    public double Weight(Sums node) => -Soft(node.Gradient) / (node.Hessian + _l2);

    /// <summary>The best split on one feature; of equal ones that of the lowest bin, missing right before
    /// left.</summary>
    public Split Best(ReadOnlySpan<double> histogram, int feature, QuantileCuts cuts, Sums node)
    {
        var parent = Score(node);
        var best = new Split(0, feature, 0, DefaultLeft: false, default);
        var threshold = parent + _minGain;
        var left = default(Sums);
        var missing = cuts.HasMissing ? Pair(histogram, QuantileCuts.Missing) : default;
        for (var bin = cuts.HasMissing ? -1 : 0; bin < cuts.Bins - 1; bin++)
        {
            if (bin >= 0)
            {
                left += Pair(histogram, bin);
                Consider(left, bin, defaultLeft: false, node, ref best, ref threshold);
            }

            if (cuts.HasMissing)
            {
                Consider(left + missing, bin, defaultLeft: true, node, ref best, ref threshold);
            }
        }

        return best.Left.Hessian > 0 ? Settled(best, missing, node) with { Gain = threshold - parent } : best;
    }

    private void Consider(Sums left, int bin, bool defaultLeft, Sums node, ref Split best, ref double threshold)
    {
        var right = node - left;
        if (left.Hessian >= _minHessian && right.Hessian >= _minHessian)
        {
            var score = Score(left) + Score(right);
            if (score > threshold)
            {
                threshold = score;
                best = best with { Bin = bin, DefaultLeft = defaultLeft, Left = left };
            }
        }
    }

    // Where the node has no missing value there is nothing to learn from: a later one goes with the heavier child.
    private static Split Settled(Split best, Sums missing, Sums node) => missing.Hessian > 1e-9 * node.Hessian
        ? best
        : best with { DefaultLeft = best.Left.Hessian > node.Hessian / 2 };

    private double Score(Sums node)
    {
        var gradient = Soft(node.Gradient);
        return gradient * gradient / (node.Hessian + _l2);
    }

    // Equation (5).
    private double Soft(double gradient) => _l1 == 0
        ? gradient
        : Math.CopySign(Math.Max(Math.Abs(gradient) - _l1, 0), gradient);

    private static Sums Pair(ReadOnlySpan<double> histogram, int bin) =>
        new(histogram[2 * bin], histogram[(2 * bin) + 1]);
}
