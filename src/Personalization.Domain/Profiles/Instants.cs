namespace Personalization.Domain.Profiles;

/// <summary>
/// How a profile keeps time: whole milliseconds since year 1, and days as numbers since year 1, all UTC. Finer than
/// that is cut off, so that a store which keeps microseconds rebuilds the same profile as one which keeps ticks.
/// </summary>
internal static class Instants
{
    public const long MillisecondsPerDay = 86_400_000;
    public const int MaxDay = 3_652_058;
    public const long MaxMilliseconds = ((MaxDay + 1L) * MillisecondsPerDay) - 1;

    public static long ToMilliseconds(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMillisecond;

    public static DateTimeOffset FromMilliseconds(long milliseconds) =>
        new(milliseconds * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    public static DateTimeOffset? FromMillisecondsOrNull(long milliseconds) =>
        milliseconds < 0 ? null : FromMilliseconds(milliseconds);

    public static int DayOf(long milliseconds) => (int)(milliseconds / MillisecondsPerDay);

    public static int HourOf(long milliseconds) => (int)(milliseconds % MillisecondsPerDay / 3_600_000);

    /// <summary>0 is Monday: 0001-01-01 was one.</summary>
    public static int WeekdayOf(int day) => day % 7;
}
