using System.Buffers;

namespace Personalization.Conditions.Values;

/// <summary>
/// Durations: text such as <c>1h30m</c> or <c>1.5s</c>, held in nanoseconds, so up to about 292 years.
/// </summary>
internal static class Durations
{
    private static readonly SearchValues<char> NumberParts = SearchValues.Create("0123456789.");

    private static readonly Value OutOfRange = Value.Error("duration range error: beyond about 292 years");

    private static readonly Value NotDuration =
        Value.Error("not a duration, such as 90s, 1h30m or 250ms (units: h m s ms us ns)");

    public static Value Of(Int128 nanoseconds) =>
        nanoseconds < long.MinValue || nanoseconds > long.MaxValue
            ? OutOfRange
            : Value.OfNanoseconds((long)nanoseconds);

    /// <summary>Seconds with as many decimals as needed: <c>1.5s</c>.</summary>
    public static string ToText(Value duration)
    {
        var nanoseconds = (Int128)duration.Nanoseconds;
        var (sign, size) = nanoseconds < 0 ? ("-", -nanoseconds) : ("", nanoseconds);
        return $"{sign}{(long)(size / 1_000_000_000)}{Fraction((long)(size % 1_000_000_000))}s";
    }

    /// <summary>A dot and the decimals of some nanoseconds, or nothing for none.</summary>
    public static string Fraction(long nanoseconds) =>
        nanoseconds == 0 ? "" : "." + nanoseconds.ToString("D9").TrimEnd('0');

    public static Value Parse(string text)
    {
        var rest = text.AsSpan();
        var negative = rest.StartsWith('-');
        rest = rest.Length > 0 && rest[0] is '-' or '+' ? rest[1..] : rest;
        if (rest is "0")
        {
            return Value.OfNanoseconds(0);
        }

        if (rest.IsEmpty)
        {
            return NotDuration;
        }

        Int128 total = 0;
        while (!rest.IsEmpty)
        {
            if (!TryParseTerm(ref rest, out var term))
            {
                return NotDuration;
            }

            total += term;
            if (total > (Int128)long.MaxValue + 1)
            {
                return OutOfRange;
            }
        }

        return Of(negative ? -total : total);
    }

    /// <summary>Reads one number with its unit, such as <c>1.5h</c>, and takes it off the text.</summary>
    private static bool TryParseTerm(ref ReadOnlySpan<char> text, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        var length = text.IndexOfAnyExcept(NumberParts);
        if (length < 1)
        {
            return false;
        }

        var number = text[..length];
        var point = number.IndexOf('.');
        var whole = point < 0 ? number : number[..point];
        var decimals = point < 0 ? [] : number[(point + 1)..];
        if (whole.IsEmpty && decimals.IsEmpty || decimals.Contains('.')
            || !TryParseUnit(text[length..], out var unit, out var unitLength))
        {
            return false;
        }

        nanoseconds = Whole(whole) * unit;
        foreach (var digit in decimals)
        {
            unit /= 10;
            nanoseconds += (digit - '0') * unit;
        }

        text = text[(length + unitLength)..];
        return true;
    }

    // Saturates far beyond the longest duration, so that it can neither overflow nor slip back into range.
    private static Int128 Whole(ReadOnlySpan<char> digits)
    {
        Int128 value = 0;
        foreach (var digit in digits)
        {
            value = value > ulong.MaxValue ? value : (value * 10) + (digit - '0');
        }

        return value;
    }

    private static bool TryParseUnit(ReadOnlySpan<char> text, out long nanoseconds, out int length)
    {
        var end = text.IndexOfAny(NumberParts);
        var unit = end < 0 ? text : text[..end];
        length = unit.Length;
        nanoseconds = unit switch
        {
            "h" => 3_600_000_000_000,
            "m" => 60_000_000_000,
            "s" => 1_000_000_000,
            "ms" => 1_000_000,
            "us" or "\u00b5s" or "\u03bcs" => 1_000,
            "ns" => 1,
            _ => 0,
        };
        return nanoseconds != 0;
    }
}
