using System.Text.Json.Serialization;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;

namespace Personalization.Domain.Segments;

/// <summary>
/// A named group of customers: those whom a condition holds for, at the moment of asking. Its JSON is the HTTP
/// contract.
/// </summary>
/// <remarks>
/// Members with a default are settable: generated JSON readers overwrite an absent init-only member with nothing.
/// </remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Segment
{
    /// <summary>What conditions name it by, <c>in_segment("vip")</c>; see <see cref="EntityKey"/>.</summary>
    public string Key { get; set; } = "";

    /// <summary>For people, at most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>For people, at most 2,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// Who belongs to it, in the condition language. May name other segments, not itself through any of them.
    /// </summary>
    public string Condition { get; set; } = "";

    /// <summary>
    /// Whether customers' logs are to hold when they came in (<c>Segment Entered</c>) and left (<c>Segment Exited</c>).
    /// Takes a key of at most 23 characters.
    /// </summary>
    public bool TrackMembership { get; set; }

    /// <summary>
    /// What is wrong with this segment by itself; empty when it can be stored. Other entities are not looked at.
    /// </summary>
    public IReadOnlyList<FieldError> Validate()
    {
        var errors = new FieldErrors();
        Check(errors);
        EntityCompiler.Condition(errors, "condition", Condition, CustomerVocabulary.SegmentEnvironment);
        return errors.All;
    }

    /// <summary>Everything but what the condition says.</summary>
    internal void Check(FieldErrors errors)
    {
        errors.Key("key", Key);
        errors.Text("name", Name, CatalogueLimits.Name);
        errors.Text("description", Description, CatalogueLimits.Description);
        errors.Required("condition", Condition, int.MaxValue);
        if (TrackMembership && Key?.Length > SegmentMembership.MaxKeyLength)
        {
            errors.Add("trackMembership", $"needs a key of at most {SegmentMembership.MaxKeyLength} characters.");
        }
    }
}
