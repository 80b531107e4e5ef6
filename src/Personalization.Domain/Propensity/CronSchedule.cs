using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Personalization.Domain.Propensity;

/// <summary>
/// When something is due, as cron writes it: minute, hour, day of the month, month, day of the week, in UTC.
/// </summary>
/// <remarks>
/// Each field is <c>*</c> or a list of numbers, ranges and steps (<c>*/15</c>, <c>1-5</c>, <c>0,30</c>); months and
/// days also by their English names' first three letters; 0 and 7 are Sunday. As in every cron, a time is due when
/// either day field fits, if both are restricted.
/// </remarks>
public sealed class CronSchedule
{
    private const int Years = 9;

    private static readonly (string Name, int Least, int Most)[] Fields =
        [("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7)];

    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly string _text;
    private readonly bool[][] _fits;
    private readonly bool _eitherDay;

    private CronSchedule(string text, bool[][] fits, bool eitherDay)
    {
        _text = text;
        _fits = fits;
        _eitherDay = eitherDay;
    }

    /// <summary>Reads an expression of five fields, or says what is wrong with it.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? fault)
    {
        schedule = null;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Fields.Length)
        {
            fault =
                $"'{text}' has {parts.Length} fields; cron has five, such as '0 3 * * *' for every day at 03:00 UTC.";
            return false;
        }

        var fits = new bool[Fields.Length][];
        for (var i = 0; i < parts.Length; i++)
        {
            if (Read(parts[i], i) is not { } field)
            {
                var (name, least, most) = Fields[i];
                fault =
                    $"The {name} '{parts[i]}' is not *, a number from {least} to {most}, a range, a list or a step.";
                return false;
            }

            fits[i] = field;
        }

        fits[4][0] |= fits[4][7];
        var made = new CronSchedule(text, fits, parts[2][0] != '*' && parts[4][0] != '*');
        fault = made.Next(DateTimeOffset.UnixEpoch) is null ? $"'{text}' never comes." : null;
        schedule = fault is null ? made : null;
        return schedule is not null;
    }

    /// <summary>The newest due time that is after one instant and not after another; null when there is none.</summary>
    public DateTimeOffset? Newest(DateTimeOffset after, DateTimeOffset until)
    {
        DateTimeOffset? newest = null;
        for (var due = Next(after); due <= until; due = Next(due.Value))
        {
            newest = due;
        }

        return newest;
    }

    /// <summary>The first due time after an instant; null when there is none within nine years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var utc = after.UtcDateTime;
        var at = new DateTime(utc.Year, utc.Month, utc.Day, utc.Hour, utc.Minute, 0, DateTimeKind.Utc).AddMinutes(1);
        var end = at.AddYears(Years);
        while (at < end)
        {
            if (!_fits[3][at.Month])
            {
                at = new DateTime(at.Year, at.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1);
            }
            else if (!FitsDay(at))
            {
                at = at.Date.AddDays(1);
            }
            else if (!_fits[1][at.Hour])
            {
                at = at.Date.AddHours(at.Hour + 1);
            }
            else if (!_fits[0][at.Minute])
            {
                at = at.AddMinutes(1);
            }
            else
            {
                return new DateTimeOffset(at, TimeSpan.Zero);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private bool FitsDay(DateTime at)
    {
        var (ofMonth, ofWeek) = (_fits[2][at.Day], _fits[4][(int)at.DayOfWeek]);
        return _eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
    }

    private static bool[]? Read(string part, int field)
    {
        var (_, least, most) = Fields[field];
        var fits = new bool[most + 1];
        foreach (var item in part.Split(','))
        {
            if (!TryReadItem(item, field, out var from, out var to, out var step))
            {
                return null;
            }

            for (var i = Math.Max(from, least); i <= to; i += step)
            {
                fits[i] = true;
            }
        }

        return fits;
    }

    private static bool TryReadItem(string item, int field, out int from, out int to, out int step)
    {
        var (_, least, most) = Fields[field];
        (from, to, step) = (least, most, 1);
        var slash = item.Split('/');
        if (slash.Length > 2 || (slash.Length == 2 && (!TryNumber(slash[1], out step) || step < 1)))
        {
            return false;
        }

        if (slash[0] == "*")
        {
            return true;
        }

        var range = slash[0].Split('-');
        if (range.Length > 2 || !TryValue(range[0], field, out from) || !TryValue(range[^1], field, out to))
        {
            return false;
        }

        // As in cron, 5/10 is from 5 to the end.
        to = range.Length == 1 && slash.Length == 2 ? most : to;
        return from >= least && to <= most && from <= to;
    }

    private static bool TryValue(string text, int field, out int value)
    {
        value = field switch
        {
            3 => Array.IndexOf(Months, text.ToLowerInvariant()) + 1,
            4 => Array.IndexOf(Days, text.ToLowerInvariant()),
            _ => -1,
        };
        return value >= Fields[field].Least || TryNumber(text, out value);
    }

    private static bool TryNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
