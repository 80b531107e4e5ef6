using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Clusters;
using Personalization.Domain.Decisions;
using Personalization.Domain.Segments;

namespace Personalization.Service.Campaigns;

/// <summary>A kind of configured entity, whatever it holds.</summary>
/// <param name="Kind">Its kind in the store: <c>campaign</c>.</param>
/// <param name="Route">Where it is, and its member of the configuration document: <c>campaigns</c>.</param>
internal abstract record EntityKind(string Kind, string Route)
{
    /// <summary>
    /// Reads an entity as it stands in a document. Throws <see cref="JsonException"/> for another shape.
    /// </summary>
    internal abstract StatedEntity State(JsonElement json);

    /// <summary>The source with entities of this kind as they are stored.</summary>
    internal abstract CatalogueSource Fill(CatalogueSource source, IEnumerable<string> bodies);
}

/// <summary>An entity of a document: its key, as it is stored, and what is wrong with it by itself.</summary>
internal sealed record StatedEntity(string Key, string Body, IReadOnlyList<FieldError> Faults);

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
    Func<T, IReadOnlyList<FieldError>> Validate) : EntityKind(Kind, Route)
{
    /// <summary>The entities of this kind in a catalogue's source, and the source with others in their place.</summary>
    public required Func<CatalogueSource, IReadOnlyList<T>> In { get; init; }

    /// <summary>The source with these entities in the place of its own of this kind.</summary>
    public required Func<CatalogueSource, IReadOnlyList<T>, CatalogueSource> With { get; init; }

    /// <inheritdoc/>
    internal override StatedEntity State(JsonElement json)
    {
        var entity = json.Deserialize(Json) ?? throw new JsonException("An entity must be an object.");
        return new StatedEntity(KeyOf(entity), JsonSerializer.Serialize(entity, Json), Validate(entity));
    }

    /// <inheritdoc/>
    internal override CatalogueSource Fill(CatalogueSource source, IEnumerable<string> bodies) =>
        With(source, [.. bodies.Select(body => JsonSerializer.Deserialize(body, Json)!)]);

    /// <summary>The source as it would be with one entity put, or deleted where it is null.</summary>
    public CatalogueSource Change(CatalogueSource source, string key, T? entity) =>
        With(
            source,
            [.. In(source).Where(other => KeyOf(other) != key), .. entity is null ? Array.Empty<T>() : [entity]]);
}

/// <summary>The kinds of configured entities.</summary>
internal static class EntityKinds
{
    /// <summary>Every kind, in the order in which they name each other.</summary>
    public static IReadOnlyList<EntityKind> All => [Placements, Segments, Caps, Campaigns];

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

    public static EntityKind<Persona> Personas { get; } = new(
        "persona",
        "personas",
        CampaignsJson.Default.Persona,
        persona => persona.Key,
        (persona, key) => persona with { Key = key },
        persona => persona.Validate())
    {
        In = source => source.Personas,
        With = (source, personas) => source with { Personas = personas },
    };
}
