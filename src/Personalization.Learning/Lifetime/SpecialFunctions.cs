using Personalization.Learning.Numerics;

namespace Personalization.Learning.Lifetime;

/// <summary>The gamma function's logarithm and its derivative, for positive arguments.</summary>
/// <remarks>Stirling's series with six terms from 10 on (Abramowitz and Stegun 6.1.40, 6.3.18), reached by the
/// recurrence; relative error about 1e-14.</remarks>
internal static class SpecialFunctions
{
    private const double SeriesFrom = 10;

    public static double LogGamma(double x)
    {
        var product = 1.0;
        while (x < SeriesFrom)
        {
            product *= x++;
        }

        var inverse = 1 / x;
        var square = inverse * inverse;
        var series = inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square
            * ((1.0 / 1680) - (square * ((1.0 / 1188) - (square * (691.0 / 360360)))))))))));
        return ((x - 0.5) * Portable.Log(x)) - x + (0.5 * Portable.Log(Math.Tau)) + series - Portable.Log(product);
    }

    public static double Digamma(double x)
    {
        var shift = 0.0;
        while (x < SeriesFrom)
        {
            shift += 1 / x++;
        }

        var square = 1 / (x * x);
        var series = square * ((1.0 / 12) - (square * ((1.0 / 120) - (square * ((1.0 / 252) - (square
            * ((1.0 / 240) - (square * ((1.0 / 132) - (square * (691.0 / 32760)))))))))));
        return Portable.Log(x) - (0.5 / x) - series - shift;
    }
}
