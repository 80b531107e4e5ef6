using System.Text.Json.Serialization;

namespace Personalization.Domain.Campaigns;

/// <summary>
/// When a campaign runs: from <see cref="From"/> (included) until <see cref="Until"/> (excluded); an absent end is
/// open.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Schedule
{
    /// <summary>The first instant it runs.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first instant it no longer runs.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether the campaign runs at an instant.</summary>
    public bool Covers(DateTimeOffset at) => !(at < From) && !(at >= Until);

    internal void Validate(FieldErrors errors)
    {
        if (Until <= From)
        {
            errors.Add("schedule.until", "must be after schedule.from.");
        }
    }
}
