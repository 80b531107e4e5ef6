using System.Text.Json;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Domain.Segments;

namespace Personalization.Domain.Tests.Decisions;

/// <summary>
/// Catalogues and questions for tests: one placement <c>hero</c> with default content, everything else by argument.
/// </summary>
internal static class World
{
    internal static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal static readonly Placement Hero = new() { Key = "hero", Content = Json("""{"headline":"Welcome"}""") };

    internal static JsonElement Json(string text) => JsonElement.Parse(text);

    internal static Campaign Campaign(
        string key, string? audience = null, int priority = 0, params Variant[] variants) => new()
        {
            Key = key,
            Placements = ["hero"],
            Audience = audience,
            Priority = priority,
            Variants = variants.Length > 0
            ? variants
            : [new Variant { Key = "a", Content = Json($$"""{"from":"{{key}}"}""") }],
        };

    internal static Segment Segment(string key, string condition) => new() { Key = key, Condition = condition };

    internal static CatalogueSource Source(params Campaign[] campaigns) =>
        new() { Placements = [Hero], Campaigns = campaigns };

    /// <summary>A catalogue that must have no errors.</summary>
    internal static Catalogue Sound(this CatalogueSource source)
    {
        var (catalogue, errors) = Catalogue.Build(source);
        Assert.Empty(errors);
        return catalogue;
    }

    internal static Profile Profile(string id = "c-1", params CustomerEvent[] history)
    {
        var profile = new Profile(CustomerKey.Known(id));
        foreach (var happened in history)
        {
            profile.Apply(happened);
        }

        return profile;
    }

    internal static DecisionQuery Query(Profile? profile = null, string? context = null) => new()
    {
        Profile = profile ?? Profile(),
        Known = profile is not null,
        Now = Now,
        Context = new DecisionContext(context is null ? null : Json(context)),
    };

    internal static Decision Decide(this Catalogue catalogue, DecisionQuery? query = null, string placement = "hero") =>
        Assert.Single(Decider.Decide(catalogue, query ?? Query(), [placement], () => "d-1").Decisions);

    internal static CustomerEvent Identify(params (string Name, TraitValue Value)[] traits) => new()
    {
        Kind = EventKind.Identify,
        Type = EventType.Identify,
        Name = "Identify",
        At = Now.AddDays(-1),
        Traits = [.. traits.Select(trait => KeyValuePair.Create(trait.Name, trait.Value))],
    };
}
