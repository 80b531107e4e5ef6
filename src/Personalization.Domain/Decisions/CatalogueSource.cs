using Personalization.Domain.Campaigns;
using Personalization.Domain.Clusters;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;
using Personalization.Domain.Recommendations;
using Personalization.Domain.Segments;

namespace Personalization.Domain.Decisions;

/// <summary>Everything that a catalogue is made of.</summary>
public sealed record CatalogueSource
{
    /// <summary>The placements.</summary>
    public IReadOnlyList<Placement> Placements { get; init; } = [];

    /// <summary>The campaigns, whatever their status.</summary>
    public IReadOnlyList<Campaign> Campaigns { get; init; } = [];

    /// <summary>The segments.</summary>
    public IReadOnlyList<Segment> Segments { get; init; } = [];

    /// <summary>The caps on channels and on everything.</summary>
    public IReadOnlyList<CapPolicy> Caps { get; init; } = [];

    /// <summary>
    /// The models that conditions may name, trained or not; null lets any be named, so that what was stored while a
    /// model existed is still decided by. Those who write a configuration say which there are.
    /// </summary>
    public IReadOnlyCollection<string>? ModelNames { get; init; }

    /// <summary>The active models, one of a name.</summary>
    public IReadOnlyList<PropensityModel> Models { get; init; } = [];

    /// <summary>
    /// Versions that are scored beside the active ones on a sample of decisions and answer nobody, one of a name.
    /// </summary>
    public IReadOnlyList<PropensityModel> Shadows { get; init; } = [];

    /// <summary>What says what customers are worth, or null.</summary>
    public LifetimeModel? Lifetime { get; init; }

    /// <summary>The version that says so beside it on a sample of decisions and answers nobody, or null.</summary>
    public LifetimeModel? LifetimeShadow { get; init; }

    /// <summary>The clusters that customers fall into, or null.</summary>
    public ClusterModel? Clusters { get; init; }

    /// <summary>What the shop's people call clusters.</summary>
    public IReadOnlyList<Persona> Personas { get; init; } = [];

    /// <summary>What recommends.</summary>
    public Recommender Recommender { get; init; } = Recommender.Empty;

    /// <summary>
    /// Whether those who were never asked are treated as if they had consented (opt-out) or had not (opt-in).
    /// </summary>
    public bool AllowsUnasked { get; init; } = true;

    /// <summary>The revision of the configuration that this is.</summary>
    public long Revision { get; init; }
}

/// <summary>Why an entity, or a part of it, was left out of a catalogue.</summary>
/// <param name="Kind"><c>placement</c>, <c>campaign</c>, <c>cap</c> or <c>segment</c>.</param>
/// <param name="Key">Its key.</param>
/// <param name="Error">Which field, why and where.</param>
public sealed record CatalogueError(string Kind, string Key, FieldError Error);

/// <summary>A catalogue and what had to be left out of it.</summary>
public sealed record CatalogueResult(Catalogue Catalogue, IReadOnlyList<CatalogueError> Errors);
