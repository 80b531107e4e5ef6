using System.Text.Json.Serialization;
using Personalization.Learning.Clustering;

namespace Personalization.Service.Commands.Clusters;

/// <summary>What <c>clusters fit</c> found.</summary>
/// <param name="Clusters">How many.</param>
/// <param name="Inertia">The sum of squared distances to the centres, in the scaled space.</param>
/// <param name="Columns">The columns that took part, and how each was scaled.</param>
/// <param name="LeftOut">Columns that are not numbers or have one value only.</param>
/// <param name="Found">The clusters, the largest first.</param>
/// <param name="Components">The two directions of greatest difference.</param>
/// <param name="Trials">With <c>--clusters auto</c>: what became of each number.</param>
/// <param name="Seconds">How long the search took, without reading the file.</param>
internal sealed record ClustersAnswer(
    int Clusters,
    int Rows,
    double Inertia,
    double? Silhouette,
    double? DaviesBouldin,
    IReadOnlyList<ScaledColumn> Columns,
    IReadOnlyList<string> LeftOut,
    IReadOnlyList<FoundCluster> Found,
    IReadOnlyList<Component> Components,
    IReadOnlyList<ClusterTrial>? Trials,
    double Seconds);

/// <summary>A column: standardised, after the logarithm of 1 + value where <paramref name="Log"/>.</summary>
internal sealed record ScaledColumn(string Name, bool Log, double Mean, double Deviation);

/// <summary>A cluster and its centre in the file's own units.</summary>
internal sealed record FoundCluster(int Cluster, int Size, double Share, IReadOnlyDictionary<string, double> Centre);

/// <summary>A principal component: the share of the variance it shows and the columns' weights.</summary>
internal sealed record Component(double Share, IReadOnlyDictionary<string, double> Weights);

/// <summary>The JSON of the command.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ClustersAnswer))]
internal sealed partial class ClustersCommandJson : JsonSerializerContext;
