namespace Personalization.Domain.Campaigns;

/// <summary>A schedule ready to be asked, as often as decisions are made. For any number of threads.</summary>
/// <remarks>
/// The wall clock is read from the instant, so on the day the clocks go forward a range within the skipped hour does
/// not run, and on the day they go back it runs twice. Whole minutes give one answer, which is remembered for the last
/// one asked about: time zones are looked into once a minute, not once a decision.
/// </remarks>
internal sealed class ScheduleClock
{
    private const byte EveryDay = 0x7f;

    private readonly long _from;
    private readonly long _until;
    private readonly bool _isPlain;
    private readonly TimeZoneInfo _zone;
    private readonly byte _days;
    private readonly (int From, int Until)[] _ranges;

    // The minute shifted left by one, and whether it is covered.
    private long _remembered = -1;

    internal ScheduleClock(Schedule schedule)
    {
        _from = schedule.From?.UtcTicks ?? long.MinValue;
        _until = schedule.Until?.UtcTicks ?? long.MaxValue;
        _isPlain = schedule.Days is null && schedule.Hours is null;
        _zone = schedule.TimeZone is { } name ? FindZone(name) ?? TimeZoneInfo.Utc : TimeZoneInfo.Utc;
        _days = schedule.Days is null
            ? EveryDay
            : (byte)schedule.Days.Aggregate(0, (mask, day) => mask | (1 << (int)day));
        _ranges = schedule.Hours is null
            ? [(0, HourRange.MinutesOfDay)]
            : [.. schedule.Hours.Select(
                range => (HourRange.Minutes(range.From) ?? 0, HourRange.Minutes(range.Until) ?? 0))];
    }

    /// <summary>The zone of an IANA name, or null. The names are those of the system's time zone database.</summary>
    internal static TimeZoneInfo? FindZone(string name) =>
        name.Length is > 0 and <= 60 && !name.Contains("..", StringComparison.Ordinal) && name[0] != '/'
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
                ? zone
                : null;

    internal bool Covers(DateTimeOffset at)
    {
        var ticks = at.UtcTicks;
        if (ticks < _from || ticks >= _until)
        {
            return false;
        }

        if (_isPlain)
        {
            return true;
        }

        var minute = ticks / TimeSpan.TicksPerMinute;
        var remembered = Volatile.Read(ref _remembered);
        if (remembered >> 1 == minute)
        {
            return (remembered & 1) != 0;
        }

        var covers = CoversWallClock(at.UtcDateTime);
        Volatile.Write(ref _remembered, (minute << 1) | (covers ? 1L : 0));
        return covers;
    }

    private bool CoversWallClock(DateTime utc)
    {
        // A day before the calendar's first would be needed for a range over midnight there.
        var offset = _zone.GetUtcOffset(utc).Ticks;
        var local = new DateTime(Math.Clamp(utc.Ticks + offset, TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks));
        var minute = (local.Hour * 60) + local.Minute;
        var (today, yesterday) = (IsDay(local.DayOfWeek), IsDay(local.AddDays(-1).DayOfWeek));
        foreach (var (from, until) in _ranges)
        {
            var covers = from < until
                ? today && minute >= from && minute < until
                : (today && minute >= from) || (yesterday && minute < until);
            if (covers)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsDay(DayOfWeek day) => (_days & (1 << (int)day)) != 0;
}
