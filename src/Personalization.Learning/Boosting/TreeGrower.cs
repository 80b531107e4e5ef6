namespace Personalization.Learning.Boosting;

/// <summary>A node while its tree grows: its stretch of rows, its sums and the best way to split it.</summary>
internal sealed class GrowingNode(int id, int depth, Sums sums)
{
    public int Id { get; } = id;

    public int Depth { get; } = depth;

    public Sums Sums { get; } = sums;

    public int Start { get; set; }

    public int Count { get; set; }

    public Histogram? Histogram { get; set; }

    public Bounds Bounds { get; init; } = Bounds.None;

    /// <summary>Whether it may split on each feature.</summary>
    public bool[] Columns { get; set; } = [];

    public Split Best { get; set; }
}

/// <summary>A tree with the training rows that came to each of its leaves.</summary>
internal sealed record GrownTree(Tree Tree, IReadOnlyList<GrowingNode> Leaves);

/// <summary>Which tree is grown, and from what.</summary>
/// <param name="Number">Counts all trees of the ensemble from 0.</param>
/// <param name="Output">The output that it adds to.</param>
/// <param name="Rows">The number of rows drawn for it, the first of the partition.</param>
/// <param name="Offset">What is added to every leaf.</param>
internal readonly record struct TreeTask(int Number, int Output, int Rows, GradientPair[] Pairs, double Offset);

/// <summary>Grows one tree after the other on the same binned data, reusing its memory.</summary>
/// <remarks>
/// Depth-wise and leaf-wise growth differ only in which waiting nodes are split next. Depth-wise, where the order does
/// not matter to the result, takes the newest nodes, many at a time: that bounds the histograms in memory to a batch a
/// level. Leaf-wise takes the one of greatest gain until the leaves are used up.
/// </remarks>
internal sealed class TreeGrower
{
    private const int Batch = 32;
    private readonly BoostingOptions _options;
    private readonly BinnedMatrix _data;
    private readonly SplitSearch _search;
    private readonly NodeSplits _splits;
    private readonly ColumnSampling _columns;
    private readonly int _mostDepth;
    private readonly double _rate;
    private TreeTask _task;
    private readonly List<GrowingNode> _waiting = [];
    private readonly List<GrowingNode> _leaves = [];
    private readonly List<TreeNode> _nodes = [];

    public TreeGrower(BoostingOptions options, BinnedMatrix data, sbyte[] monotone, Workers workers)
    {
        _options = options;
        _data = data;
        _search = new SplitSearch(options, monotone);
        Partition = new RowPartition(data, workers);
        _columns = new ColumnSampling(options, data.Columns);
        _splits = new NodeSplits(data, _search, Partition, _columns, workers);
        _rate = options.LearningRate / options.ParallelTrees;
        _mostDepth = options.Depth == 0 ? int.MaxValue : options.Depth;
    }

    public RowPartition Partition { get; }

    /// <summary>Grows a tree on the first rows of the partition.</summary>
    public GrownTree Grow(TreeTask task)
    {
        _task = task;
        _waiting.Clear();
        _leaves.Clear();
        _nodes.Clear();
        _columns.Begin(task.Number);
        _splits.Begin(task.Pairs);
        var root = _splits.Root(task.Rows);
        _nodes.Add(default);
        Place(root);
        for (var batch = NextBatch(); batch.Count > 0; batch = NextBatch())
        {
            Expand(batch);
        }

        foreach (var left in _waiting)
        {
            CloseLeaf(left);
        }

        return new GrownTree(new Tree([.. _nodes], task.Output), [.. _leaves]);
    }

    private List<GrowingNode> NextBatch()
    {
        if (_options.Leaves > 0)
        {
            return _leaves.Count + _waiting.Count < _options.Leaves ? TakeBest() : [];
        }

        var take = Math.Min(Batch, _waiting.Count);
        var newest = _waiting.GetRange(_waiting.Count - take, take);
        _waiting.RemoveRange(_waiting.Count - take, take);
        return newest;
    }

    private List<GrowingNode> TakeBest()
    {
        var best = -1;
        for (var i = 0; i < _waiting.Count; i++)
        {
            if (best < 0 || _waiting[i].Best.Gain > _waiting[best].Best.Gain)
            {
                best = i;
            }
        }

        if (best < 0)
        {
            return [];
        }

        var taken = _waiting[best];
        _waiting.RemoveAt(best);
        return [taken];
    }

    private void Expand(List<GrowingNode> batch)
    {
        var lefts = Partition.Apply(batch);
        var families = new List<Family>(batch.Count);
        for (var i = 0; i < batch.Count; i++)
        {
            if (lefts[i] == 0 || lefts[i] == batch[i].Count)
            {
                // Rounding made an empty child look like something.
                CloseLeaf(batch[i]);
                continue;
            }

            families.Add(Divide(batch[i], lefts[i]));
        }

        _splits.Find(families);
        foreach (var family in families)
        {
            Place(family.Left);
            Place(family.Right);
        }
    }

    private Family Divide(GrowingNode parent, int lefts)
    {
        var split = parent.Best;
        var sums = parent.Sums - split.Left;
        var (leftBounds, rightBounds) = parent.Bounds.Divide(
            _search.DirectionOf(split.Feature),
            _search.Rule.Weight(split.Left, parent.Bounds),
            _search.Rule.Weight(sums, parent.Bounds));
        var left = new GrowingNode(_nodes.Count, parent.Depth + 1, split.Left)
        {
            Start = parent.Start,
            Count = lefts,
            Bounds = leftBounds,
        };
        var right = new GrowingNode(_nodes.Count + 1, parent.Depth + 1, sums)
        {
            Start = parent.Start + lefts,
            Count = parent.Count - lefts,
            Bounds = rightBounds,
        };
        _nodes[parent.Id] = Inner(parent, left.Id);
        _nodes.Add(default);
        _nodes.Add(default);
        return new Family(parent, left, right, CanSplit(left), CanSplit(right));
    }

    private TreeNode Inner(GrowingNode parent, int left)
    {
        var split = parent.Best;
        var cuts = _data.Cuts[split.Feature];
        // Below -float.MaxValue there is no finite value: only missing ones go left.
        var threshold = split.Right is not null ? 0 : split.Bin < 0 ? -float.MaxValue : cuts.Cuts[split.Bin];
        return new TreeNode(
            left, left + 1, split.Feature, threshold, split.DefaultLeft, Value(parent), (float)split.Gain,
            Cover(parent))
        {
            Categories = split.Right is { } set ? cuts.CategoriesOf(set) : null,
        };
    }

    private bool CanSplit(GrowingNode node) =>
        node.Depth < _mostDepth && node.Count > 1 && node.Sums.Hessian >= _search.LeastToSplit;

    private void Place(GrowingNode node)
    {
        if (node.Best.Exists)
        {
            _waiting.Add(node);
        }
        else
        {
            CloseLeaf(node);
        }
    }

    private void CloseLeaf(GrowingNode node)
    {
        _splits.Release(node);
        _nodes[node.Id] = new TreeNode(-1, -1, 0, 0, DefaultLeft: false, Value(node), 0, Cover(node));
        _leaves.Add(node);
    }

    private float Value(GrowingNode node) =>
        (float)((_rate * _search.Rule.Weight(node.Sums, node.Bounds)) + _task.Offset);

    private static float Cover(GrowingNode node) => (float)node.Sums.Hessian;
}
