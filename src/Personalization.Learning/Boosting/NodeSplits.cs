namespace Personalization.Learning.Boosting;

/// <summary>A node just split, and which of its children may be split again.</summary>
internal sealed record Family(
    GrowingNode Parent, GrowingNode Left, GrowingNode Right, bool LeftMaySplit, bool RightMaySplit)
{
    public bool IsOpen => LeftMaySplit || RightMaySplit;

    /// <summary>The child with fewer rows, whose histogram is summed; the other's follows by subtraction.</summary>
    public GrowingNode Smaller => Left.Count <= Right.Count ? Left : Right;

    public GrowingNode Larger => Left.Count <= Right.Count ? Right : Left;

    public bool MaySplit(GrowingNode child) => child == Left ? LeftMaySplit : RightMaySplit;
}

/// <summary>Makes the histograms of new nodes and finds the best split of each.</summary>
/// <remarks>
/// One piece of work is one group of features of one pair of siblings: sum the smaller child, subtract it from the
/// parent, look through both while they are in the cache. Pieces share nothing, and the best of a node is picked
/// among the groups in order, so results do not depend on the threads.
/// </remarks>
internal sealed class NodeSplits(
    BinnedMatrix data, SplitSearch search, RowPartition partition, ColumnSampling columns, Workers workers)
{
    private readonly HistogramPool _pool = new(data.Groups);
    private GradientPair[] _pairs = [];
    private Split[] _found = [];

    public void Begin(GradientPair[] pairs) => _pairs = pairs;

    /// <summary>The root over the first rows of the partition, with its best split.</summary>
    public GrowingNode Root(int rows)
    {
        var whole = new GrowingNode(0, 0, default) { Count = rows };
        partition.Gather([whole], _pairs);
        var histogram = _pool.Take();
        workers.Run(data.Groups, group => Build(histogram, group, whole));

        var sums = default(Sums);
        var any = histogram.Feature(0);
        for (var bin = 0; bin < any.Length; bin += 2)
        {
            sums += new Sums(any[bin], any[bin + 1]);
        }

        var root = new GrowingNode(0, 0, sums) { Count = rows, Histogram = histogram };
        root.Columns = columns.Of(root);
        Reserve(1);
        workers.Run(data.Groups, group => _found[group] = BestOf(root, group));
        root.Best = BestOf(_found.AsSpan(0, data.Groups));
        return root;
    }

    /// <summary>Finds the best splits of the children that may be split; the parents' histograms are used up.</summary>
    public void Find(List<Family> families)
    {
        var open = families.Where(family => family.IsOpen).ToList();
        foreach (var family in families)
        {
            if (family.IsOpen)
            {
                family.Left.Columns = columns.Of(family.Left);
                family.Right.Columns = columns.Of(family.Right);
                family.Larger.Histogram = family.Parent.Histogram;
                family.Smaller.Histogram = _pool.Take();
                family.Parent.Histogram = null;
            }
            else
            {
                Release(family.Parent);
            }
        }

        partition.Gather(open.ConvertAll(family => family.Smaller), _pairs);
        Reserve(2 * open.Count);
        workers.Run(open.Count * data.Groups, piece =>
            FindIn(open[piece / data.Groups], 2 * (piece / data.Groups), piece % data.Groups));
        for (var f = 0; f < open.Count; f++)
        {
            open[f].Smaller.Best = BestOf(_found.AsSpan(2 * f * data.Groups, data.Groups));
            open[f].Larger.Best = BestOf(_found.AsSpan(((2 * f) + 1) * data.Groups, data.Groups));
        }
    }

    /// <summary>Gives back the node's histogram, if it has one.</summary>
    public void Release(GrowingNode node)
    {
        if (node.Histogram is { } histogram)
        {
            _pool.Return(histogram);
            node.Histogram = null;
        }
    }

    private void FindIn(Family family, int first, int group)
    {
        var smaller = family.Smaller;
        var larger = family.Larger;
        Build(smaller.Histogram!, group, smaller);
        larger.Histogram!.Subtract(group, smaller.Histogram!);
        _found[(first * data.Groups) + group] = family.MaySplit(smaller) ? BestOf(smaller, group) : default;
        _found[((first + 1) * data.Groups) + group] = family.MaySplit(larger) ? BestOf(larger, group) : default;
    }

    private void Build(Histogram histogram, int group, GrowingNode node) =>
        histogram.Build(group, data.Group(group), partition.RowsOf(node), partition.PairsOf(node));

    private Split BestOf(GrowingNode node, int group)
    {
        var best = default(Split);
        var at = new SplitNode(node.Sums, node.Bounds);
        var end = Math.Min(data.Columns, (group + 1) * BinnedMatrix.Lanes);
        for (var column = group * BinnedMatrix.Lanes; column < end; column++)
        {
            if (node.Columns[column])
            {
                var split = search.Best(node.Histogram!.Feature(column), column, data.Cuts[column], at);
                best = split.Gain > best.Gain ? split : best;
            }
        }

        return best;
    }

    private static Split BestOf(ReadOnlySpan<Split> groups)
    {
        var best = default(Split);
        foreach (ref readonly var split in groups)
        {
            best = split.Gain > best.Gain ? split : best;
        }

        return best;
    }

    private void Reserve(int nodes)
    {
        if (_found.Length < nodes * data.Groups)
        {
            _found = new Split[nodes * data.Groups];
        }
    }
}
