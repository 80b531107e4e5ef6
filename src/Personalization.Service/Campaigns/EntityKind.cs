using System.Text.Json.Serialization.Metadata;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Segments;

namespace Personalization.Service.Campaigns;

/// <summary>What the routes and the catalogue must know of one kind of configured entity.</summary>
/// <param name="Kind">Its kind in the store: <c>campaign</c>.</param>
/// <param name="Route">Where it is: <c>campaigns</c>.</param>
/// <param name="Json">Its JSON, in the store and on the wire.</param>
/// <param name="KeyOf">Its key.</param>
/// <param name="WithKey">The same entity under the key of the address it was put to.</param>
/// <param name="Validate">Its faults by itself.</param>
internal sealed record EntityKind<T>(
    string Kind,
    string Route,
    JsonTypeInfo<T> Json,
    Func<T, string> KeyOf,
    Func<T, string, T> WithKey,
    Func<T, IReadOnlyList<FieldError>> Validate)
{
    /// <summary>The entities of this kind in a catalogue's source, and the source with others in their place.</summary>
    public required Func<CatalogueSource, IReadOnlyList<T>> In { get; init; }

    /// <summary>The source with these entities in the place of its own of this kind.</summary>
    public required Func<CatalogueSource, IReadOnlyList<T>, CatalogueSource> With { get; init; }

    /// <summary>The source as it would be with one entity put, or deleted where it is null.</summary>
    public CatalogueSource Change(CatalogueSource source, string key, T? entity) =>
        With(source, [.. In(source).Where(other => KeyOf(other) != key), .. entity is null ? Array.Empty<T>() : [entity]]);
}

/// <summary>The kinds of configured entities.</summary>
internal static class EntityKinds
{
    public static EntityKind<Placement> Placements { get; } = new(
        "placement",
        "placements",
        CampaignsJson.Default.Placement,
        placement => placement.Key,
        (placement, key) => placement with { Key = key },
        placement => placement.Validate())
    {
        In = source => source.Placements,
        With = (source, placements) => source with { Placements = placements },
    };

    public static EntityKind<Campaign> Campaigns { get; } = new(
        "campaign",
        "campaigns",
        CampaignsJson.Default.Campaign,
        campaign => campaign.Key,
        (campaign, key) => campaign with { Key = key },
        campaign => campaign.Validate())
    {
        In = source => source.Campaigns,
        With = (source, campaigns) => source with { Campaigns = campaigns },
    };

    public static EntityKind<CapPolicy> Caps { get; } = new(
        "cap",
        "caps",
        CampaignsJson.Default.CapPolicy,
        policy => policy.Key,
        (policy, key) => policy with { Key = key },
        policy => policy.Validate())
    {
        In = source => source.Caps,
        With = (source, caps) => source with { Caps = caps },
    };

    public static EntityKind<Segment> Segments { get; } = new(
        "segment",
        "segments",
        CampaignsJson.Default.Segment,
        segment => segment.Key,
        (segment, key) => segment with { Key = key },
        segment => segment.Validate())
    {
        In = source => source.Segments,
        With = (source, segments) => source with { Segments = segments },
    };
}
