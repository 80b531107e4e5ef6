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

    /// <summary>Whom it is for, with the choices <c>first-match</c> and <c>ranked</c>; everybody when absent.</summary>
    public string? Condition { get; init; }

    /// <summary>
    /// With the choice <c>ranked</c>: an expression that gives a number, the higher the better. A variant whose rank
    /// cannot be told comes last; one without an expression has rank 0.
    /// </summary>
    public string? Rank { get; init; }

    /// <summary>What is shown: any JSON.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>A Handlebars template of the HTML that is shown.</summary>
    public string? Template { get; init; }

    /// <summary>What is shown instead of <see cref="Content"/> when the template fails: any JSON.</summary>
    public JsonElement? Fallback { get; init; }

    /// <summary>The products that go with it, if any.</summary>
    public RecommendationSlot? Recommendations { get; init; }

    internal ContentParts Parts => new(Content, Template, Recommendations) { Fallback = Fallback };
}
