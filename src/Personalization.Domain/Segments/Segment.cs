using System.Text.Json.Serialization;
using Personalization.Domain.Campaigns;

namespace Personalization.Domain.Segments;

/// <summary>A named group of customers: those whom a condition holds for, at the moment of asking. Its JSON is the HTTP contract.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Segment
{
    /// <summary>What conditions name it by, <c>in_segment("vip")</c>; see <see cref="EntityKey"/>.</summary>
    public string Key { get; init; } = "";

    /// <summary>For people, at most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>For people, at most 2,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Who belongs to it, in the condition language. May name other segments, not itself through any of them.</summary>
    public string Condition { get; init; } = "";

    /// <summary>What is wrong with this segment by itself; empty when it can be stored. Other entities are not looked at.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        var errors = new FieldErrors();
        errors.Key("key", Key);
        errors.Text("name", Name, Limits.Name);
        errors.Text("description", Description, Limits.Description);
        errors.Required("condition", Condition, Limits.Condition);
        ConditionRules.Check(errors, "condition", Condition);
        return errors.All;
    }
}
