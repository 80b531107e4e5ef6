using Personalization.Conditions;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Decisions;

/// <summary>The time that a condition looks back over: after one millisecond, up to and including another.</summary>
/// <remarks>
/// A span said in days counts calendar days in UTC: of N days at t, those whose date d satisfies <c>date(t) - N &lt; d
/// &lt;= date(t)</c>. Any other span is exact: <c>t - span &lt; event &lt;= t</c>.
/// </remarks>
internal readonly record struct Window(long After, long Until, int Days)
{
    /// <summary>What is wrong with a span that is nothing or negative.</summary>
    internal const string NoSpan = "A window must be longer than nothing, as in days(7) or hours(48).";

    private static readonly Value Fault = Value.Error("a window must be longer than nothing");

    /// <summary>Whether the span counts calendar days.</summary>
    internal bool IsInDays => Days > 0;

    /// <summary>The first calendar day before the window.</summary>
    internal int DayBefore => LastDay - Days;

    /// <summary>The calendar day that the window ends in.</summary>
    internal int LastDay => Instants.DayOf(Until);

    /// <summary>The window of a duration before an instant; false with the fault where it is none.</summary>
    internal static bool TryOf(Value span, DateTimeOffset now, out Window window, out Value fault)
    {
        var until = Instants.ToMilliseconds(now);
        var length = span.AsDuration;
        var days = span.IsInDays ? (int)length.TotalDays : 0;
        window = days > 0
            ? new Window(((Instants.DayOf(until) - days + 1) * Instants.MillisecondsPerDay) - 1, until, days)
            : new Window(until - (long)length.TotalMilliseconds, until, 0);
        fault = Fault;
        return length > TimeSpan.Zero;
    }

    /// <summary>Whether an instant lies in it.</summary>
    internal bool Holds(long milliseconds) => milliseconds > After && milliseconds <= Until;
}
