namespace Personalization.Conditions.Values;

/// <summary>Timestamps: RFC 3339 text, arithmetic in nanoseconds within the years 1 to 9999.</summary>
internal static class Instants
{
    public static readonly Value OutOfRange = Value.Error("timestamp range error: years 1 to 9999 only");

    private static readonly Value NotRfc3339 =
        Value.Error("not an RFC 3339 timestamp, such as 2024-05-31T12:30:00Z (or it is out of range)");

    private static readonly long UnixEpoch = DateTime.UnixEpoch.Ticks;

    public static Value Add(Value instant, Int128 nanoseconds)
    {
        var total = ((Int128)instant.InstantTicks * 100) + instant.InstantNanos + nanoseconds;
        return total < 0 || total / 100 > DateTime.MaxValue.Ticks
            ? OutOfRange
            : Value.OfInstant((long)(total / 100), (int)(total % 100));
    }

    public static Value Between(Value from, Value to) => Durations.Of(
        (((Int128)to.InstantTicks - from.InstantTicks) * 100) + to.InstantNanos - from.InstantNanos);

    public static long ToUnixSeconds(Value instant) =>
        Math.DivRem(instant.InstantTicks, TimeSpan.TicksPerSecond).Quotient - (UnixEpoch / TimeSpan.TicksPerSecond);

    public static Value FromUnixSeconds(long seconds) =>
        Add(Value.OfInstant(UnixEpoch, 0), (Int128)seconds * 1_000_000_000);

    public static string ToText(Value instant)
    {
        var time = new DateTime(instant.InstantTicks, DateTimeKind.Utc);
        var nanos = ((instant.InstantTicks % TimeSpan.TicksPerSecond) * 100) + instant.InstantNanos;
        return $"{time:yyyy-MM-ddTHH:mm:ss}{Durations.Fraction(nanos)}Z";
    }

    public static Value Parse(string text)
    {
        if (text.Length < 20 || text[10] != 'T' || !TryParseParts(text, out var time))
        {
            return NotRfc3339;
        }

        var rest = text.AsSpan(19);
        var nanos = 0L;
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > 9)
            {
                return NotRfc3339;
            }

            nanos = long.Parse(rest.Slice(1, digits).ToString().PadRight(9, '0'));
            rest = rest[(1 + digits)..];
        }

        return TryParseOffset(rest, out var minutes)
            ? Add(Value.OfInstant(time.Ticks, 0), nanos - ((Int128)minutes * 60_000_000_000))
            : NotRfc3339;
    }

    /// <summary>Minutes east of UTC from <c>Z</c> or <c>+hh:mm</c>.</summary>
    private static bool TryParseOffset(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is "Z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !TryParseDigits(text[1..3], 23, out var hours) || !TryParseDigits(text[4..], 59, out minutes))
        {
            return false;
        }

        minutes = (text[0] == '-' ? -1 : 1) * ((hours * 60) + minutes);
        return true;
    }

    private static bool TryParseParts(string text, out DateTime time)
    {
        time = default;
        if (text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':'
            || !TryParseDigits(text.AsSpan(0, 4), 9999, out var year) || year == 0
            || !TryParseDigits(text.AsSpan(5, 2), 12, out var month) || month == 0
            || !TryParseDigits(text.AsSpan(8, 2), DateTime.DaysInMonth(year, month), out var day) || day == 0
            || !TryParseDigits(text.AsSpan(11, 2), 23, out var hour)
            || !TryParseDigits(text.AsSpan(14, 2), 59, out var minute)
            || !TryParseDigits(text.AsSpan(17, 2), 59, out var second))
        {
            return false;
        }

        time = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc);
        return true;
    }

    private static bool TryParseDigits(ReadOnlySpan<char> text, int most, out int value)
    {
        value = 0;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character))
            {
                return false;
            }

            value = (value * 10) + character - '0';
        }

        return value <= most;
    }
}
