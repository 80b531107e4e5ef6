using System.Text.Json;
using Personalization.Conditions;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Experiments;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Decisions;

/// <summary>A placement, its own content and the campaigns that may appear in it, highest priority first.</summary>
internal sealed record CompiledPlacement(string Key, CompiledContent Default, CompiledCampaign[] Candidates)
{
    /// <summary>What opt-outs of a channel are held against; null for none.</summary>
    internal string? Channel { get; init; }
}

/// <summary>A campaign ready to be decided on.</summary>
internal sealed class CompiledCampaign
{
    internal required string Key { get; init; }

    /// <summary>Its place among the catalogue's campaigns, from 0.</summary>
    internal required int Number { get; init; }

    internal required int Priority { get; init; }

    internal required Schedule? Schedule { get; init; }

    /// <summary>Null for everybody.</summary>
    internal required CompiledCondition<DecisionSubject>? Audience { get; init; }

    /// <summary>The permissions that it needs, by name.</summary>
    internal required string[] Needs { get; init; }

    /// <summary>What opt-outs of topics are held against.</summary>
    internal required string[] Topics { get; init; }

    /// <summary>One for each variant.</summary>
    internal required Share[] Shares { get; init; }

    internal required CompiledContent[] Variants { get; init; }
}

/// <summary>What is shown, ready to be shown.</summary>
/// <param name="Variant">The variant's key; empty for a placement's own content.</param>
internal sealed record CompiledContent(
    string Variant, JsonElement? Content, CompiledTemplate? Template, CompiledSlot? Recommendations);

/// <summary>A content's recommendations, their filter compiled.</summary>
internal sealed record CompiledSlot(RecommendationSlot Slot, ProductFilter? Filter)
{
    /// <summary>What a template gets that asks for recommendations without its content having said which.</summary>
    internal static readonly CompiledSlot Unasked = new(new RecommendationSlot(), null);
}

/// <summary>A segment ready to be evaluated.</summary>
internal sealed record CompiledSegment(string Key, CompiledCondition<DecisionSubject> Condition);
