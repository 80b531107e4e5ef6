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

    public static BinnedMatrix From(FeatureMatrix features, int maxBins, Workers workers)
    {
        var cuts = new QuantileCuts[features.Columns];
        workers.Run(features.Columns, c => cuts[c] = CutsOf(features.Column(c), maxBins));

        var binned = new BinnedMatrix(features.Rows, cuts);
        workers.Run(binned.Groups, g => binned.Fill(features, g));
        return binned;
    }

    private static QuantileCuts CutsOf(ReadOnlySpan<float> values, int maxBins)
    {
        var sorted = GC.AllocateUninitializedArray<float>(values.Length);
        var scratch = GC.AllocateUninitializedArray<uint>(values.Length);
        var keys = GC.AllocateUninitializedArray<uint>(values.Length);
        var present = RadixSort.Sort(values, sorted, scratch, keys);
        return QuantileCuts.FromSorted(sorted.AsSpan(0, present), maxBins - 1, present < values.Length);
    }

    private void Fill(FeatureMatrix features, int g)
    {
        var group = _groups[g].AsSpan();
        // A lane without a column gets varying codes: its histogram is never read, but adding to one and the same bin
        // for every row would make each addition wait for the one before.
        for (var row = 0; row < group.Length; row++)
        {
            group[row] = (uint)row * 0x01010101u;
        }

        for (var lane = 0; lane < Lanes && (g * Lanes) + lane < Columns; lane++)
        {
            var shift = lane * 8;
            var keep = ~(0xFFu << shift);
            var cuts = Cuts[(g * Lanes) + lane];
            var values = features.Column((g * Lanes) + lane);
            for (var row = 0; row < values.Length; row++)
            {
                group[row] = (group[row] & keep) | ((uint)cuts.Code(values[row]) << shift);
            }
        }
    }
}
