using System.Runtime.Intrinsics;

namespace Personalization.Learning.Numerics;

/// <summary>e^x and the logarithm of eight 32-bit floats at a time, of the same bits on every processor.</summary>
/// <remarks>
/// Cephes' expf and logf (Moshier, 1989): x = n ln 2 + r or x = 2^n (1 + f), and a polynomial for what is left. Only
/// operations that IEEE 754 rounds one way are used, and none is fused: the library's own may fuse, and then differ
/// from one kind of processor to another in their last bit. Within 2 units in the last place.
/// </remarks>
internal static class FloatLanes
{
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;
    private const int MantissaBits = 23;
    private const int Bias = 127;
    private const int SqrtHalf = 0x3F3504F3;

    /// <summary>e^x; beyond -87 and 88 it stays at the value there.</summary>
    public static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.Min(Vector256.Max(x, Vector256.Create(-87f)), Vector256.Create(88f));
        var n = Vector256.Floor((x * Vector256.Create(1.44269504f)) + Vector256.Create(0.5f));
        var r = x - (n * Vector256.Create(Ln2High)) - (n * Vector256.Create(Ln2Low));
        var series = Vector256.Create(1.9875691500e-4f);
        series = (series * r) + Vector256.Create(1.3981999507e-3f);
        series = (series * r) + Vector256.Create(8.3334519073e-3f);
        series = (series * r) + Vector256.Create(4.1665795894e-2f);
        series = (series * r) + Vector256.Create(1.6666665459e-1f);
        series = (series * r) + Vector256.Create(5.0000001201e-1f);
        var mantissa = (series * (r * r)) + r + Vector256<float>.One;
        var power = (Vector256.ConvertToInt32(n) + Vector256.Create(Bias)) << MantissaBits;
        return mantissa * power.AsSingle();
    }

    /// <summary>The natural logarithm of normal numbers over 0; of anything else some number.</summary>
    public static Vector256<float> Log(Vector256<float> x)
    {
        var shifted = x.AsInt32() + Vector256.Create((Bias << MantissaBits) - SqrtHalf);
        var n = Vector256.ConvertToSingle((shifted >> MantissaBits) - Vector256.Create(Bias));
        var mantissa = (shifted & Vector256.Create((1 << MantissaBits) - 1)) + Vector256.Create(SqrtHalf);
        var f = mantissa.AsSingle() - Vector256<float>.One;
        var series = Vector256.Create(7.0376836292e-2f);
        series = (series * f) + Vector256.Create(-1.1514610310e-1f);
        series = (series * f) + Vector256.Create(1.1676998740e-1f);
        series = (series * f) + Vector256.Create(-1.2420140846e-1f);
        series = (series * f) + Vector256.Create(1.4249322787e-1f);
        series = (series * f) + Vector256.Create(-1.6668057665e-1f);
        series = (series * f) + Vector256.Create(2.0000714765e-1f);
        series = (series * f) + Vector256.Create(-2.4999993993e-1f);
        series = (series * f) + Vector256.Create(3.3333331174e-1f);
        var square = f * f;
        var rest = (series * (f * square)) + (n * Vector256.Create(Ln2Low)) - (square * Vector256.Create(0.5f));
        return f + rest + (n * Vector256.Create(Ln2High));
    }

    /// <summary>e^x of every element, in place.</summary>
    public static void Exp(Span<float> values)
    {
        var width = Vector256<float>.Count;
        var i = 0;
        for (; i <= values.Length - width; i += width)
        {
            Exp(Vector256.Create<float>(values[i..])).CopyTo(values[i..]);
        }

        if (i < values.Length)
        {
            Span<float> rest = stackalloc float[width];
            rest.Clear();
            values[i..].CopyTo(rest);
            Exp(Vector256.Create<float>(rest)).CopyTo(rest);
            rest[..(values.Length - i)].CopyTo(values[i..]);
        }
    }
}
