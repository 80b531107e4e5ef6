using System.Text.Json;
using System.Text.Json.Serialization;

namespace Personalization.Domain.Campaigns;

/// <summary>One of the contents a campaign may show.</summary>
/// <remarks>
/// Members with a default are settable: generated JSON readers overwrite an absent init-only member with nothing.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Variant
{
    /// <summary>Unique in its campaign; see <see cref="EntityKey"/>.</summary>
    public string Key { get; set; } = "";

    /// <summary>
    /// Its share of the campaign's customers, relative to the other variants' weights: 0 to 1,000,000.
    /// </summary>
    public double Weight { get; set; } = 1;

    /// <summary>What is shown: any JSON.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>A Handlebars template of the HTML that is shown.</summary>
    public string? Template { get; init; }

    /// <summary>The products that go with it, if any.</summary>
    public RecommendationSlot? Recommendations { get; init; }

    internal ContentParts Parts => new(Content, Template, Recommendations);
}
