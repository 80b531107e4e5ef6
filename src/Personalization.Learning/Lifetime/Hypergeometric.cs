namespace Personalization.Learning.Lifetime;

/// <summary>The part of Gauss's hypergeometric function that expected orders need.</summary>
internal static class Hypergeometric
{
    private const int MostTerms = 200_000;
    private const double Precision = 1e-15;

    /// <summary>
    /// c S, where 2F1(p, a - 1; c; z) = 1 + (a - 1) S, for 0 &lt;= z &lt; 1 and c &gt; -1: c times the sum over n from
    /// 1 of (p)_n (a)_(n-1) / ((c)_n n!) z^n. Times c, because c may be 0.
    /// </summary>
    /// <remarks>
    /// The form after Euler's transformation (Abramowitz and Stegun 15.3.3), whose terms stay small however many
    /// orders a buyer has; they fall at least as fast as z^n in the end.
    /// </remarks>
    public static double Remainder(double p, double a, double c, double z)
    {
        var term = p * z;
        var sum = term;
        for (var n = 1; n < MostTerms && term != 0; n++)
        {
            var ratio = (p + n) * (a + n - 1) / ((c + n) * (n + 1)) * z;
            term *= ratio;
            sum += term;
            if (Math.Abs(ratio) < 1 && Math.Abs(term) <= Precision * (1 - Math.Abs(ratio)) * Math.Abs(sum))
            {
                break;
            }
        }

        return sum;
    }
}
