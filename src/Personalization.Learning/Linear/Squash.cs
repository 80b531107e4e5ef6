using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Personalization.Learning.Numerics;

namespace Personalization.Learning.Linear;

/// <summary>
/// The inverse hyperbolic sine: a logarithm for what is large, a line through zero for what is small, for both signs.
/// </summary>
internal static class Squash
{
    // The square of anything larger does not fit into a float.
    private const float Largest = 1e18f;

    /// <summary>The function of every value; NaN stays NaN.</summary>
    public static void Apply(ReadOnlySpan<float> values, Span<float> into)
    {
        var whole = values.Length - (values.Length % Vector256<float>.Count);
        var from = MemoryMarshal.Cast<float, Vector256<float>>(values[..whole]);
        var to = MemoryMarshal.Cast<float, Vector256<float>>(into[..whole]);
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = Of(from[i]);
        }

        for (var i = whole; i < values.Length; i++)
        {
            into[i] = Of(Vector256.Create(values[i]))[0];
        }
    }

    /// <summary>The function of eight values.</summary>
    public static Vector256<float> Of(Vector256<float> values)
    {
        var size = Vector256.Min(Vector256.Abs(values), Vector256.Create(Largest));
        var root = Vector256.Sqrt((size * size) + Vector256<float>.One);
        var squashed = Vector256.CopySign(FloatLanes.Log(size + root), values);
        return Vector256.ConditionalSelect(Vector256.IsNaN(values), values, squashed);
    }

    /// <summary>Adds a multiple of values to sums, lane by lane: the same bits whatever a vector's width.</summary>
    public static void AddScaled(Span<double> sums, ReadOnlySpan<double> values, double factor)
    {
        var whole = sums.Length - (sums.Length % Vector<double>.Count);
        var into = MemoryMarshal.Cast<double, Vector<double>>(sums[..whole]);
        var from = MemoryMarshal.Cast<double, Vector<double>>(values[..whole]);
        for (var i = 0; i < into.Length; i++)
        {
            into[i] += from[i] * factor;
        }

        for (var i = whole; i < sums.Length; i++)
        {
            sums[i] += values[i] * factor;
        }
    }
}
