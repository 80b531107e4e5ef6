namespace Personalization.Domain.Events;

/// <summary>
/// Amounts of money as whole numbers of 1/10,000 of the currency unit, so that sums do not depend on their order.
/// </summary>
public static class Money
{
    /// <summary>Units in one of the currency.</summary>
    public const long UnitsPerOne = 10_000;

    /// <summary>
    /// The largest amount of a single event (ten thousand million of the currency); larger ones count as this.
    /// </summary>
    public const long MaxUnits = 100_000_000_000_000;

    /// <summary>Rounds half away from zero to the nearest unit and bounds the amount; NaN is no amount, 0.</summary>
    public static long FromNumber(double amount) =>
        double.IsNaN(amount)
            ? 0
            : (long)Math.Clamp(Math.Round(amount * UnitsPerOne, MidpointRounding.AwayFromZero), -MaxUnits, MaxUnits);

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

    /// <summary>
    /// Reads <c>123</c> or <c>-123.4567</c>, the way most amounts are written; false for any other way of writing.
    /// </summary>
    internal static bool TryParsePlain(ReadOnlySpan<byte> text, out long units)
    {
        const int MostDigits = 14;
        units = 0;
        var negative = text.Length > 0 && text[0] == '-';
        var decimals = -1;
        var digits = negative ? text[1..] : text;
        if (digits.Length is 0 or > MostDigits)
        {
            return false;
        }

        foreach (var digit in digits)
        {
            if (digit == '.' && decimals < 0)
            {
                decimals = 0;
                continue;
            }

            if (digit is < (byte)'0' or > (byte)'9' || decimals == 4)
            {
                return false;
            }

            units = (units * 10) + (digit - '0');
            decimals += decimals < 0 ? 0 : 1;
        }

        for (; decimals < 4; decimals++)
        {
            units *= decimals < 0 ? 1 : 10;
        }

        units = Math.Min(units, MaxUnits) * (negative ? -1 : 1);
        return true;
    }

    /// <summary>A price times a quantity, bounded like every amount.</summary>
    public static long Times(long units, int quantity) =>
        (long)Int128.Clamp((Int128)units * quantity, -MaxUnits, MaxUnits);
}
