using System.Numerics;

namespace Personalization.Learning.Boosting;

/// <summary>e^x of 32-bit floats, of the same bits on every processor.</summary>
/// <remarks>
/// Cephes' expf (Moshier, 1989): x = n ln 2 + r, and a polynomial for e^r. Only operations that IEEE 754 rounds one way
/// are used, and none is fused: the library's own exp may fuse, and then differs from one kind of processor to
/// another in its last bit. Within 2 units in the last place; beyond -87 and 88 it stays at the value there.
/// </remarks>
internal static class Exponential
{
    public static Vector<float> Exp(Vector<float> x)
    {
        x = Vector.Min(Vector.Max(x, new Vector<float>(-87f)), new Vector<float>(88f));
        var n = Vector.Floor((x * new Vector<float>(1.44269504f)) + new Vector<float>(0.5f));
        var r = x - (n * new Vector<float>(0.693359375f)) - (n * new Vector<float>(-2.12194440e-4f));
        var series = new Vector<float>(1.9875691500e-4f);
        series = (series * r) + new Vector<float>(1.3981999507e-3f);
        series = (series * r) + new Vector<float>(8.3334519073e-3f);
        series = (series * r) + new Vector<float>(4.1665795894e-2f);
        series = (series * r) + new Vector<float>(1.6666665459e-1f);
        series = (series * r) + new Vector<float>(5.0000001201e-1f);
        var mantissa = (series * (r * r)) + r + Vector<float>.One;
        var power = Vector.ShiftLeft(Vector.ConvertToInt32(n) + new Vector<int>(127), 23);
        return mantissa * Vector.AsVectorSingle(power);
    }

    /// <summary>The same for every element, in place.</summary>
    public static void Exp(Span<float> values)
    {
        var width = Vector<float>.Count;
        var i = 0;
        for (; i <= values.Length - width; i += width)
        {
            Exp(new Vector<float>(values[i..])).CopyTo(values[i..]);
        }

        if (i < values.Length)
        {
            Span<float> rest = stackalloc float[width];
            rest.Clear();
            values[i..].CopyTo(rest);
            Exp(new Vector<float>(rest)).CopyTo(rest);
            rest[..(values.Length - i)].CopyTo(values[i..]);
        }
    }
}
