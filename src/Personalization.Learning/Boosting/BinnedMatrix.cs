using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Personalization.Learning.Boosting;

/// <summary>A feature matrix as one byte a value: the bin, or 255 where missing.</summary>
/// <remarks>
/// Columns lie in groups of four, the four bytes of a row side by side in one 32-bit word. Going through the rows of a
/// node then costs one load and one cache line a row for four features, while the four histograms being filled
/// (16 KiB) stay in the first-level cache.
/// </remarks>
internal sealed class BinnedMatrix
{
    /// <summary>Columns in one group.</summary>
    public const int Lanes = 4;

    // A block of rows stays in the first-level cache while its lanes are filled one after the other.
    private const int Block = 4096;
    private readonly uint[][] _groups;

    private BinnedMatrix(int rows, QuantileCuts[] cuts)
    {
        Rows = rows;
        Cuts = cuts;
        _groups = new uint[(cuts.Length + Lanes - 1) / Lanes][];
        for (var g = 0; g < _groups.Length; g++)
        {
            _groups[g] = GC.AllocateUninitializedArray<uint>(rows);
        }
    }

    public int Rows { get; }

    public int Columns => Cuts.Length;

    public int Groups => _groups.Length;

    public QuantileCuts[] Cuts { get; }

    public ReadOnlySpan<uint> Group(int g) => _groups[g];

    public byte Code(int row, int column) =>
        (byte)(_groups[column / Lanes][row] >> (column % Lanes * 8));

    public static BinnedMatrix From(
        FeatureMatrix features, int maxBins, Workers workers, bool[]? categorical = null)
    {
        var cuts = new QuantileCuts[features.Columns];
        var sorters = new ConcurrentBag<RadixSort>();
        workers.Run(features.Columns, c =>
        {
            var sorter = sorters.TryTake(out var free) ? free : new RadixSort(features.Rows);
            var sorted = sorter.Sort(features.Column(c));
            var hasMissing = sorted.Length < features.Rows;
            cuts[c] = categorical?[c] == true
                ? QuantileCuts.FromCategories(sorted, maxBins - 1, hasMissing)
                : QuantileCuts.FromSorted(sorted, maxBins - 1, hasMissing);
            sorters.Add(sorter);
        });

        var binned = new BinnedMatrix(features.Rows, cuts);
        workers.Run(binned.Groups, g => binned.Fill(features, g));
        return binned;
    }

    private void Fill(FeatureMatrix features, int g)
    {
        var group = _groups[g].AsSpan();
        var lanes = Math.Min(Lanes, Columns - (g * Lanes));
        for (var start = 0; start < group.Length; start += Block)
        {
            var part = group.Slice(start, Math.Min(Block, group.Length - start));
            // A lane without a column gets varying codes: its histogram is never read, but adding to one and the same
            // bin for every row would make each addition wait for the one before.
            for (var i = 0; i < part.Length && lanes < Lanes; i++)
            {
                part[i] = (uint)i * 0x01010101u;
            }

            var bytes = MemoryMarshal.AsBytes(part);
            for (var lane = 0; lane < lanes; lane++)
            {
                var column = (g * Lanes) + lane;
                Cuts[column].Code(features.Column(column).Slice(start, part.Length), bytes[lane..], Lanes);
            }
        }
    }
}
