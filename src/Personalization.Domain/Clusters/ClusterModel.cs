using Personalization.Domain.Campaigns;
using Personalization.Domain.Features;
using Personalization.Domain.Profiles;
using Personalization.Domain.Propensity;
using Personalization.Learning.Clustering;

namespace Personalization.Domain.Clusters;

/// <summary>Clusters ready to take customers in. Immutable, safe for any number of threads.</summary>
public sealed class ClusterModel
{
    /// <summary>What a cluster's key is preceded by where segments are named: <c>cluster:c1</c>.</summary>
    public const string SegmentPrefix = "cluster:";

    /// <summary>The most features that customers are told apart by; a row of them fits on the stack.</summary>
    public const int MaximumFeatures = 128;

    private readonly int[] _inputs;
    private readonly ColumnScale[] _scales;
    private readonly PointSet _centres;

    private ClusterModel(ClusterArtifact artifact)
    {
        Version = artifact.Version;
        Metadata = artifact.Metadata;
        _scales = [.. Metadata.Space.Scales];
        _inputs = [.. Metadata.Space.Columns.Select(
            name => FeatureCatalogue.TryGet(name, out var feature) && feature.Index < FeatureCatalogue.NumericCount
                ? feature.Index
                : -1)];
        _centres = PointSet.Of([.. Metadata.Clusters.Select(cluster => cluster.Centre.ToArray())]);
        Keys = [.. Metadata.Clusters.Select(cluster => cluster.Key)];
    }

    /// <summary>Their version.</summary>
    public int Version { get; }

    /// <summary>The clusters.</summary>
    public ClusterMetadata Metadata { get; }

    /// <summary>The key of each cluster by its number.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>Makes stored clusters ready.</summary>
    /// <exception cref="ArgumentException">There are none, or they do not fit their space.</exception>
    public static ClusterModel Load(ClusterArtifact artifact)
    {
        var (space, clusters) = (artifact.Metadata.Space, artifact.Metadata.Clusters);
        return clusters.Count > 0
            && space.Columns.Count is > 0 and <= MaximumFeatures
            && space.Scales.Count == space.Columns.Count
            && clusters.All(cluster => cluster.Centre.Count == space.Columns.Count && EntityKey.IsValid(cluster.Key))
                ? new ClusterModel(artifact)
                : throw new ArgumentException(
                    "The clusters do not fit the features they are told apart by.", nameof(artifact));
    }

    /// <summary>
    /// The number of a customer's cluster, -1 for a customer without an order. Allocates nothing.
    /// </summary>
    /// <param name="profile">The customer's events.</param>
    /// <param name="features">The catalogue's numeric features.</param>
    public int Assign(Profile profile, ReadOnlySpan<double> features) => profile.OrderCount > 0 ? Assign(features) : -1;

    /// <summary>The features it goes by.</summary>
    public IReadOnlyList<string> Inputs => [.. Metadata.Space.Columns.Where((_, i) => _inputs[i] >= 0)];

    /// <summary>
    /// Sees customers with an order as they are over a week: the features, and which cluster is theirs.
    /// </summary>
    public BuyerWeek Week(DateTimeOffset until) =>
        new(Inputs, until, (profile, _, features) => Assign(profile, features));

    /// <summary>What later weeks are held against; null without customers.</summary>
    public PopulationReference? Reference(Population week) => week.Customers == 0 ? null
        : PopulationReference.Of(week, ReferenceBins.OfKinds("cluster", week.Scores, Keys.Count), Inputs);

    /// <summary>The number of the cluster nearest to some features; a missing one counts as usual.</summary>
    internal int Assign(ReadOnlySpan<double> features)
    {
        Span<double> point = stackalloc double[_inputs.Length];
        for (var i = 0; i < point.Length; i++)
        {
            point[i] = _scales[i].Apply(_inputs[i] < 0 ? double.NaN : features[_inputs[i]]);
        }

        return PointSet.Nearest(point, _centres).Centre;
    }
}
