using System.Globalization;
using Personalization.Conditions;

namespace Personalization.Domain.Decisions;

/// <summary>The part of the customer vocabulary that is about spans of time and dates that come every year.</summary>
internal static class DateWords
{
    // A leap year, so that every day that can be has a place in it.
    private const int AnyYear = 2000;

    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyyMMdd", "MM-dd", "--MM-dd"];

    internal static ConditionEnvironment<DecisionSubject> AddDates(
        this ConditionEnvironment<DecisionSubject> environment)
    {
        const string Days = "So many days: as a window, calendar days in UTC, today the last of them.";
        return environment
            .PureFunction(
                "days", [ConditionType.Int], ConditionType.Duration, a => SpanOfDays(a[0].AsInt), Days)
            .PureFunction(
                "days", [ConditionType.Double], ConditionType.Duration, a => SpanOfDays(a[0].AsDouble), Days)
            .Example("days", "orders(days(30)) > 0")
            .AddSpan("hours", 1, "So many hours: as a window, exact to the event.")
            .Example("hours", "count(\"Product Added\", hours(48)) > 0")
            .AddSpan("minutes", 1 / 60.0, "So many minutes: as a window, exact to the event.")
            .Example("minutes", "cart.idle > minutes(30)")
            .Function(
                "days_until",
                [ConditionType.String],
                ConditionType.Double,
                (subject, a) => Until(subject.Query.Now, a[0].AsString),
                "Days until a date comes round again, such as a birthday: 0 on the day, 366 at most; 29 February is "
                + "the 28th in other years.")
            .Function(
                "days_until",
                [ConditionType.Timestamp],
                ConditionType.Double,
                (subject, a) => Until(subject.Query.Now, DateOnly.FromDateTime(a[0].AsTimestamp.UtcDateTime)))
            .Example("days_until", "days_until(traits.birthday) <= 7");
    }

    private static ConditionEnvironment<DecisionSubject> AddSpan(
        this ConditionEnvironment<DecisionSubject> environment, string name, double hours, string description) =>
        environment
            .PureFunction(
                name, [ConditionType.Int], ConditionType.Duration, a => Span(a[0].AsInt * hours), description)
            .PureFunction(
                name, [ConditionType.Double], ConditionType.Duration, a => Span(a[0].AsDouble * hours), description);

    // Within a hundred years: beyond them no window means anything, and the arithmetic stays exact.
    private static Value Span(double hours) => Math.Abs(hours) <= 876_600
        ? Value.Of(TimeSpan.FromHours(hours))
        : Value.Error("a duration of more than 100 years");

    private static Value SpanOfDays(double days) =>
        Math.Abs(days) <= 36_525 && Math.Truncate(days) == days ? Value.OfDays((long)days) : Span(days * 24);

    private static Value Until(DateTimeOffset now, string text)
    {
        var date = text.AsSpan().Trim();
        if (DateOnly.TryParseExact(Dated(date), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return Until(now, day);
        }

        // Without a year the parser takes this one, which may know no 29 February.
        return date is "02-29" or "--02-29"
            ? Until(now, new DateOnly(AnyYear, 2, 29))
            : Value.Error($"'{text}' is not a date such as 1990-05-17 or 05-17");
    }

    // A timestamp counts by its date as written.
    private static ReadOnlySpan<char> Dated(ReadOnlySpan<char> text) =>
        text.Length > 10 && text[10] is 'T' or ' ' ? text[..10] : text;

    private static Value Until(DateTimeOffset now, DateOnly date)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var next = In(today.Year, date);
        if (next < today)
        {
            if (today.Year == DateOnly.MaxValue.Year)
            {
                return Value.Error("there is no next year");
            }

            next = In(today.Year + 1, date);
        }

        return Value.Of((double)(next.DayNumber - today.DayNumber));
    }

    private static DateOnly In(int year, DateOnly date) =>
        new(year, date.Month, Math.Min(date.Day, DateTime.DaysInMonth(year, date.Month)));
}
