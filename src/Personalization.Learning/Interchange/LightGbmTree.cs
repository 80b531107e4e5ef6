using Personalization.Learning.Boosting;

namespace Personalization.Learning.Interchange;

/// <summary>Reads one tree of LightGBM's text format into nodes that decide alike.</summary>
/// <remarks>
/// LightGBM sends <c>value &lt;= threshold</c> left and has three kinds of missing values: none (NaN counts as 0), zero
/// (NaN and what is nearly 0 take the default way) and NaN. Where zeros go against the order of numbers, two more nodes
/// cut them out, and a subtree is written twice.
/// </remarks>
internal sealed class LightGbmTree
{
    // LightGBM's kZeroThreshold.
    private const float Zero = 1e-35f;
    private const int MostNodes = 1 << 20;
    private readonly List<TreeNode> _nodes = [];
    private readonly Queue<(int Child, int Place, int Part)> _open = new();
    private readonly LightGbmBlock _block;
    private readonly int _splits;
    private readonly double _factor;
    private readonly bool[] _categorical;
    private readonly int[] _features, _types, _left, _right;
    private readonly double[] _thresholds, _gains, _leaves, _leafCovers;
    private readonly int[] _bounds;
    private readonly uint[] _bits;

    private LightGbmTree(LightGbmBlock block, double factor, bool[] categorical)
    {
        (_block, _factor, _categorical) = (block, factor, categorical);
        var leaves = block.Whole("num_leaves", 1, MostNodes);
        if (block.Has("is_linear") && block.Whole("is_linear", 0, 1) != 0)
        {
            throw new ModelFormatException("it has linear models in its leaves, which are not supported.");
        }

        _splits = leaves - 1;
        _leaves = block.Doubles("leaf_value", leaves);
        _features = Splits("split_feature");
        _types = Splits("decision_type");
        _left = Splits("left_child");
        _right = Splits("right_child");
        _thresholds = _splits == 0 ? [] : block.Doubles("threshold", _splits);
        _gains = Optional("split_gain", _splits, 0);
        _leafCovers = _splits > 0 ? Optional("leaf_count", leaves, 1) : [1];
        var sets = block.Has("num_cat") ? block.Whole("num_cat", 0, MostNodes) : 0;
        _bounds = sets == 0 ? [0] : block.Wholes("cat_boundaries", sets + 1);
        _bits = sets == 0 ? [] : Array.ConvertAll(
            block.Doubles("cat_threshold", Math.Max(0, _bounds[^1])), bits => (uint)bits);
    }

    public static TreeNode[] Read(LightGbmBlock block, int index, double factor, bool[] categorical)
    {
        try
        {
            return new LightGbmTree(block, factor, categorical).Run();
        }
        catch (ModelFormatException bad)
        {
            throw new ModelFormatException($"Tree {index}: {bad.Message}", bad);
        }
    }

    // Breadth first, so that children come after their parents.
    private TreeNode[] Run()
    {
        Reserve(_splits == 0 ? -1 : 0, 0, -1);
        while (_open.TryDequeue(out var next))
        {
            _nodes[next.Place] = next.Child < 0 ? Leaf(~next.Child)
                : (_types[next.Child] & 1) != 0 ? Categorical(next.Child)
                : Numeric(next.Child, next.Part);
        }

        // Summed up anew, since a subtree written twice counts twice.
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            if (!_nodes[i].IsLeaf)
            {
                _nodes[i] = _nodes[i] with { Cover = _nodes[_nodes[i].Left].Cover + _nodes[_nodes[i].Right].Cover };
            }
        }

        return [.. _nodes];
    }

    private TreeNode Leaf(int leaf) =>
        new(-1, -1, 0, 0, DefaultLeft: false, Float(_leaves[leaf] * _factor), 0, Float(Math.Max(_leafCovers[leaf], 1)));

    private TreeNode Numeric(int split, int part)
    {
        var threshold = Above(_thresholds[split]);
        var zeroLeft = _thresholds[split] >= 0;
        var defaultLeft = (_types[split] & 2) != 0;
        var missing = (_types[split] >> 2) & 3;
        if (missing == 0 || (missing == 1 && defaultLeft == zeroLeft) || missing == 2)
        {
            return Node(split, threshold, missing == 0 ? zeroLeft : defaultLeft, _left[split], _right[split]);
        }

        if (missing == 3)
        {
            throw new ModelFormatException($"decision_type {_types[split]} has no meaning.");
        }

        // Default left although 0 is over the threshold: below it | up to zero | zero | over it.
        // Default right although 0 is not: below zero | zero | up to the threshold | over it.
        return (part, defaultLeft) switch
        {
            (0, true) => Node(split, threshold, true, _left[split], split, 1),
            (1, true) => Node(split, -Zero, true, _right[split], split, 2),
            (_, true) => Node(split, Above(Zero), true, _left[split], _right[split]),
            (0, false) => Node(split, -Zero, false, _left[split], split, 1),
            (1, false) => Node(split, Above(Zero), true, _right[split], split, 2),
            (_, false) => Node(split, threshold, true, _left[split], _right[split]),
        };
    }

    // The codes listed go left there and right here, so the children change places; NaN is never listed.
    private TreeNode Categorical(int split)
    {
        var set = _thresholds[split];
        if (!(set >= 0 && set < _bounds.Length - 1 && set == Math.Floor(set))
            || _bounds[(int)set] < 0 || _bounds[(int)set + 1] < _bounds[(int)set]
            || _bounds[(int)set + 1] > _bits.Length)
        {
            throw new ModelFormatException($"split {split} has no set of categories.");
        }

        var node = Node(split, 0, true, _right[split], _left[split]);
        _categorical[node.Feature] = true;
        return node with { Categories = _bits[_bounds[(int)set].._bounds[(int)set + 1]] };
    }

    private TreeNode Node(int split, float threshold, bool defaultLeft, int left, int right, int part = 0)
    {
        if (_features[split] < 0 || _features[split] >= _categorical.Length)
        {
            throw new ModelFormatException(
                $"split {split} tests feature {_features[split]}; the model has {_categorical.Length} features.");
        }

        var place = Reserve(left, 0, split);
        Reserve(right, part, part > 0 ? split - 1 : split);
        return new TreeNode(
            place,
            place + 1,
            _features[split],
            threshold,
            defaultLeft,
            0,
            Float(Math.Max(0, _gains[split])),
            0);
    }

    // Splits are numbered in the order in which they were made, so a child has a greater number.
    private int Reserve(int child, int part, int parent)
    {
        if (child >= 0 ? child <= parent || child >= _splits : ~child >= _leaves.Length)
        {
            throw new ModelFormatException($"split {parent} has child {child}, which is no later split and no leaf.");
        }

        if (_nodes.Count == MostNodes)
        {
            throw new ModelFormatException($"it has more than {MostNodes} nodes.");
        }

        _open.Enqueue((child, _nodes.Count, part));
        _nodes.Add(default);
        return _nodes.Count - 1;
    }

    // Of floats, those up to the threshold are those under this one.
    private static float Above(double threshold)
    {
        var nearest = (float)threshold;
        var below = nearest > threshold ? float.BitDecrement(nearest) : nearest;
        return Math.Min(float.BitIncrement(below), float.MaxValue);
    }

    private static float Float(double value) => float.IsFinite((float)value)
        ? (float)value
        : throw new ModelFormatException($"{value} does not fit into a 32-bit float.");

    private int[] Splits(string key) => _splits == 0 ? [] : _block.Wholes(key, _splits);

    private double[] Optional(string key, int count, double otherwise) => count == 0 ? []
        : _block.Has(key) ? _block.Doubles(key, count)
        : [.. Enumerable.Repeat(otherwise, count)];
}
