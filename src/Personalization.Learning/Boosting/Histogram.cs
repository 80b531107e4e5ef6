using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Personalization.Learning.Boosting;

/// <summary>Sums of first and second derivatives of a node's rows, for every bin of every feature: (G, H)
/// pairs.</summary>
/// <remarks>
/// A feature takes 256 pairs of doubles whatever its number of bins; the last pair is for missing values. The memory is
/// pinned and starts on a cache line, so that no pair is ever split between two lines.
/// </remarks>
internal sealed class Histogram
{
    /// <summary>Numbers kept for one feature.</summary>
    public const int FeatureLength = 512;

    private const int GroupLength = FeatureLength * BinnedMatrix.Lanes;
    private const int Line = 64;

    // Of a node with fewer than one row in eight the codes lie on scattered cache lines, which are asked for ahead.
    private const int Sparse = 8;
    private const int Ahead = 24;
    private readonly double[] _memory;
    private readonly int _start;

    public Histogram(int groups)
    {
        _memory = GC.AllocateUninitializedArray<double>((groups * GroupLength) + (Line / sizeof(double)), pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        _start = (int)((Line - (address % Line)) % Line) / sizeof(double);
    }

    public ReadOnlySpan<double> Feature(int column) =>
        _memory.AsSpan(_start + (column * FeatureLength), FeatureLength);

    /// <summary>Sums the given rows from scratch for the features of one group.</summary>
    public unsafe void Build(
        int group, ReadOnlySpan<uint> codes, ReadOnlySpan<int> rows, ReadOnlySpan<GradientPair> pairs)
    {
        var sums = GroupSpan(group);
        sums.Clear();
        fixed (double* first = sums)
        fixed (uint* code = codes)
        fixed (int* row = rows)
        fixed (GradientPair* pair = pairs)
        {
            var i = 0;
            if (Sse.IsSupported && rows.Length < codes.Length / Sparse)
            {
                for (; i < rows.Length - Ahead; i++)
                {
                    Sse.Prefetch0(code + row[i + Ahead]);
                    AddRow(first, code[row[i]], pair + i);
                }
            }

            for (; i < rows.Length; i++)
            {
                AddRow(first, code[row[i]], pair + i);
            }
        }
    }

    /// <summary>Turns a parent's sums into those of the sibling of <paramref name="child"/>: equation (9).</summary>
    public void Subtract(int group, Histogram child)
    {
        var mine = MemoryMarshal.Cast<double, Vector<double>>(GroupSpan(group));
        var taken = MemoryMarshal.Cast<double, Vector<double>>(child.GroupSpan(group));
        for (var i = 0; i < mine.Length; i++)
        {
            mine[i] -= taken[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AddRow(double* sums, uint lanes, GradientPair* pair)
    {
        var both = Vector128.CreateScalarUnsafe(*(double*)pair).AsSingle();
        var wide = Vector128.WidenLower(both);
        Add(sums + ((lanes & 0xFF) << 1), wide);
        Add(sums + FeatureLength + (((lanes >> 8) & 0xFF) << 1), wide);
        Add(sums + (2 * FeatureLength) + (((lanes >> 16) & 0xFF) << 1), wide);
        Add(sums + (3 * FeatureLength) + ((lanes >> 24) << 1), wide);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Add(double* at, Vector128<double> pair) => (Vector128.Load(at) + pair).Store(at);

    private Span<double> GroupSpan(int group) => _memory.AsSpan(_start + (group * GroupLength), GroupLength);
}

/// <summary>Histograms that are used again: a tree needs about one for each node waiting to be split.</summary>
internal sealed class HistogramPool(int groups)
{
    private readonly Stack<Histogram> _free = new();

    public Histogram Take() => _free.TryPop(out var histogram) ? histogram : new Histogram(groups);

    public void Return(Histogram histogram) => _free.Push(histogram);
}
