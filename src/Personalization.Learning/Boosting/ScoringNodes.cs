using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Personalization.Learning.Boosting;

/// <summary>All trees of an ensemble in one flat array, laid out for scoring a row in the fewest cycles.</summary>
/// <remarks>
/// The two children of a node are neighbours and a leaf is its own child, so a step has no branch: four trees are
/// walked side by side for as many steps as the deepest of them has. Sums run in the order of the trees, so scoring
/// one row and scoring many give the same bits.
/// </remarks>
internal sealed class ScoringNodes
{
    private const int Side = 4;
    private readonly Node[] _nodes;
    private readonly int[] _roots;
    private readonly int[] _depths;
    private readonly int _trees;

    public ScoringNodes(IReadOnlyList<Tree> trees)
    {
        _trees = trees.Count;
        var padded = (trees.Count + Side - 1) / Side * Side;
        _roots = new int[padded];
        _depths = new int[padded / Side];
        var nodes = new List<Node>();
        for (var t = 0; t < padded; t++)
        {
            _roots[t] = nodes.Count;
            var depth = t < trees.Count ? Append(trees[t], nodes) : AppendLeaf(0, nodes);
            _depths[t / Side] = Math.Max(_depths[t / Side], depth);
        }

        _nodes = [.. nodes];
    }

    /// <summary>The sum of the trees' leaves for one row, over <paramref name="start"/>.</summary>
    /// <remarks>The row must have a value for every feature that is tested; that is checked by the caller.</remarks>
    public double Sum(double start, ReadOnlySpan<float> row)
    {
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(_nodes);
        ref var value = ref MemoryMarshal.GetReference(row);
        var sum = start;
        for (var side = 0; side < _depths.Length; side++)
        {
            var at = side * Side;
            int a = _roots[at], b = _roots[at + 1], c = _roots[at + 2], d = _roots[at + 3];
            for (var step = _depths[side]; step > 0; step--)
            {
                a = Next(ref Unsafe.Add(ref nodes, a), ref value);
                b = Next(ref Unsafe.Add(ref nodes, b), ref value);
                c = Next(ref Unsafe.Add(ref nodes, c), ref value);
                d = Next(ref Unsafe.Add(ref nodes, d), ref value);
            }

            sum = sum + Unsafe.Add(ref nodes, a).Value + Unsafe.Add(ref nodes, b).Value
                + Unsafe.Add(ref nodes, c).Value + Unsafe.Add(ref nodes, d).Value;
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(ref Node node, ref float values)
    {
        var value = Unsafe.Add(ref values, node.Feature);
        // For NaN on either side both comparisons are false, and the last term alone decides.
        var isBelow = value < node.Threshold;
        var isAtOrOver = value >= node.Threshold;
        return node.Left + (isAtOrOver ? 1 : 0) + (isBelow | isAtOrOver ? 0 : node.MissingRight);
    }

    private static int Append(Tree tree, List<Node> nodes)
    {
        // Breadth first, so that the children of a node are neighbours and the top of a tree shares cache lines.
        var first = nodes.Count;
        var queue = new Queue<(int From, int To, int Depth)>();
        queue.Enqueue((0, first, 0));
        nodes.Add(default);
        var deepest = 0;
        while (queue.TryDequeue(out var next))
        {
            var node = tree.Nodes[next.From];
            deepest = Math.Max(deepest, next.Depth);
            if (node.IsLeaf)
            {
                nodes[next.To] = Node.Leaf(node.Value, next.To);
                continue;
            }

            nodes[next.To] = new Node(node.Threshold, 0, nodes.Count, node.Feature, node.DefaultLeft ? 0 : 1);
            queue.Enqueue((node.Left, nodes.Count, next.Depth + 1));
            queue.Enqueue((node.Right, nodes.Count + 1, next.Depth + 1));
            nodes.Add(default);
            nodes.Add(default);
        }

        return deepest;
    }

    private static int AppendLeaf(float value, List<Node> nodes)
    {
        nodes.Add(Node.Leaf(value, nodes.Count));
        return 0;
    }

    private readonly struct Node(float threshold, float value, int left, int feature, int missingRight)
    {
        public readonly float Threshold = threshold;
        public readonly float Value = value;
        public readonly int Left = left;
        private readonly int _feature = (feature << 1) | missingRight;

        public int Feature => _feature >> 1;

        public int MissingRight => _feature & 1;

        // No value is below or over NaN, so every step from a leaf leads to itself.
        public static Node Leaf(float value, int itself) => new(float.NaN, value, itself, 0, 0);
    }
}
