namespace Personalization.Learning.Boosting;

/// <summary>Sorts 32-bit floats in linear time: three passes over 11, 11 and 10 bits of an order-preserving integer
/// key.</summary>
internal static class RadixSort
{
    private const int Digits = 1 << 11;

    /// <summary>Copies the values that are not NaN into <paramref name="sorted"/>, ascending, and says how many they
    /// are.</summary>
    /// <remarks>Both zeros become +0. <paramref name="scratch"/> is as long as the values and is overwritten.</remarks>
    public static int Sort(ReadOnlySpan<float> values, float[] sorted, uint[] scratch, uint[] keys)
    {
        Span<int> counts = stackalloc int[3 * Digits];
        counts.Clear();
        var present = 0;
        foreach (var value in values)
        {
            if (!float.IsNaN(value))
            {
                var key = ToKey(value + 0f);
                keys[present++] = key;
                counts[(int)(key & 0x7FF)]++;
                counts[Digits + (int)((key >> 11) & 0x7FF)]++;
                counts[(2 * Digits) + (int)(key >> 22)]++;
            }
        }

        Pass(keys.AsSpan(0, present), scratch, counts[..Digits], 0);
        Pass(scratch.AsSpan(0, present), keys, counts.Slice(Digits, Digits), 11);
        Pass(keys.AsSpan(0, present), scratch, counts[(2 * Digits)..], 22);
        for (var i = 0; i < present; i++)
        {
            sorted[i] = FromKey(scratch[i]);
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
