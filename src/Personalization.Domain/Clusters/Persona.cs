using System.Text.Json.Serialization;
using Personalization.Domain.Campaigns;

namespace Personalization.Domain.Clusters;

/// <summary>
/// What the shop's people call a cluster, in place of the words found for it. Its JSON is the HTTP contract.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Persona
{
    /// <summary>The cluster's key: <c>c1</c>.</summary>
    public string Key { get; set; } = "";

    /// <summary>A name, at most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>A story, at most 2,000 characters.</summary>
    public string? Story { get; init; }

    /// <summary>What is wrong with it by itself; empty when it can be stored.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        var errors = new FieldErrors();
        errors.Key("key", Key);
        errors.Text("name", Name, CatalogueLimits.Name);
        errors.Text("story", Story, CatalogueLimits.Description);
        return errors.All;
    }
}
