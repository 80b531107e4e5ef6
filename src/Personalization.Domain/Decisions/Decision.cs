using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Events;
using Personalization.Domain.Propensity;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Decisions;

/// <summary>Why a decision is what it is. The names are the HTTP contract.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DecisionReason>))]
public enum DecisionReason
{
    /// <summary>A campaign applied.</summary>
    [JsonStringEnumMemberName("campaign")]
    Campaign = 0,

    /// <summary>No campaign applied; the placement's own content is shown.</summary>
    [JsonStringEnumMemberName("default")]
    Default = 1,

    /// <summary>There is no placement of that name.</summary>
    [JsonStringEnumMemberName("unknown_placement")]
    UnknownPlacement = 2,

    /// <summary>Deciding failed; the placement's own content is shown.</summary>
    [JsonStringEnumMemberName("error")]
    Error = 3,

    /// <summary>
    /// The customer did not consent to it, or opted out of it; the placement's own content is shown, as to somebody
    /// nothing is known of.
    /// </summary>
    [JsonStringEnumMemberName("no_consent")]
    NoConsent = 4,

    /// <summary>
    /// A campaign would have been shown, but for a frequency cap or cooldown; the placement's own content is shown.
    /// </summary>
    [JsonStringEnumMemberName("capped")]
    Capped = 5,
}

/// <summary>What to show in one placement. Its JSON is the HTTP contract.</summary>
public sealed record Decision
{
    /// <summary>Names this decision in events that answer it.</summary>
    public required string DecisionId { get; init; }

    /// <summary>As asked for.</summary>
    public required string Placement { get; init; }

    /// <summary>The campaign that won, or null.</summary>
    public string? Campaign { get; init; }

    /// <summary>The variant of it, or null.</summary>
    public string? Variant { get; init; }

    /// <summary>Why.</summary>
    public required DecisionReason Reason { get; init; }

    /// <summary>Whether the variant was chosen among several.</summary>
    [JsonIgnore]
    public bool IsSplit { get; init; }

    /// <summary>What went wrong on the way, in words for the shop's people; null when nothing did.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether its template failed, so that it has no HTML.</summary>
    [JsonIgnore]
    public bool IsTemplateBroken { get; init; }

    /// <summary>What the decision has to be counted against before it may be answered; null for most.</summary>
    [JsonIgnore]
    public IReadOnlyList<CountedLimits>? Counted { get; init; }

    /// <summary>The content as configured.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>The template, rendered.</summary>
    public string? Html { get; init; }

    /// <summary>The products that go with it, when the content asks for any.</summary>
    public IReadOnlyList<RecommendedItem>? Recommendations { get; init; }

    /// <summary>
    /// Sent back as the properties of <c>Promotion Viewed</c> and <c>Promotion Clicked</c>; null without a campaign.
    /// </summary>
    public Tracking? Tracking { get; init; }

    /// <summary>Per candidate campaign why it did or did not win; only when asked for.</summary>
    public IReadOnlyList<CandidateExplanation>? Explain { get; init; }
}

/// <summary>The properties of the impression and click events of one decision, in Segment's names.</summary>
public sealed record Tracking(
    [property: JsonPropertyName("promotion_id")] string PromotionId,
    [property: JsonPropertyName("creative")] string Creative,
    [property: JsonPropertyName("position")] string Position,
    [property: JsonPropertyName("decision_id")] string DecisionId);

/// <summary>Who was decided for.</summary>
/// <param name="Known">Whether anything is known of the customer.</param>
/// <param name="Segments">The keys of the segments the customer is in, in the order of their keys.</param>
/// <param name="Scores">Per model name, its score.</param>
public sealed record CustomerSummary(
    bool Known, IReadOnlyList<string> Segments, IReadOnlyDictionary<string, Score> Scores);

/// <summary>The decisions of one call, in the order of the placements asked for, and whom they are for.</summary>
public sealed record DecisionResult(IReadOnlyList<Decision> Decisions, CustomerSummary Customer)
{
    /// <summary>
    /// Whether the customer's profile could be used; without it the decisions are nobody's in particular.
    /// </summary>
    public bool MayPersonalize { get; init; } = true;

    /// <summary>Whom a preview's decisions are to be logged for, should they be made after all.</summary>
    public CustomerKey LoggedFor { get; init; } = CustomerKey.Nobody;
}
