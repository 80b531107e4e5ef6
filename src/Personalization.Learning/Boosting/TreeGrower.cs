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

    public Split Best { get; set; }
}

/// <summary>A tree with the training rows that came to each of its leaves.</summary>
internal sealed record GrownTree(Tree Tree, IReadOnlyList<GrowingNode> Leaves);

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
    private readonly int _mostDepth;
    private readonly List<GrowingNode> _waiting = [];
    private readonly List<GrowingNode> _leaves = [];
    private readonly List<TreeNode> _nodes = [];

    public TreeGrower(BoostingOptions options, BinnedMatrix data, Workers workers)
    {
        _options = options;
        _data = data;
        _search = new SplitSearch(options);
        Partition = new RowPartition(data, workers);
        _splits = new NodeSplits(data, _search, Partition, workers);
        _mostDepth = options.Depth == 0 ? int.MaxValue : options.Depth;
    }

    public RowPartition Partition { get; }

    /// <summary>Grows a tree on the first <paramref name="rows"/> rows of the partition.</summary>
    public GrownTree Grow(int rows, GradientPair[] pairs, bool[] columns)
    {
        _waiting.Clear();
        _leaves.Clear();
        _nodes.Clear();
        _splits.Begin(pairs, columns);
        var root = _splits.Root(rows);
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

        return new GrownTree(new Tree([.. _nodes]), [.. _leaves]);
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
        var left = new GrowingNode(_nodes.Count, parent.Depth + 1, split.Left)
        {
            Start = parent.Start,
            Count = lefts,
        };
        var right = new GrowingNode(_nodes.Count + 1, parent.Depth + 1, parent.Sums - split.Left)
        {
            Start = parent.Start + lefts,
            Count = parent.Count - lefts,
        };
        // Below -float.MaxValue there is no finite value: only missing ones go left.
        var threshold = split.Bin < 0 ? -float.MaxValue : _data.Cuts[split.Feature].Cuts[split.Bin];
        _nodes[parent.Id] = new TreeNode(
            left.Id, right.Id, split.Feature, threshold, split.DefaultLeft, Value(parent), (float)split.Gain,
            Cover(parent));
        _nodes.Add(default);
        _nodes.Add(default);
        return new Family(parent, left, right, CanSplit(left), CanSplit(right));
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

    private float Value(GrowingNode node) => (float)(_options.LearningRate * _search.Weight(node.Sums));

    private static float Cover(GrowingNode node) => (float)node.Sums.Hessian;
}
