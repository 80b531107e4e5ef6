namespace Personalization.Learning.Boosting;

/// <summary>
/// Exact Shapley values of tree ensembles in polynomial time: Lundberg, Erion and Lee, "Consistent individualized
/// feature attribution for tree ensembles" (2018), algorithm 2; equation (20) of docs/learning.md.
/// </summary>
/// <remarks>
/// Going down a tree it keeps, for every feature on the way, the share of training rows that would go this way without
/// knowing it (Zero), whether the explained row does (One), and by how many sets of known features the leaf is reached
/// (Weight, for each number of features known). A feature met again replaces its first element.
/// </remarks>
internal sealed class TreeShap
{
    /// <summary>Deeper trees are not explained: time grows with the square of the depth.</summary>
    public const int DeepestTree = 512;

    private readonly Element[][] _levels = new Element[DeepestTree + 1][];

    /// <summary>Adds one tree's contributions of the row's features to <paramref name="into"/>, its mean to the
    /// last.</summary>
    public void Add(Tree tree, ReadOnlySpan<float> row, Span<double> into)
    {
        into[^1] += MeanValue(tree.Nodes);
        Descend(new Walk(tree.Nodes, row, into), 0, [], new Element(-1, 1, 1, 0), 0);
    }

    /// <summary>The mean leaf value over the training rows, weighted by cover.</summary>
    private static double MeanValue(TreeNode[] nodes)
    {
        var means = new double[nodes.Length];
        // Children come after their parents.
        for (var i = nodes.Length - 1; i >= 0; i--)
        {
            var node = nodes[i];
            means[i] = node.IsLeaf
                ? node.Value
                : (LeftShare(nodes, node) * means[node.Left]) + ((1 - LeftShare(nodes, node)) * means[node.Right]);
        }

        return means[0];
    }

    private static double LeftShare(TreeNode[] nodes, TreeNode parent)
    {
        double left = nodes[parent.Left].Cover, right = nodes[parent.Right].Cover;
        return left + right > 0 ? left / (left + right) : 0.5;
    }

    private void Descend(Walk walk, int at, ReadOnlySpan<Element> above, Element last, int depth)
    {
        if (last is { Zero: 0, One: 0 })
        {
            // No set of known features leads here.
            return;
        }

        if (depth > DeepestTree)
        {
            throw new NotSupportedException($"A tree is deeper than {DeepestTree}; such a model is not explained.");
        }

        var path = Level(depth, above.Length + 1);
        above.CopyTo(path);
        Extend(path, last);
        var node = walk.Nodes[at];
        if (node.IsLeaf)
        {
            Credit(path, walk.Into, node.Value);
            return;
        }

        var goesLeft = node.Next(walk.Row[node.Feature]) == node.Left;
        var leftShare = LeftShare(walk.Nodes, node);
        double zero = 1, one = 1;
        var earlier = IndexOf(path, node.Feature);
        if (earlier > 0)
        {
            (zero, one) = (path[earlier].Zero, path[earlier].One);
            Unwind(path, earlier);
            path = path[..^1];
        }

        var left = new Element(node.Feature, zero * leftShare, goesLeft ? one : 0, 0);
        var right = new Element(node.Feature, zero * (1 - leftShare), goesLeft ? 0 : one, 0);
        Descend(walk, node.Left, path, left, depth + 1);
        Descend(walk, node.Right, path, right, depth + 1);
    }

    private Span<Element> Level(int depth, int length)
    {
        ref var level = ref _levels[depth];
        if (level is null || level.Length < length)
        {
            level = new Element[Math.Max(8, 2 * length)];
        }

        return level.AsSpan(0, length);
    }

    private static void Extend(Span<Element> path, Element last)
    {
        var length = path.Length - 1;
        path[length] = last with { Weight = length == 0 ? 1 : 0 };
        for (var i = length - 1; i >= 0; i--)
        {
            path[i + 1].Weight += last.One * path[i].Weight * (i + 1) / (length + 1);
            path[i].Weight = last.Zero * path[i].Weight * (length - i) / (length + 1);
        }
    }

    private static void Unwind(Span<Element> path, int index)
    {
        var last = path.Length - 1;
        var (zero, one) = (path[index].Zero, path[index].One);
        var next = path[last].Weight;
        for (var i = last - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                var weight = path[i].Weight;
                path[i].Weight = next * (last + 1) / ((i + 1) * one);
                next = weight - (path[i].Weight * zero * (last - i) / (last + 1));
            }
            else
            {
                path[i].Weight = path[i].Weight * (last + 1) / (zero * (last - i));
            }
        }

        // The weights stay where they are: they belong to numbers of features, not to this feature.
        for (var i = index; i < last; i++)
        {
            path[i] = path[i + 1] with { Weight = path[i].Weight };
        }
    }

    private static void Credit(ReadOnlySpan<Element> path, Span<double> into, double value)
    {
        for (var i = 1; i < path.Length; i++)
        {
            into[path[i].Feature] += UnwoundSum(path, i) * (path[i].One - path[i].Zero) * value;
        }
    }

    // The sum of weights that Unwind would leave.
    private static double UnwoundSum(ReadOnlySpan<Element> path, int index)
    {
        var last = path.Length - 1;
        var (zero, one) = (path[index].Zero, path[index].One);
        var next = path[last].Weight;
        var sum = 0.0;
        for (var i = last - 1; i >= 0; i--)
        {
            if (one != 0)
            {
                var weight = next * (last + 1) / ((i + 1) * one);
                sum += weight;
                next = path[i].Weight - (weight * zero * (last - i) / (last + 1));
            }
            else if (zero != 0)
            {
                sum += path[i].Weight * (last + 1) / (zero * (last - i));
            }
        }

        return sum;
    }

    private static int IndexOf(ReadOnlySpan<Element> path, int feature)
    {
        for (var i = 1; i < path.Length; i++)
        {
            if (path[i].Feature == feature)
            {
                return i;
            }
        }

        return -1;
    }

    private readonly ref struct Walk(TreeNode[] nodes, ReadOnlySpan<float> row, Span<double> into)
    {
        public TreeNode[] Nodes { get; } = nodes;

        public ReadOnlySpan<float> Row { get; } = row;

        public Span<double> Into { get; } = into;
    }

    private record struct Element(int Feature, double Zero, double One, double Weight);
}
