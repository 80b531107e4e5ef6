namespace Personalization.Learning.Boosting;

/// <summary>
/// Sorts 32-bit floats in linear time: three passes over 11, 11 and 10 bits of an order-preserving integer key.
/// </summary>
/// <remarks>Holds its memory, so one serves for many columns one after the other.</remarks>
internal sealed class RadixSort(int mostValues)
{
    private const int Digits = 1 << 11;
    private readonly uint[] _keys = GC.AllocateUninitializedArray<uint>(mostValues);
    private readonly uint[] _scratch = GC.AllocateUninitializedArray<uint>(mostValues);
    private readonly float[] _sorted = GC.AllocateUninitializedArray<float>(mostValues);
    private readonly int[] _counts = new int[3 * Digits];

    /// <summary>The values that are not NaN, ascending, until the next call; both zeros are +0.</summary>
    public ReadOnlySpan<float> Sort(ReadOnlySpan<float> values)
    {
        Array.Clear(_counts);
        var present = Count(values);
        Pass(_keys.AsSpan(0, present), _scratch, _counts.AsSpan(0, Digits), 0);
        Pass(_scratch.AsSpan(0, present), _keys, _counts.AsSpan(Digits, Digits), 11);
        Pass(_keys.AsSpan(0, present), _scratch, _counts.AsSpan(2 * Digits), 22);
        for (var i = 0; i < present; i++)
        {
            _sorted[i] = FromKey(_scratch[i]);
        }

        return _sorted.AsSpan(0, present);
    }

    private int Count(ReadOnlySpan<float> values)
    {
        var present = 0;
        foreach (var value in values)
        {
            if (!float.IsNaN(value))
            {
                var key = ToKey(value + 0f);
                _keys[present++] = key;
                _counts[(int)(key & 0x7FF)]++;
                _counts[Digits + (int)((key >> 11) & 0x7FF)]++;
                _counts[(2 * Digits) + (int)(key >> 22)]++;
            }
        }

        return present;
    }

    private static void Pass(ReadOnlySpan<uint> from, uint[] to, Span<int> counts, int shift)
    {
        var start = 0;
        for (var digit = 0; digit < counts.Length; digit++)
        {
            (counts[digit], start) = (start, start + counts[digit]);
        }

        foreach (var key in from)
        {
            to[counts[(int)((key >> shift) & 0x7FF)]++] = key;
        }
    }

    // Negative floats order backwards, so all their bits are flipped; of the others only the sign bit is.
    private static uint ToKey(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return bits ^ ((uint)((int)bits >> 31) | 0x80000000);
    }

    private static float FromKey(uint key) =>
        BitConverter.UInt32BitsToSingle(key ^ ((uint)~((int)key >> 31) | 0x80000000));
}
