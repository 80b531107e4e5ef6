namespace Personalization.Learning.Boosting;

/// <summary>Sums of first and second derivatives over some rows.</summary>
internal readonly record struct Sums(double Gradient, double Hessian)
{
    public static Sums operator +(Sums a, Sums b) => new(a.Gradient + b.Gradient, a.Hessian + b.Hessian);

    public static Sums operator -(Sums a, Sums b) => new(a.Gradient - b.Gradient, a.Hessian - b.Hessian);
}

/// <summary>What a leaf's weight must lie between, for the sake of monotone features above it.</summary>
internal readonly record struct Bounds(double Least, double Most)
{
    public static readonly Bounds None = new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>The bounds of the two children of a split on a feature of the given direction.</summary>
    public (Bounds Left, Bounds Right) Divide(int direction, double left, double right)
    {
        var middle = (left + right) / 2;
        return direction switch
        {
            0 => (this, this),
            > 0 => (this with { Most = middle }, this with { Least = middle }),
            _ => (this with { Least = middle }, this with { Most = middle }),
        };
    }
}

/// <summary>The weight of a leaf and what it is worth: equations (5) to (7) of docs/learning.md.</summary>
internal sealed class LeafRule(BoostingOptions options)
{
    private readonly double _l1 = options.L1;
    private readonly double _l2 = options.L2;
    private readonly double _most = options.DeltaStep > 0 ? options.DeltaStep : double.PositiveInfinity;

    /// <summary>Whether some weights are limited, so that <see cref="Score(Sums)"/> does not hold.</summary>
    public bool HasLimits { get; } = options.DeltaStep > 0 || options.Monotone.Any(one => one.Value != 0);

    public double L1 => _l1;

    public double L2 => _l2;

    /// <summary>Equation (6) before shrinking, within the bounds.</summary>
    public double Weight(Sums node, Bounds bounds)
    {
        var weight = -Soft(node.Gradient) / (node.Hessian + _l2);
        weight = Math.Clamp(double.IsNaN(weight) ? 0 : weight, -_most, _most);
        return Math.Max(Math.Min(weight, bounds.Most), bounds.Least);
    }

    /// <summary>What the best weight is worth: a term of equation (7).</summary>
    public double Score(Sums node)
    {
        var gradient = Soft(node.Gradient);
        return gradient * gradient / (node.Hessian + _l2);
    }

    /// <summary>What any weight is worth; for the best, the same as without it.</summary>
    public double Score(Sums node, double weight) =>
        -((2 * node.Gradient * weight) + ((node.Hessian + _l2) * weight * weight) + (2 * _l1 * Math.Abs(weight)));

    // Equation (5).
    private double Soft(double gradient) => _l1 == 0
        ? gradient
        : Math.CopySign(Math.Max(Math.Abs(gradient) - _l1, 0), gradient);
}
