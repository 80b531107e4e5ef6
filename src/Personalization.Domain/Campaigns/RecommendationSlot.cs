using System.Text.Json.Serialization;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Campaigns;

/// <summary>Which products go with a content.</summary>
/// <remarks>
/// Members with a default are settable: generated JSON readers overwrite an absent init-only member with nothing.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RecommendationSlot
{
    /// <summary>How they are chosen.</summary>
    public RecommendationStrategy Strategy { get; init; }

    /// <summary>How many, 1 to 100.</summary>
    public int Limit { get; set; } = 4;

    /// <summary>Only products of this category.</summary>
    public string? Category { get; init; }

    /// <summary>Only products that this condition over <c>product</c> holds for.</summary>
    public string? Filter { get; init; }

    /// <summary>For the strategies <c>similar</c> and <c>bought-together</c>: to which product.</summary>
    public string? ProductId { get; init; }
}
