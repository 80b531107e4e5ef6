using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Domain.Propensity;
using Personalization.Learning.Clustering;

namespace Personalization.Domain.Clusters;

/// <summary>Everything that clusters of customers consist of, and how well they are apart.</summary>
public sealed record ClusterMetadata
{
    /// <summary>The clusters know only events before this instant.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The features by which customers are told apart, and their scales.</summary>
    public required ClusterSpace Space { get; init; }

    /// <summary>The clusters, the largest first.</summary>
    public required IReadOnlyList<CustomerCluster> Clusters { get; init; }

    /// <summary>The number that the next new cluster is named by: keys are never used again.</summary>
    public required int NextNumber { get; init; }

    /// <summary>Sizes and measures.</summary>
    public required ClusterReport Report { get; init; }

    /// <summary>How they did against the baseline and the version that scored then; null where nobody asked.</summary>
    public MeasuredVerdict? Verdict { get; init; }

    /// <summary>
    /// What customers with an order looked like, and how they fell into the clusters; null in versions saved
    /// before that was kept.
    /// </summary>
    public PopulationReference? Reference { get; init; }

    /// <summary>As UTF-8 JSON, camelCase.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ClusterJson.Default.ClusterMetadata);

    /// <summary>Reads <see cref="ToJson"/> back; throws <see cref="JsonException"/> for anything else.</summary>
    public static ClusterMetadata FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ClusterJson.Default.ClusterMetadata)
        ?? throw new JsonException("Clusters are a JSON object.");
}

/// <summary>One cluster of customers.</summary>
/// <param name="Key">What it is named by, <c>c1</c>; a cluster found again keeps it.</param>
/// <param name="Name">What distinguishes it in a few words.</param>
/// <param name="Story">A sentence or two about it.</param>
/// <param name="Size">How many customers of the training population.</param>
/// <param name="Share">That over all, 0 to 1.</param>
/// <param name="Centre">Its centre in the scaled space.</param>
/// <param name="Differences">The features by which it differs most from all, the greatest first.</param>
/// <param name="X">Its centre on the first principal component.</param>
/// <param name="Y">Its centre on the second.</param>
public sealed record CustomerCluster(
    string Key,
    string Name,
    string Story,
    int Size,
    double Share,
    IReadOnlyList<double> Centre,
    IReadOnlyList<ClusterDifference> Differences,
    double X,
    double Y);

/// <summary>How a cluster differs from all customers in a feature.</summary>
/// <param name="Feature">Its name in the catalogue.</param>
/// <param name="Typical">The value in the middle of the cluster's customers.</param>
/// <param name="Overall">That of all customers.</param>
/// <param name="Deviations">The difference of the means, in standard deviations of the scaled feature.</param>
/// <param name="Words">The same in words.</param>
public sealed record ClusterDifference(
    string Feature, double Typical, double Overall, double Deviations, string Words);

/// <summary>What clusters were found in, and how well they are apart.</summary>
/// <param name="Customers">The training population: customers with an order.</param>
/// <param name="Inertia">The sum of squared distances to the centres, in the scaled space.</param>
/// <param name="Silhouette">Equation (69) of docs/learning.md.</param>
/// <param name="DaviesBouldin">The less the better.</param>
/// <param name="Trials">What became of each number of clusters; empty when it was given.</param>
/// <param name="Components">The share of the variance that the picture's two directions show.</param>
/// <param name="Picture">Some customers in the plane of the two principal components.</param>
public sealed record ClusterReport(
    int Customers,
    double Inertia,
    double? Silhouette,
    double? DaviesBouldin,
    IReadOnlyList<ClusterTrial> Trials,
    IReadOnlyList<double> Components,
    IReadOnlyList<PicturePoint> Picture);

/// <summary>A customer in the picture.</summary>
public sealed record PicturePoint(double X, double Y, string Cluster);

/// <summary>Clusters as they are stored.</summary>
/// <param name="Version">1, 2, 3 … given by the store; 0 before they are saved.</param>
/// <param name="Metadata">The clusters.</param>
public sealed record ClusterArtifact(int Version, ClusterMetadata Metadata)
{
    /// <summary>The name by which routes and commands know them.</summary>
    public const string Name = "clusters";
}

/// <summary>The JSON of clusters.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClusterMetadata))]
public sealed partial class ClusterJson : JsonSerializerContext;
