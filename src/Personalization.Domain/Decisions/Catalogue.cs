using System.Collections.Frozen;
using Personalization.Domain.Clusters;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Profiles;
using Personalization.Domain.Propensity;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Decisions;

/// <summary>
/// Everything decisions are made from, compiled. Immutable, for any number of threads; swapped whole.
/// </summary>
public sealed class Catalogue
{
    /// <summary>Holds nothing: every placement is unknown.</summary>
    public static readonly Catalogue Empty = Build(new CatalogueSource()).Catalogue;

    private readonly FrozenDictionary<string, CompiledPlacement> _placements;
    private readonly FrozenDictionary<string, int> _segmentNumbers;

    internal Catalogue(CatalogueSource source, CompiledPlacement[] placements, CompiledSegment[] segments)
    {
        _placements = placements.ToFrozenDictionary(placement => placement.Key, StringComparer.Ordinal);
        Placements = [.. _placements.Keys.Order(StringComparer.Ordinal)];
        _segmentNumbers = segments.Select((segment, number) => (segment.Key, number))
            .ToFrozenDictionary(pair => pair.Key, pair => pair.number, StringComparer.Ordinal);
        Segments = segments;
        TracksMembership = Array.Exists(segments, segment => segment.IsTracked);
        Models = [.. source.Models];
        Lifetime = source.Lifetime;
        Clusters = source.Clusters;
        Recommender = source.Recommender;
        Revision = source.Revision;
        AllowsUnasked = source.AllowsUnasked;
        var campaigns = placements.SelectMany(placement => placement.Candidates).Distinct().ToArray();
        Campaigns = campaigns.Length;
        Exempt = [.. campaigns.Where(campaign => campaign.IsExempt).Select(campaign => campaign.Hash)];
        var byGroup = campaigns.OrderBy(campaign => campaign.Number).ToLookup(campaign => campaign.Group);
        Groups = [.. Enumerable.Range(0, campaigns.Select(campaign => campaign.Group + 1).DefaultIfEmpty().Max())
            .Select(group => byGroup[group].ToArray())];
    }

    /// <summary>The revision of the configuration that it was built from.</summary>
    public long Revision { get; }

    /// <summary>Whether those who were never asked are treated as if they had consented.</summary>
    public bool AllowsUnasked { get; }

    /// <summary>What says what customers are worth, or null.</summary>
    public LifetimeModel? Lifetime { get; }

    /// <summary>The clusters that customers fall into, or null.</summary>
    public ClusterModel? Clusters { get; }

    /// <summary>What recommends.</summary>
    public Recommender Recommender { get; }

    /// <summary>The models that score, in the order given.</summary>
    public IReadOnlyList<PropensityModel> Models { get; }

    /// <summary>The keys of the segments, sorted.</summary>
    public IEnumerable<string> SegmentKeys => Segments.Select(segment => segment.Key);

    /// <summary>Whether coming into any segment, or leaving it, is an event.</summary>
    public bool TracksMembership { get; }

    /// <summary>The keys of the placements that can be decided on, sorted.</summary>
    public IReadOnlyList<string> Placements { get; }

    /// <summary>How many active campaigns it decides among.</summary>
    public int Campaigns { get; }

    /// <summary>The hashes of the campaigns that shared caps pass by.</summary>
    internal ulong[] Exempt { get; }

    /// <summary>By group number, the campaigns of each exclusion group, highest priority first.</summary>
    internal CompiledCampaign[][] Groups { get; }

    /// <summary>By key.</summary>
    internal CompiledSegment[] Segments { get; }

    /// <summary>Compiles. What is broken is left out and reported; the rest works.</summary>
    public static CatalogueResult Build(CatalogueSource source) => new CatalogueCompiler(source).Build();

    /// <summary>
    /// Whether what is known of the customer may be used where no campaign says what it needs: in recommendations, in
    /// default content.
    /// </summary>
    public bool MayPersonalize(Profile profile) => ConsentGate.MayPersonalize(profile, AllowsUnasked);

    internal CompiledPlacement? Placement(string key) => _placements.GetValueOrDefault(key);

    /// <summary>The number of a segment, or -1.</summary>
    internal int SegmentNumber(string key) => _segmentNumbers.TryGetValue(key, out var number) ? number : -1;

    /// <summary>The number of a model, or -1.</summary>
    internal int ModelNumber(string name)
    {
        // A handful at most: looking at each beats hashing the name.
        for (var i = 0; i < Models.Count; i++)
        {
            if (Models[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
