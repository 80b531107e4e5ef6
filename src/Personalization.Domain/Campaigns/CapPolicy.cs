using System.Text.Json.Serialization;

namespace Personalization.Domain.Campaigns;

/// <summary>
/// Caps on everything that is shown to a customer in one channel, or anywhere. Its JSON is the HTTP contract.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CapPolicy
{
    /// <summary>What it is called; see <see cref="EntityKey"/>.</summary>
    public string Key { get; set; } = "";

    /// <summary>For people, at most 200 characters.</summary>
    public string? Name { get; init; }

    /// <summary>The channel of the placements it is about; all placements when absent.</summary>
    public string? Channel { get; init; }

    /// <summary>Every one of them must leave room; 1 to 10.</summary>
    public IReadOnlyList<FrequencyCap> Caps { get; set; } = [];

    /// <summary>What is wrong with this policy; empty when it can be stored.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        var errors = new FieldErrors();
        errors.Key("key", Key);
        errors.Text("name", Name, CatalogueLimits.Name);
        errors.Permission("channel", Channel);
        if (Caps is null or { Count: 0 })
        {
            errors.Add("caps", "must hold at least one cap.");
        }

        FrequencyCap.Validate(errors, "caps", Caps);
        return errors.All;
    }
}
