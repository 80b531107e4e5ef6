using System.Text.Json;
using Personalization.Conditions;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Experiments;
using Personalization.Domain.Profiles;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Decisions;

/// <summary>A placement, its own content and the campaigns that may appear in it, highest priority first.</summary>
internal sealed record CompiledPlacement(string Key, CompiledContent Default, CompiledCampaign[] Candidates)
{
    /// <summary>What opt-outs of a channel are held against; null for none.</summary>
    internal string? Channel { get; init; }

    /// <summary>The caps of the placement, its channel and all placements; empty for none.</summary>
    internal SharedCaps[] SharedCaps
    {
        get;
        init
        {
            field = value;
            SharedCounts = [.. value.Select(shared => shared.Counted).OfType<CountedLimits>()];
        }
    } = [];

    /// <summary>The limits on decisions of those caps; empty for none.</summary>
    internal CountedLimits[] SharedCounts { get; private init; } = [];

    /// <summary>What its impressions carry.</summary>
    internal ulong Hash { get; } = Exposure.HashOf(Key);

    /// <summary>What a decision for a campaign is counted against before it is answered; null for nothing.</summary>
    internal IReadOnlyList<CountedLimits>? Counted(CompiledCampaign campaign) =>
        (campaign.Frequency.Counted, campaign.IsExempt ? [] : SharedCounts) switch
        {
            (null, []) => null,
            (null, var shared) => shared,
            ({ } own, var shared) => [own, .. shared],
        };
}

/// <summary>A campaign ready to be decided on.</summary>
internal sealed class CompiledCampaign
{
    internal required string Key { get; init; }

    /// <summary>Its place among the catalogue's campaigns, from 0.</summary>
    internal required int Number { get; init; }

    internal required int Priority { get; init; }

    internal required ScheduleClock? Schedule { get; init; }

    /// <summary>Null for everybody.</summary>
    internal required CompiledCondition<DecisionSubject>? Audience { get; init; }

    /// <summary>The permissions that it needs, by name.</summary>
    internal required string[] Needs { get; init; }

    /// <summary>What opt-outs of topics are held against.</summary>
    internal required string[] Topics { get; init; }

    /// <summary>What its impressions carry.</summary>
    internal required ulong Hash { get; init; }

    internal required CompiledFrequency Frequency { get; init; }

    /// <summary>Whether the caps that campaigns share pass it by.</summary>
    internal required bool IsExempt { get; init; }

    /// <summary>The number of its exclusion group, or -1.</summary>
    internal required int Group { get; init; }

    /// <summary>What its draw among equals of its group is made from.</summary>
    internal required string GroupSeed { get; init; }

    internal required VariantChoice Choice { get; init; }

    /// <summary>The part of the audience that gets it, 0 to 1.</summary>
    internal required double Coverage { get; init; }

    /// <summary>One for each variant.</summary>
    internal required Share[] Shares { get; init; }

    internal required CompiledVariant[] Variants { get; init; }
}

/// <summary>A variant: what is shown, to whom, and how it compares.</summary>
/// <param name="Condition">Null for everybody.</param>
/// <param name="Rank">Null for rank 0.</param>
internal sealed record CompiledVariant(
    CompiledContent Content, CompiledCondition<DecisionSubject>? Condition, CompiledCondition<DecisionSubject>? Rank);

/// <summary>What is shown, ready to be shown.</summary>
/// <param name="Variant">The variant's key; empty for a placement's own content.</param>
internal sealed record CompiledContent(
    string Variant, JsonElement? Content, CompiledTemplate? Template, CompiledSlot? Recommendations)
{
    /// <summary>What is shown instead of the content when the template fails.</summary>
    internal JsonElement? Fallback { get; init; }
}

/// <summary>A content's recommendations, their filter compiled.</summary>
internal sealed record CompiledSlot(RecommendationSlot Slot, ProductFilter? Filter)
{
    /// <summary>What a template gets that asks for recommendations without its content having said which.</summary>
    internal static readonly CompiledSlot Unasked = new(new RecommendationSlot(), null);
}

/// <summary>A segment ready to be evaluated.</summary>
/// <param name="IsTracked">Whether coming in and leaving are events.</param>
internal sealed record CompiledSegment(string Key, CompiledCondition<DecisionSubject> Condition, bool IsTracked);
