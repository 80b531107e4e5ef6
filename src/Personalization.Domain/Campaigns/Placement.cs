using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Domain.Decisions;

namespace Personalization.Domain.Campaigns;

/// <summary>
/// A spot on a page, in an app or in an e-mail that asks what to show. Its JSON is the HTTP contract.
/// </summary>
/// <remarks>
/// Members with a default are settable: generated JSON readers overwrite an absent init-only member with nothing.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Placement
{
    /// <summary>What callers name it by; see <see cref="EntityKey"/>.</summary>
    public string Key { get; set; } = "";

    /// <summary>For people, at most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>For people, at most 2,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// How it reaches the customer (<c>email</c>, <c>push</c>, <c>web</c> …), so that opt-outs of the channel count;
    /// none when absent. At most 40 bytes.
    /// </summary>
    public string? Channel { get; init; }

    /// <summary>How often campaigns may be shown here to one customer; 10 caps at most.</summary>
    public IReadOnlyList<FrequencyCap>? Caps { get; init; }

    /// <summary>What is shown when no campaign applies: any JSON.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>A Handlebars template of the HTML that is shown when no campaign applies.</summary>
    public string? Template { get; init; }

    /// <summary>The products that go with the default content, if any.</summary>
    public RecommendationSlot? Recommendations { get; init; }

    internal ContentParts Parts => new(Content, Template, Recommendations);

    /// <summary>What is wrong with this placement; empty when it can be stored.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        var errors = new FieldErrors();
        Check(errors);
        _ = new EntityCompiler { RefusesUnknownHelpers = true }.Content(errors, at: "", variant: "", Parts);
        return errors.All;
    }

    internal void Check(FieldErrors errors)
    {
        errors.Key("key", Key);
        errors.Text("name", Name, CatalogueLimits.Name);
        errors.Text("description", Description, CatalogueLimits.Description);
        errors.Permission("channel", Channel);
        FrequencyCap.Validate(errors, "caps", Caps);
    }
}

/// <summary>The three parts of what is shown, wherever it stands: in a variant or as a placement's default.</summary>
internal readonly record struct ContentParts(
    JsonElement? Content, string? Template, RecommendationSlot? Recommendations)
{
    internal JsonElement? Fallback { get; init; }
}
