using System.Text.Json.Serialization;
using Personalization.Domain.Propensity;

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

    /// <summary>Another campaign of its exclusion group is the customer's.</summary>
    [JsonStringEnumMemberName("excluded")]
    Excluded = 7,

    /// <summary>A frequency cap leaves no room, or the campaign is cooling down; see <c>frequency</c>.</summary>
    [JsonStringEnumMemberName("capped")]
    Capped = 8,

    /// <summary>None of its variants is for the customer.</summary>
    [JsonStringEnumMemberName("no_variant")]
    NoVariant = 9,
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
    string? Variant)
{
    /// <summary>The caps and cooldown it was held against; null where it has none.</summary>
    public FrequencyExplanation? Frequency { get; init; }

    /// <summary>With the choices <c>ranked</c> and <c>first-match</c>: what each variant came to.</summary>
    public IReadOnlyList<VariantExplanation>? Variants { get; init; }

    /// <summary>When it was excluded: the campaign of its group that the customer gets.</summary>
    public string? ExcludedBy { get; init; }
}

/// <summary>How often a customer has seen what is capped, before this call.</summary>
/// <param name="Caps">Every impression cap that counts for the campaign in the placement.</param>
/// <param name="IsCoolingDown">Whether the customer has just responded to it.</param>
/// <param name="CountedOut">With a cap on decisions: whether the count left no room. A preview does not ask.</param>
public sealed record FrequencyExplanation(IReadOnlyList<CapExplanation> Caps, bool IsCoolingDown, bool? CountedOut);

/// <summary>One cap and its count.</summary>
/// <param name="Of">What is counted: <c>campaign</c>, <c>placement</c>, <c>channel web</c> or <c>all</c>.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="WindowHours">Within a rolling window of so many hours.</param>
/// <param name="Seen">How many there are in the window.</param>
public sealed record CapExplanation(string Of, int Limit, double WindowHours, int Seen);

/// <summary>One variant of a campaign that chooses by condition or rank.</summary>
/// <param name="Variant">Its key.</param>
/// <param name="Condition">What its condition saw; null where it is for everybody.</param>
/// <param name="Rank">Its rank; null where it cannot be told.</param>
public sealed record VariantExplanation(string Variant, ConditionExplanation? Condition, double? Rank);

/// <summary>A condition, what it came to, and the values it saw on the way.</summary>
/// <param name="Condition">Its text.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Error">Why it could not be evaluated, if so: then it does not hold.</param>
/// <param name="Parts">The condition and its parts, each before its own parts, a segment's condition below the question
/// for it; 200 at most.</param>
public sealed record ConditionExplanation(
    string Condition, bool Holds, string? Error, IReadOnlyList<ConditionPart> Parts)
{
    /// <summary>The names of the values that were missing, sorted.</summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>The scores that it asks for and what they came from; null where it asks for none.</summary>
    public IReadOnlyList<ScoreExplanation>? Scores { get; init; }
}

/// <summary>A model's score of the customer.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Probability">0 to 1.</param>
/// <param name="Percentile">0 to 100.</param>
/// <param name="Contributions">The features that moved the score most, strongest first, five at most.</param>
public sealed record ScoreExplanation(
    string Model, double Probability, double Percentile, IReadOnlyList<ScoreContribution> Contributions);

/// <summary>One part of a condition and its value.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Value">As a literal of the condition language, <c>no value</c>, or <c>error: why</c>.</param>
/// <param name="Depth">How deep it stands in the condition; 0 is the whole of it.</param>
public sealed record ConditionPart(string Text, string Value, int Depth);
