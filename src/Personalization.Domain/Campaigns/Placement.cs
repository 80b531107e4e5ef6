using System.Text.Json;
using System.Text.Json.Serialization;

namespace Personalization.Domain.Campaigns;

/// <summary>A spot on a page, in an app or in an e-mail that asks what to show. Its JSON is the HTTP contract.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Placement
{
    /// <summary>What callers name it by; see <see cref="EntityKey"/>.</summary>
    public string Key { get; init; } = "";

    /// <summary>For people, at most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>For people, at most 2,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>What is shown when no campaign applies: any JSON.</summary>
    public JsonElement? Content { get; init; }

    /// <summary>A Handlebars template of the HTML that is shown when no campaign applies.</summary>
    public string? Template { get; init; }

    /// <summary>The products that go with the default content, if any.</summary>
    public RecommendationSlot? Recommendations { get; init; }

    /// <summary>What is wrong with this placement; empty when it can be stored.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        var errors = new FieldErrors();
        errors.Key("key", Key);
        errors.Text("name", Name, Limits.Name);
        errors.Text("description", Description, Limits.Description);
        ContentRules.Check(errors, "", new ContentParts(Content, Template, Recommendations));
        return errors.All;
    }
}
