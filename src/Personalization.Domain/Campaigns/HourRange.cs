using System.Globalization;
using System.Text.Json.Serialization;

namespace Personalization.Domain.Campaigns;

/// <summary>
/// A part of the day by the wall clock, its start included and its end not. One that ends before it starts goes over
/// midnight and belongs to the day on which it starts.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record HourRange
{
    internal const int MinutesOfDay = 1440;

    /// <summary><c>09:00</c>.</summary>
    public string From { get; set; } = "00:00";

    /// <summary><c>17:30</c>, or <c>24:00</c> for the end of the day.</summary>
    public string Until { get; set; } = "24:00";

    internal void Validate(FieldErrors errors, string at)
    {
        var (from, until) = (Minutes(From), Minutes(Until));
        if (from is null or MinutesOfDay)
        {
            errors.Add(at + ".from", "must be a time of day such as 09:00.");
        }

        if (until is null)
        {
            errors.Add(at + ".until", "must be a time of day such as 17:30, or 24:00.");
        }

        if (from is not null && from == until)
        {
            errors.Add(at + ".until", "must differ from its start; 00:00 to 24:00 is the whole day.");
        }
    }

    /// <summary>Minutes since midnight, 0 to 1,440; null for what is no time of day.</summary>
    internal static int? Minutes(string? text) =>
        text is { Length: 5 } && text[2] == ':'
        && int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
        && int.TryParse(text.AsSpan(3, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minute)
        && minute < 60 && (hour * 60) + minute <= MinutesOfDay
            ? (hour * 60) + minute
            : null;
}
