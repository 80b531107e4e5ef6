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
        services.AddSingleton<ListClusters>();
        services.AddSingleton(EntityKinds.Personas).AddSingleton<EntityRoutes<Persona>>();
    }

    /// <summary>
    /// Maps <c>/clusters</c> and <c>/personas</c>; training and reports are with the routes of all models.
    /// </summary>
    public static void MapClusters(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        services.GetRequiredService<ListClusters>().Map(routes);
        services.GetRequiredService<EntityRoutes<Persona>>().Map(routes, "Persona", PersonaExample);
    }
}

/// <summary>The JSON of clusters.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ListClusters.ClusterList))]
[JsonSerializable(typeof(ListClusters.Cluster))]
internal sealed partial class ClustersApiJson : JsonSerializerContext;
