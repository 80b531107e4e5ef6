using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Personalization.Learning.Boosting;

/// <summary>All trees of an ensemble in one flat array, laid out for scoring a row in the fewest cycles.</summary>
/// <remarks>
/// The two children of a node are neighbours and a leaf is its own child, so a step is one comparison and no branch:
/// eight trees are walked side by side for as many steps as the deepest of them has. The row is held twice, with
/// missing values below everything and above everything, and a node reads the copy that sends them its way; behind
/// them stands a NaN, which is what leaves read. Sums run in the order of the trees, so scoring one row and scoring
/// many give the same bits. Trees with categories, and those too large for a node's eight bytes, are walked one by one
/// before the others.
/// </remarks>
internal sealed class ScoringNodes
{
    private const int Side = 8;
    private const int OnStack = 512;
    private readonly Node[] _nodes;
    private readonly int[] _roots;
    private readonly int[] _depths;
    private readonly int _columns;
    private readonly Tree[] _others;

    public ScoringNodes(IReadOnlyList<Tree> all, int columns)
    {
        _columns = columns;
        _others = [.. all.Where(tree => !FitsNodes(tree))];
        var trees = all.Where(FitsNodes).ToArray();
        var padded = (trees.Length + Side - 1) / Side * Side;
        _roots = new int[padded];
        _depths = new int[padded / Side];
        var nodes = new List<Node>();
        for (var t = 0; t < padded; t++)
        {
            _roots[t] = nodes.Count * Node.Size;
            // What fills up the last eight is worth -0, which changes no sum.
            var depth = t < trees.Length ? Append(trees[t].Nodes, nodes) : AppendLeaf(-0f, nodes);
            _depths[t / Side] = Math.Max(_depths[t / Side], depth);
        }

        _nodes = [.. nodes];
    }

    /// <summary>The sum of the trees' leaves for one row, which has as many values as there are columns.</summary>
    [SkipLocalsInit]
    public double Sum(double start, ReadOnlySpan<float> row)
    {
        foreach (var tree in _others)
        {
            start += tree.Value(row);
        }

        if (_columns < OnStack / 2)
        {
            Span<float> twice = stackalloc float[OnStack];
            return Walk(start, Twice(row, twice));
        }

        var rented = ArrayPool<float>.Shared.Rent((2 * _columns) + 1);
        var sum = Walk(start, Twice(row, rented));
        ArrayPool<float>.Shared.Return(rented);
        return sum;
    }

    private Span<float> Twice(ReadOnlySpan<float> row, Span<float> into)
    {
        var low = into[.._columns];
        var high = into.Slice(_columns, _columns);
        for (var c = 0; c < low.Length; c++)
        {
            var value = row[c];
            low[c] = float.IsNaN(value) ? float.NegativeInfinity : value;
            high[c] = float.IsNaN(value) ? float.PositiveInfinity : value;
        }

        into[2 * _columns] = float.NaN;
        return into;
    }

    private double Walk(double sum, ReadOnlySpan<float> twice)
    {
        ref var node = ref Unsafe.As<Node, byte>(ref MemoryMarshal.GetArrayDataReference(_nodes));
        ref var value = ref Unsafe.As<float, byte>(ref MemoryMarshal.GetReference(twice));
        ref var root = ref MemoryMarshal.GetArrayDataReference(_roots);
        foreach (var depth in _depths)
        {
            nint a = root, b = Unsafe.Add(ref root, 1), c = Unsafe.Add(ref root, 2), d = Unsafe.Add(ref root, 3);
            nint e = Unsafe.Add(ref root, 4), f = Unsafe.Add(ref root, 5);
            nint g = Unsafe.Add(ref root, 6), h = Unsafe.Add(ref root, 7);
            for (var step = depth; step > 0; step--)
            {
                a = Next(ref node, a, ref value);
                b = Next(ref node, b, ref value);
                c = Next(ref node, c, ref value);
                d = Next(ref node, d, ref value);
                e = Next(ref node, e, ref value);
                f = Next(ref node, f, ref value);
                g = Next(ref node, g, ref value);
                h = Next(ref node, h, ref value);
            }

            sum += At(ref node, a).Threshold;
            sum += At(ref node, b).Threshold;
            sum += At(ref node, c).Threshold;
            sum += At(ref node, d).Threshold;
            sum += At(ref node, e).Threshold;
            sum += At(ref node, f).Threshold;
            sum += At(ref node, g).Threshold;
            sum += At(ref node, h).Threshold;
            root = ref Unsafe.Add(ref root, Side);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Next(ref byte nodes, nint at, ref byte values)
    {
        ref var node = ref At(ref nodes, at);
        var value = Unsafe.Add(ref Unsafe.As<byte, float>(ref values), (nint)node.Column);
        return at + (((nint)node.Left + (value >= node.Threshold ? 1 : 0)) * Node.Size);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Node At(ref byte nodes, nint at) =>
        ref Unsafe.As<byte, Node>(ref Unsafe.AddByteOffset(ref nodes, at));

    // In the worst case all but one node lie between a node and its children.
    private bool FitsNodes(Tree tree) =>
        !tree.HasCategories && tree.Nodes.Length <= ushort.MaxValue && 2 * _columns <= ushort.MaxValue;

    // Breadth first, so that the children of a node are neighbours and the top of a tree shares cache lines.
    private int Append(TreeNode[] tree, List<Node> nodes)
    {
        var queue = new Queue<(int From, int To, int Depth)>();
        queue.Enqueue((0, nodes.Count, 0));
        nodes.Add(default);
        var deepest = 0;
        while (queue.TryDequeue(out var next))
        {
            var node = tree[next.From];
            deepest = next.Depth;
            if (node.IsLeaf)
            {
                nodes[next.To] = Leaf(node.Value);
                continue;
            }

            var column = node.DefaultLeft ? node.Feature : node.Feature + _columns;
            nodes[next.To] = new Node(node.Threshold, column, nodes.Count - next.To);
            queue.Enqueue((node.Left, nodes.Count, next.Depth + 1));
            queue.Enqueue((node.Right, nodes.Count + 1, next.Depth + 1));
            nodes.Add(default);
            nodes.Add(default);
        }

        return deepest;
    }

    private int AppendLeaf(float value, List<Node> nodes)
    {
        nodes.Add(Leaf(value));
        return 0;
    }

    // NaN is at or over no value, so every step from a leaf leads to itself.
    private Node Leaf(float value) => new(value, 2 * _columns, 0);

    /// <summary>
    /// A threshold, or a leaf's value; the column that is held against it; how many nodes further its left child is.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Node(float threshold, int column, int left)
    {
        public const int Size = 8;
        public readonly float Threshold = threshold;
        public readonly ushort Column = (ushort)column;
        public readonly ushort Left = (ushort)left;
    }
}
