using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Personalization.Domain.Clusters;
using Personalization.Domain.Features;
using Personalization.Service.Campaigns;
using Personalization.Service.Hosting;
using Personalization.Service.Propensity;

namespace Personalization.Service.Clusters;

/// <summary>How clusters are searched for: section <c>Clusters</c> of the configuration.</summary>
public sealed class ClusterSettings : IValidatableObject
{
    /// <summary>The numeric features that customers are told apart by; empty for the default.</summary>
    public IList<string> Features { get; init; } = [];

    /// <summary>How many clusters, 2 to 50; 0 chooses by silhouette.</summary>
    public int Count { get; init; }

    /// <summary>The least number that is tried, 2 or more.</summary>
    public int Least { get; init; } = 3;

    /// <summary>The greatest number that is tried, at most 50.</summary>
    public int Most { get; init; } = 8;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var name in Features)
        {
            if (!FeatureCatalogue.TryGet(name, out var feature) || feature.Index >= FeatureCatalogue.NumericCount)
            {
                yield return new ValidationResult(
                    $"Clusters:Features: there is no numeric feature '{name}'; GET /features lists what there is.");
            }
        }

        if (Count is not (0 or (>= 2 and <= 50)) || Least < 2 || Most < Least || Most > 50
            || Features.Count > ClusterModel.MaximumFeatures)
        {
            yield return new ValidationResult(
                "Clusters: Count must be 0 or 2 to 50, Least 2 or more, Most Least to 50, and 128 features at most.");
        }
    }

    internal ClusterOptions ToOptions() => new()
    {
        Features = Features.Count > 0 ? [.. Features.Distinct(StringComparer.Ordinal)] : ClusterOptions.DefaultFeatures,
        Count = Count,
        Least = Least,
        Most = Most,
    };
}

/// <summary>Clusters of customers: training, versions, reports and personas.</summary>
public static class ClustersModule
{
    private const string MetadataExample = """
        { "until": "2026-01-05T08:59:12Z", "nextNumber": 5,
          "clusters": [ { "key": "c1", "name": "Many orders, spent much, ordered lately",
            "story": "612 customers, 20.4 % of those with an order.", "size": 612, "share": 0.204, "centre": [1.7, 1.2, -0.8],
            "differences": [ { "feature": "orders_lifetime", "typical": 11.2, "overall": 2.9, "deviations": 1.71,
              "words": "many orders" } ], "x": 2.1, "y": -0.2 } ],
          "report": { "customers": 3000, "inertia": 4120.5, "silhouette": 0.41, "daviesBouldin": 0.93,
            "trials": [ { "clusters": 4, "inertia": 4120.5, "silhouette": 0.41, "daviesBouldin": 0.93 } ],
            "components": [0.52, 0.21], "picture": [ { "x": 1.8, "y": -0.1, "cluster": "c1" } ] } }
        """;

    private const string PersonaExample = """
        { "key": "c1", "name": "Regulars", "story": "They order every few weeks and never wait for a sale." }
        """;

    /// <summary>Registers training and what the routes need.</summary>
    public static void AddClusters(this IHostApplicationBuilder builder)
    {
        builder.AddJson(ClustersApiJson.Default);
        var services = builder.Services;
        services.AddOptions<ClusterSettings>()
            .BindConfiguration("Clusters").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ClusterTraining>();
        services.AddSingleton<ISingleModel>(provider => provider.GetRequiredService<ClusterTraining>());
        services.AddSingleton<ISingleModel<ClusterMetadata>>(provider => provider.GetRequiredService<ClusterTraining>());
        services.AddSingleton<SingleModelRoutes<ClusterMetadata>>();
        services.AddSingleton<ListClusters>();
        services.AddSingleton(EntityKinds.Personas).AddSingleton<EntityRoutes<Persona>>();
    }

    /// <summary>Maps <c>/models/clusters</c>, <c>/clusters</c> and <c>/personas</c>.</summary>
    public static void MapClusters(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        services.GetRequiredService<SingleModelRoutes<ClusterMetadata>>().Map(routes, "Clusters", MetadataExample);
        services.GetRequiredService<ListClusters>().Map(routes);
        services.GetRequiredService<EntityRoutes<Persona>>().Map(routes, "Persona", PersonaExample);
    }
}

/// <summary>The JSON of clusters.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SingleModelVersion<ClusterMetadata>))]
[JsonSerializable(typeof(ListClusters.ClusterList))]
[JsonSerializable(typeof(ListClusters.Cluster))]
internal sealed partial class ClustersApiJson : JsonSerializerContext;
