namespace Personalization.Conditions.Functions;

/// <summary>A time zone: an IANA name such as <c>Europe/Berlin</c>, or a fixed offset such as <c>+02:00</c>.</summary>
internal sealed class TimeZone
{
    private readonly TimeZoneInfo? _zone;
    private readonly TimeSpan _offset;

    private TimeZone(TimeZoneInfo? zone, TimeSpan offset)
    {
        _zone = zone;
        _offset = offset;
    }

    public static string Unknown(string name) =>
        $"'{(name.Length > 60 ? name[..60] : name)}' is not a time zone known here, "
        + "such as 'Europe/Berlin' or '+02:00'.";

    /// <summary>The zone of that name, or null.</summary>
    public static TimeZone? Find(string name)
    {
        if (TryParseOffset(name) is { } offset)
        {
            return new TimeZone(null, offset);
        }

        // Anything with a path in it would make the runtime look for files.
        return name.Length is > 0 and <= 60 && !name.Contains("..", StringComparison.Ordinal) && name[0] != '/'
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
                ? new TimeZone(zone, TimeSpan.Zero)
                : null;
    }

    /// <summary>The wall-clock time there, or null outside the years 1 to 9999.</summary>
    public DateTime? ToLocal(Value instant)
    {
        var utc = new DateTime(instant.InstantTicks, DateTimeKind.Utc);
        var local = utc.Ticks + (_zone?.GetUtcOffset(utc) ?? _offset).Ticks;
        return local < 0 || local > DateTime.MaxValue.Ticks ? null : new DateTime(local, DateTimeKind.Unspecified);
    }

    private static TimeSpan? TryParseOffset(string name)
    {
        var digits = name.Length > 0 && name[0] is '+' or '-' ? name.AsSpan(1) : name.AsSpan();
        if (digits.Length != 5 || digits[2] != ':'
            || !int.TryParse(digits[..2], System.Globalization.NumberStyles.None, null, out var hours)
            || !int.TryParse(digits[3..], System.Globalization.NumberStyles.None, null, out var minutes)
            || hours > 23 || minutes > 59)
        {
            return null;
        }

        var offset = new TimeSpan(hours, minutes, 0);
        return name[0] == '-' ? -offset : offset;
    }
}
