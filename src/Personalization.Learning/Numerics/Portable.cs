namespace Personalization.Learning.Numerics;

/// <summary>Elementary functions that give the same bits on every machine.</summary>
/// <remarks>
/// <see cref="Math"/> asks the platform's C library, and those differ in the last bit: between Linux, macOS and
/// Windows and between versions of one. Whatever ends up in a model, or decides what does, is computed here
/// instead. Only sums, products, quotients and square roots are used, all of which IEEE 754 rounds one way, and
/// none is fused. Arguments are reduced as Cody and Waite do ("Software Manual for the Elementary Functions",
/// 1980); what is left are Taylor series.
/// </remarks>
public static class Portable
{
    private const double Ln2 = 0.69314718055994530942;

    // The upper 32 bits, so that multiples are exact, and the rest: together more digits of ln 2 than one number has.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double HalfLn2 = Ln2 / 2;
    private const int MantissaBits = 52;
    private const int Bias = 1023;
    private const long One = (long)Bias << MantissaBits;
    private const long SqrtHalf = 0x3FE6A09E667F3BCD;
    private const double TangentOfEighth = 0.41421356237309504880;

    /// <summary>e^x, within one unit in the last place.</summary>
    public static double Exp(double x)
    {
        if (!(Math.Abs(x) < 708))
        {
            return ExpFarOut(x);
        }

        var k = Math.Floor((x * (1 / Ln2)) + 0.5);
        return (1 + ReducedExpM1(x, k)) * BitConverter.Int64BitsToDouble(((long)k + Bias) << MantissaBits);
    }

    /// <summary>e^x - 1, without losing what is small; within four units in the last place.</summary>
    public static double ExpM1(double x) => Math.Abs(x) <= HalfLn2 ? SmallExpM1(x, 0) : Exp(x) - 1;

    /// <summary>2^x, within 1.2 units in the last place; exact for whole numbers.</summary>
    public static double Exp2(double x)
    {
        if (!(Math.Abs(x) < 1100))
        {
            return x > 0 ? double.PositiveInfinity : x < 0 ? 0 : x;
        }

        var k = Math.Floor(x + 0.5);
        return Math.ScaleB(1 + SmallExpM1((x - k) * Ln2, 0), (int)k);
    }

    /// <summary>The natural logarithm, within one unit in the last place; NaN below 0.</summary>
    public static double Log(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = 0;
        // What is not a positive normal number: zero, negative, infinite, NaN or subnormal.
        if (bits < 1L << MantissaBits || bits >= 0x7FFL << MantissaBits)
        {
            if (!(x > 0) || double.IsInfinity(x))
            {
                return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
            }

            bits = BitConverter.DoubleToInt64Bits(x * (1L << 54));
            exponent = -54;
        }

        // x = 2^k (1 + f) with 1 + f between the roots of 1/2 and of 2.
        var shifted = bits + (One - SqrtHalf);
        var k = (double)(exponent + (int)(shifted >> MantissaBits) - Bias);
        var f = BitConverter.Int64BitsToDouble((shifted & ((1L << MantissaBits) - 1)) + SqrtHalf) - 1;
        var half = 0.5 * f * f;
        var s = f / (2 + f);
        return (k * Ln2High) - (half - ((s * (half + AtanhSeries(s * s))) + (k * Ln2Low)) - f);
    }

    /// <summary>x^y for x of 0 or more; its relative error is about 1 + |y ln x| units in the last place.</summary>
    public static double Pow(double x, double y) => y == 0 ? 1 : Exp(y * Log(x));

    /// <summary>The angle of the point (x, y), over -pi up to pi, within three units in the last place; 0 for the
    /// origin.</summary>
    public static double Atan2(double y, double x)
    {
        var (width, height) = (Math.Abs(x), Math.Abs(y));
        if (width == 0 && height == 0)
        {
            return 0;
        }

        var angle = AtanToOne(Math.Min(width, height) / Math.Max(width, height));
        angle = height > width ? (Math.PI / 2) - angle : angle;
        angle = x < 0 ? Math.PI - angle : angle;
        return y < 0 ? -angle : angle;
    }

    private static double ExpFarOut(double x)
    {
        if (!(Math.Abs(x) < 746))
        {
            return x > 0 ? double.PositiveInfinity : x < 0 ? 0 : x;
        }

        var k = Math.Floor((x * (1 / Ln2)) + 0.5);
        return Math.ScaleB(1 + ReducedExpM1(x, k), (int)k);
    }

    // e^(x - k ln 2) - 1; what rounds off in the difference is carried along.
    private static double ReducedExpM1(double x, double k)
    {
        var high = x - (k * Ln2High);
        var low = k * Ln2Low;
        var r = high - low;
        return SmallExpM1(r, high - r - low);
    }

    // r + r^2/2! + ... + r^13/13! for |r| up to ln(2)/2, in pairs (Estrin), so that the processor need not wait.
    private static double SmallExpM1(double r, double rest)
    {
        var r2 = r * r;
        var r4 = r2 * r2;
        var first = (1.0 / 2) + (r * (1.0 / 6)) + (r2 * ((1.0 / 24) + (r * (1.0 / 120))));
        var second = (1.0 / 720) + (r * (1.0 / 5_040)) + (r2 * ((1.0 / 40_320) + (r * (1.0 / 362_880))));
        var third = (1.0 / 3_628_800) + (r * (1.0 / 39_916_800))
            + (r2 * ((1.0 / 479_001_600) + (r * (1.0 / 6_227_020_800))));
        return r + ((r2 * (first + (r4 * (second + (r4 * third))))) + rest);
    }

    // 2/3 z + 2/5 z^2 + ... + 2/21 z^10: what log((1 + s) / (1 - s)) / s has more than 2, z being s^2 up to 0.0295.
    private static double AtanhSeries(double z)
    {
        var z2 = z * z;
        var z4 = z2 * z2;
        var first = (2.0 / 3) + (z * (2.0 / 5)) + (z2 * ((2.0 / 7) + (z * (2.0 / 9))));
        var second = (2.0 / 11) + (z * (2.0 / 13)) + (z2 * ((2.0 / 15) + (z * (2.0 / 17))));
        var third = (2.0 / 19) + (z * (2.0 / 21));
        return z * (first + (z4 * (second + (z4 * third))));
    }

    // For 0 to 1: turned back by an eighth of a circle where that brings it nearer to 0, then halved.
    private static double AtanToOne(double tangent)
    {
        var turned = tangent > TangentOfEighth;
        var t = turned ? (tangent - 1) / (tangent + 1) : tangent;
        var h = t / (1 + Math.Sqrt(1 + (t * t)));
        var (z, series) = (h * h, 0.0);
        for (var n = 21; n >= 3; n -= 2)
        {
            series = ((1.0 / n) - series) * z;
        }

        return (turned ? Math.PI / 4 : 0) + (2 * (h - (h * series)));
    }
}
