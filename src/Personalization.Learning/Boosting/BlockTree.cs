using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Personalization.Learning.Boosting;

/// <summary>One tree filled up to a complete one, level by level from the root.</summary>
internal sealed class BlockTree
{
    // Where no node was, all rows go left: no code is above it.
    private const byte AllLeft = 255;
    private readonly int _depth;
    private readonly int[] _offsets;
    private readonly byte[] _limits;
    private readonly float[] _leaves;

    public BlockTree(Tree tree, CodeLanes lanes)
    {
        _depth = tree.Depth;
        _offsets = new int[1 << _depth];
        _limits = new byte[1 << _depth];
        _limits.AsSpan().Fill(AllLeft);
        _leaves = new float[Math.Max(64, 1 << _depth)];
        Place(tree.Nodes, 0, 1, _depth, lanes);
    }

    /// <summary>Puts the number of the leaf of each of 64 rows into the first place.</summary>
    public void Find(ref byte codes, ref byte leaves)
    {
        ref var found = ref Unsafe.As<byte, Vector512<byte>>(ref leaves);
        ref var offset = ref MemoryMarshal.GetArrayDataReference(_offsets);
        ref var limit = ref MemoryMarshal.GetArrayDataReference(_limits);
        if (_depth == 0)
        {
            found = Vector512<byte>.Zero;
            return;
        }

        var level = 1 << (_depth - 1);
        for (var i = 0; i < level; i++)
        {
            var code = Vector512.LoadUnsafe(ref Unsafe.Add(ref codes, Unsafe.Add(ref offset, level + i)));
            var goesLeft = Vector512.LessThanOrEqual(code, Vector512.Create(Unsafe.Add(ref limit, level + i)));
            var right = Vector512.Create((byte)((2 * i) + 1));
            // What goes left is all ones, which is -1.
            Unsafe.Add(ref found, i) = right + goesLeft;
        }

        for (level >>= 1; level > 0; level >>= 1)
        {
            for (var i = 0; i < level; i++)
            {
                var code = Vector512.LoadUnsafe(ref Unsafe.Add(ref codes, Unsafe.Add(ref offset, level + i)));
                var goesLeft = Vector512.LessThanOrEqual(code, Vector512.Create(Unsafe.Add(ref limit, level + i)));
                Unsafe.Add(ref found, i) = Vector512.ConditionalSelect(
                    goesLeft, Unsafe.Add(ref found, 2 * i), Unsafe.Add(ref found, (2 * i) + 1));
            }
        }
    }

    /// <summary>Adds the values of the leaves to the sums of their rows.</summary>
    public void Add(ref byte number, ref double sums)
    {
        if (Avx512F.IsSupported && _depth <= 6)
        {
            AddByShuffling(ref number, ref sums);
            return;
        }

        ref var value = ref MemoryMarshal.GetArrayDataReference(_leaves);
        for (var i = 0; i < Vector512<byte>.Count; i++)
        {
            Unsafe.Add(ref sums, i) += Unsafe.Add(ref value, Unsafe.Add(ref number, i));
        }
    }

    // The leaves fit four registers, from which 16 rows at a time pick theirs.
    private void AddByShuffling(ref byte number, ref double sums)
    {
        ref var values = ref MemoryMarshal.GetArrayDataReference(_leaves);
        var first = Vector512.LoadUnsafe(ref values, 0);
        var second = Vector512.LoadUnsafe(ref values, 16);
        var third = Vector512.LoadUnsafe(ref values, 32);
        var fourth = Vector512.LoadUnsafe(ref values, 48);
        for (var i = 0; i < Vector512<byte>.Count; i += 16)
        {
            var at = Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref number, (nuint)i));
            var low = Avx512F.PermuteVar16x32x2(first, at, second);
            var high = Avx512F.PermuteVar16x32x2(third, at, fourth);
            var value = Vector512.ConditionalSelect(Vector512.LessThan(at, Vector512.Create(32)).AsSingle(), low, high);
            var (lower, upper) = Vector512.Widen(value);
            (Vector512.LoadUnsafe(ref sums, (nuint)i) + lower).StoreUnsafe(ref sums, (nuint)i);
            (Vector512.LoadUnsafe(ref sums, (nuint)(i + 8)) + upper).StoreUnsafe(ref sums, (nuint)(i + 8));
        }
    }

    // Node i has the children 2 i and 2 i + 1, the root being 1.
    private void Place(TreeNode[] nodes, int from, int to, int below, CodeLanes lanes)
    {
        var node = nodes[from];
        if (node.IsLeaf)
        {
            var first = (to << below) - (1 << _depth);
            _leaves.AsSpan(first, 1 << below).Fill(node.Value);
            return;
        }

        _offsets[to] = lanes.Of(node) * BlockScoring.Rows;
        _limits[to] = lanes.LimitOf(node);
        Place(nodes, node.Left, 2 * to, below - 1, lanes);
        Place(nodes, node.Right, (2 * to) + 1, below - 1, lanes);
    }
}
