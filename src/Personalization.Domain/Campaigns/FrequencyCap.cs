using System.Text.Json.Serialization;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Campaigns;

/// <summary>At most so many in a rolling window: "3 in 7 days".</summary>
/// <remarks>
/// Members with a default are settable: generated JSON readers overwrite an absent init-only member with nothing.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FrequencyCap
{
    /// <summary>How many, 1 to 20: as many impressions as a profile keeps of one campaign in one placement.</summary>
    public int Limit { get; set; } = 1;

    /// <summary>
    /// The length of the window, as <see cref="WindowText"/> reads it: <c>30m</c>, <c>24h</c>, <c>7d</c>.
    /// </summary>
    public string Window { get; set; } = "";

    /// <summary>What is counted.</summary>
    public CapCount Count { get; init; }

    internal static void Validate(FieldErrors errors, string at, IReadOnlyList<FrequencyCap>? caps)
    {
        if (caps?.Count > CatalogueLimits.Caps)
        {
            errors.Add(at, $"must hold at most {CatalogueLimits.Caps} caps.");
        }

        for (var i = 0; i < caps?.Count; i++)
        {
            if (caps[i] is not { } cap)
            {
                errors.Add($"{at}[{i}]", "must be an object.");
                continue;
            }

            if (cap.Limit is < 1 or > Limits.ExposuresOfOne)
            {
                errors.Add($"{at}[{i}].limit", $"must be 1 to {Limits.ExposuresOfOne}.");
            }

            WindowText.Validate(errors, $"{at}[{i}].window", cap.Window);
            if (!Enum.IsDefined(cap.Count))
            {
                errors.Add($"{at}[{i}].count", "must be impressions or decisions.");
            }
        }
    }
}

/// <summary>What a cap counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CapCount>))]
public enum CapCount
{
    /// <summary><c>Promotion Viewed</c> events, from the profile. The default.</summary>
    [JsonStringEnumMemberName("impressions")]
    Impressions = 0,

    /// <summary>
    /// Decisions, as they are made: exact under any concurrency, for one call to the store per decision that the cap is
    /// about.
    /// </summary>
    [JsonStringEnumMemberName("decisions")]
    Decisions = 1,
}

/// <summary>One of the limits that decisions are counted against.</summary>
/// <param name="Limit">At most so many.</param>
/// <param name="Window">Within a rolling window of this length.</param>
public readonly record struct CountLimit(int Limit, TimeSpan Window);

/// <summary>A count of decisions and its limits.</summary>
/// <param name="Counter">
/// What is counted: a campaign's key, <c>placement/KEY</c>, or <c>cap/KEY</c> for caps on a channel or on everything.
/// </param>
/// <param name="Limits">At least one; all must leave room.</param>
public sealed record CountedLimits(string Counter, IReadOnlyList<CountLimit> Limits);
