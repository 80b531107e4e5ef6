namespace Personalization.Domain.Events;

/// <summary>Amounts of money as whole numbers of 1/10,000 of the currency unit, so that sums do not depend on their order.</summary>
public static class Money
{
    /// <summary>Units in one of the currency.</summary>
    public const long UnitsPerOne = 10_000;

    /// <summary>The largest amount of a single event (ten thousand million of the currency); larger ones count as this.</summary>
    public const long MaxUnits = 100_000_000_000_000;

    /// <summary>Rounds half away from zero to the nearest unit and bounds the amount; NaN is no amount, 0.</summary>
    public static long FromNumber(double amount) =>
        double.IsNaN(amount) ? 0 : (long)Math.Clamp(Math.Round(amount * UnitsPerOne, MidpointRounding.AwayFromZero), -MaxUnits, MaxUnits);

    /// <summary>The amount in the currency.</summary>
    public static double ToNumber(long units) => units / (double)UnitsPerOne;

    /// <summary>A sum that stops at the ends of the range instead of wrapping round.</summary>
    public static long Add(long left, long right)
    {
        var sum = unchecked(left + right);
        if (((left ^ sum) & (right ^ sum)) >= 0)
        {
            return sum;
        }

        return left < 0 ? long.MinValue : long.MaxValue;
    }

    /// <summary>A price times a quantity, bounded like every amount.</summary>
    public static long Times(long units, int quantity) =>
        (long)Int128.Clamp((Int128)units * quantity, -MaxUnits, MaxUnits);
}
