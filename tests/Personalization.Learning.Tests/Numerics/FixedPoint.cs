using System.Numerics;

namespace Personalization.Learning.Tests.Numerics;

/// <summary>Numbers of 1,400 binary places after the point: what a double is held against.</summary>
internal static class FixedPoint
{
    private const int Places = 1400;
    private const int Halvings = 16;

    /// <summary>A finite double, exactly.</summary>
    public static BigInteger Of(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = (bits & ((1L << 52) - 1)) + (exponent > 0 ? 1L << 52 : 0);
        var shifted = (BigInteger)mantissa << (Places + Math.Max(exponent, 1) - 1075);
        return value < 0 ? -shifted : shifted;
    }

    /// <summary>e^x: Taylor's series of a 65,536th of x, raised to the 65,536th power.</summary>
    public static BigInteger Exp(BigInteger x)
    {
        var part = x >> Halvings;
        var (sum, term) = (BigInteger.One << Places, BigInteger.One << Places);
        for (var n = 1; !term.IsZero && term != BigInteger.MinusOne; n++)
        {
            term = ((term * part) >> Places) / n;
            sum += term;
        }

        for (var i = 0; i < Halvings; i++)
        {
            sum = (sum * sum) >> Places;
        }

        return sum;
    }

    /// <summary>log x: Halley's step (of third order) from a double that is nearly it.</summary>
    public static BigInteger Log(BigInteger x, double nearly)
    {
        var power = Exp(Of(nearly));
        return Of(nearly) + (((x - power) << (Places + 1)) / (x + power));
    }

    /// <summary>Product of two.</summary>
    public static BigInteger Times(BigInteger a, BigInteger b) => (a * b) >> Places;

    /// <summary>How far a double is from a number, in units of the double's last place.</summary>
    public static double UnitsOff(double actual, BigInteger expected)
    {
        var unit = Of(Math.BitIncrement(Math.Abs(actual)) - Math.Abs(actual));
        return (double)(((Of(actual) - expected) << 20) / unit) / (1 << 20);
    }
}
