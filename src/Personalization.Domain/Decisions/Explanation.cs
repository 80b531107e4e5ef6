using System.Text.Json.Serialization;

namespace Personalization.Domain.Decisions;

/// <summary>What became of one candidate campaign. The names are the HTTP contract.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CandidateOutcome>))]
public enum CandidateOutcome
{
    /// <summary>It is what is shown.</summary>
    [JsonStringEnumMemberName("won")]
    Won = 0,

    /// <summary>A campaign of higher priority was shown; what it would have come to was still looked at.</summary>
    [JsonStringEnumMemberName("outranked")]
    Outranked = 1,

    /// <summary>Its schedule does not cover the time.</summary>
    [JsonStringEnumMemberName("not_scheduled")]
    NotScheduled = 2,

    /// <summary>Its audience condition does not hold, or could not be evaluated.</summary>
    [JsonStringEnumMemberName("not_in_audience")]
    NotInAudience = 3,

    /// <summary>The customer is outside its coverage.</summary>
    [JsonStringEnumMemberName("not_covered")]
    NotCovered = 4,

    /// <summary>The customer did not consent to what it needs; its audience was not looked at.</summary>
    [JsonStringEnumMemberName("no_consent")]
    NoConsent = 5,

    /// <summary>The customer opted out of the placement's channel or of one of its topics.</summary>
    [JsonStringEnumMemberName("opted_out")]
    OptedOut = 6,
}

/// <summary>Why one candidate campaign did or did not win.</summary>
/// <param name="Campaign">Its key.</param>
/// <param name="Priority">Its priority; candidates are listed from the highest.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Scheduled">Whether its schedule covers the time.</param>
/// <param name="Audience">What its audience condition saw; null when everybody is its audience.</param>
/// <param name="Bucket">The customer's place in its split, 0 to 1; see <see cref="Experiments.Bucketing"/>.</param>
/// <param name="Variant">The variant that place falls into; null outside the coverage.</param>
public sealed record CandidateExplanation(
    string Campaign,
    int Priority,
    CandidateOutcome Outcome,
    bool Scheduled,
    ConditionExplanation? Audience,
    double Bucket,
    string? Variant);

/// <summary>A condition, what it came to, and the values it saw on the way.</summary>
/// <param name="Condition">Its text.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Error">Why it could not be evaluated, if so: then it does not hold.</param>
/// <param name="Parts">The condition and its parts, each before its own parts; 200 at most.</param>
public sealed record ConditionExplanation(
    string Condition, bool Holds, string? Error, IReadOnlyList<ConditionPart> Parts);

/// <summary>One part of a condition and its value.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Value">As a literal of the condition language, <c>no value</c>, or <c>error: why</c>.</param>
/// <param name="Depth">How deep it stands in the condition; 0 is the whole of it.</param>
public sealed record ConditionPart(string Text, string Value, int Depth);
