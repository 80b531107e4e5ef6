namespace Personalization.Learning.Boosting;

/// <summary>The candidates of one feature at one node, and the best of those seen.</summary>
internal ref struct Contest(LeafRule rule, double minHessian, double minGain, SplitNode node, int direction)
{
    private readonly double _minHessian = minHessian;
    private readonly int _direction = direction;
    private readonly SplitNode _node = node;
    private readonly double _parent = rule.HasLimits
        ? rule.Score(node.Sums, rule.Weight(node.Sums, node.Bounds))
        : rule.Score(node.Sums);

    private double _threshold = minGain;

    /// <summary>The sums of the best candidate's left child.</summary>
    public Sums Left { get; private set; }

    /// <summary>The number of the best candidate, and whether missing values go left in it.</summary>
    public int Candidate { get; private set; }

    public bool MissingLeft { get; private set; }

    public bool HasWinner { get; private set; }

    public readonly double Gain => _threshold;

    public void Consider(Sums left, int candidate, bool missingLeft)
    {
        var right = _node.Sums - left;
        if (left.Hessian >= _minHessian && right.Hessian >= _minHessian)
        {
            var gain = (rule.HasLimits ? Limited(left, right) : rule.Score(left) + rule.Score(right)) - _parent;
            if (gain > _threshold)
            {
                _threshold = gain;
                HasWinner = true;
                (Left, Candidate, MissingLeft) = (left, candidate, missingLeft);
            }
        }
    }

    private readonly double Limited(Sums left, Sums right)
    {
        var leftWeight = rule.Weight(left, _node.Bounds);
        var rightWeight = rule.Weight(right, _node.Bounds);
        return _direction * (rightWeight - leftWeight) < 0
            ? double.NegativeInfinity
            : rule.Score(left, leftWeight) + rule.Score(right, rightWeight);
    }
}

/// <summary>What a search must know of a node.</summary>
internal readonly record struct SplitNode(Sums Sums, Bounds Bounds);
