using System.Text.Json.Serialization;

namespace Personalization.Domain.Campaigns;

/// <summary>
/// When a campaign runs: from <see cref="From"/> (included) until <see cref="Until"/> (excluded), on certain days and
/// at certain hours of a time zone's wall clock. What is absent does not restrict.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Schedule
{
    private const int MostRanges = 24;

    /// <summary>The first instant it runs.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first instant it no longer runs.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The zone of <see cref="Days"/> and <see cref="Hours"/> by its IANA name; UTC when absent.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The days of the week on which it runs, or on which its hours begin.</summary>
    public IReadOnlyList<Weekday>? Days { get; init; }

    /// <summary>The hours of those days at which it runs.</summary>
    public IReadOnlyList<HourRange>? Hours { get; init; }

    /// <summary>Whether the campaign runs at an instant.</summary>
    public bool Covers(DateTimeOffset at) => new ScheduleClock(this).Covers(at);

    internal void Validate(FieldErrors errors)
    {
        if (Until <= From)
        {
            errors.Add("schedule.until", "must be after schedule.from.");
        }

        if (TimeZone is not null && ScheduleClock.FindZone(TimeZone) is null)
        {
            errors.Add("schedule.timeZone", $"is not a time zone known here, such as 'Europe/Berlin': '{TimeZone}'.");
        }

        if (Days is { Count: 0 or > 7 } || Days?.Any(day => !Enum.IsDefined(day)) == true)
        {
            errors.Add("schedule.days", "must name 1 to 7 of mon, tue, wed, thu, fri, sat and sun.");
        }

        if (Hours is { Count: 0 or > MostRanges })
        {
            errors.Add("schedule.hours", $"must hold 1 to {MostRanges} ranges.");
        }

        for (var i = 0; i < Hours?.Count; i++)
        {
            Hours[i]?.Validate(errors, $"schedule.hours[{i}]");
        }
    }
}

/// <summary>A day of the week, by its first three letters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Weekday>))]
public enum Weekday
{
    /// <summary>Sunday.</summary>
    [JsonStringEnumMemberName("sun")]
    Sunday = 0,

    /// <summary>Monday.</summary>
    [JsonStringEnumMemberName("mon")]
    Monday = 1,

    /// <summary>Tuesday.</summary>
    [JsonStringEnumMemberName("tue")]
    Tuesday = 2,

    /// <summary>Wednesday.</summary>
    [JsonStringEnumMemberName("wed")]
    Wednesday = 3,

    /// <summary>Thursday.</summary>
    [JsonStringEnumMemberName("thu")]
    Thursday = 4,

    /// <summary>Friday.</summary>
    [JsonStringEnumMemberName("fri")]
    Friday = 5,

    /// <summary>Saturday.</summary>
    [JsonStringEnumMemberName("sat")]
    Saturday = 6,
}
