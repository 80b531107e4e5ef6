using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Personalization.Learning.Boosting;

/// <summary>Counts which of at most 255 ascending thresholds a value is not below, without a branch.</summary>
/// <remarks>
/// A value is compared with every sixteenth threshold at once, and then with the sixteen of the stretch so found: two
/// comparisons of a register each. A binary search takes eight, each waiting for the one before.
/// </remarks>
internal sealed class ThresholdTable
{
    public const int Most = 255;
    private const int Stretch = 16;

    // What is not a number is above or equal to nothing.
    private readonly float[] _thresholds = new float[Stretch * Stretch];
    private readonly float[] _lasts = new float[Stretch];

    public ThresholdTable(ReadOnlySpan<float> ascending)
    {
        if (ascending.Length > Most)
        {
            throw new ArgumentException($"There are {ascending.Length} thresholds, over {Most}.", nameof(ascending));
        }

        _thresholds.AsSpan().Fill(float.NaN);
        ascending.CopyTo(_thresholds);
        for (var i = 0; i < Stretch; i++)
        {
            _lasts[i] = _thresholds[(Stretch * i) + Stretch - 1];
        }
    }

    /// <summary>How many thresholds are at or below the value; 0 for NaN.</summary>
    public int Count(float value) => Count(
        value, Vector512.LoadUnsafe(ref _lasts[0]), ref MemoryMarshal.GetArrayDataReference(_thresholds));

    /// <summary>Writes the counts of all values, the given number of bytes apart; <paramref name="missing"/> for
    /// NaN.</summary>
    public void Count(ReadOnlySpan<float> values, Span<byte> into, int apart, byte missing)
    {
        var lasts = Vector512.LoadUnsafe(ref _lasts[0]);
        ref var thresholds = ref MemoryMarshal.GetArrayDataReference(_thresholds);
        ref var value = ref MemoryMarshal.GetReference(values);
        ref var code = ref MemoryMarshal.GetReference(into);
        if (values.Length > 0 && (values.Length - 1) * apart >= into.Length)
        {
            throw new ArgumentException("There is no room for all codes.", nameof(into));
        }

        for (var i = 0; i < values.Length; i++)
        {
            var one = Unsafe.Add(ref value, i);
            var count = Count(one, lasts, ref thresholds);
            Unsafe.Add(ref code, i * apart) = (byte)(float.IsNaN(one) ? missing : count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Count(float value, Vector512<float> lasts, ref float thresholds)
    {
        var all = Vector512.Create(value);
        var stretch = BitOperations.PopCount(Vector512.LessThanOrEqual(lasts, all).ExtractMostSignificantBits());
        var part = Vector512.LoadUnsafe(ref Unsafe.Add(ref thresholds, stretch * Stretch));
        var within = BitOperations.PopCount(Vector512.LessThanOrEqual(part, all).ExtractMostSignificantBits());
        return (stretch * Stretch) + within;
    }
}
