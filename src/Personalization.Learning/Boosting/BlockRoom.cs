using System.Runtime.InteropServices;

namespace Personalization.Learning.Boosting;

/// <summary>What one thread writes to while it scores blocks.</summary>
/// <remarks>Pinned and on a cache line's start, so that no load of 64 bytes takes two lines.</remarks>
internal sealed class BlockRoom
{
    private const int Line = 64;
    private const int SumBytes = BlockScoring.Rows * sizeof(double);
    private const int LeafBytes = Line << (BlockScoring.DeepestTree - 1);
    private readonly byte[] _memory;
    private readonly int _start;
    private readonly int _codes;

    public BlockRoom(int lanes)
    {
        _codes = lanes * BlockScoring.Rows;
        _memory = GC.AllocateUninitializedArray<byte>(SumBytes + LeafBytes + _codes + Line, pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        _start = (int)((Line - (address % Line)) % Line);
    }

    /// <summary>The sum of each row of the block.</summary>
    public Span<double> Sums => MemoryMarshal.Cast<byte, double>(_memory.AsSpan(_start, SumBytes));

    /// <summary>For the nodes of a level, 64 bytes each: the leaf that each of 64 rows comes to below it.</summary>
    public Span<byte> Leaves => _memory.AsSpan(_start + SumBytes, LeafBytes);

    /// <summary>The codes of the block's rows, lane after lane.</summary>
    public Span<byte> Codes => _memory.AsSpan(_start + SumBytes + LeafBytes, _codes);
}
