using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Personalization.Domain.LifetimeValue;
using Personalization.Service.Hosting;
using Personalization.Service.Propensity;

namespace Personalization.Service.LifetimeValue;

/// <summary>How the lifetime model is made: section <c>Lifetime</c> of the configuration.</summary>
public sealed class LifetimeSettings
{
    /// <summary>The days by which methods are compared, 7 to 365.</summary>
    [Range(7, 365, ErrorMessage = "Lifetime:HorizonDays must be 7 to 365.")]
    public int HorizonDays { get; init; } = 90;

    /// <summary>What money loses in a year, 0 to 1.</summary>
    [Range(0.0, 1.0, ErrorMessage = "Lifetime:YearlyDiscount must be 0 to 1.")]
    public double YearlyDiscount { get; init; }

    /// <summary>Whether boosted trees are tried beside the probability models.</summary>
    public bool TryTrees { get; init; } = true;

    internal LifetimeOptions ToOptions() => new()
    {
        HorizonDays = HorizonDays,
        YearlyDiscount = YearlyDiscount,
        TryTrees = TryTrees,
    };
}

/// <summary>Lifetime value: training, versions and reports. Scores are with those of propensity models.</summary>
public static class LifetimeModule
{
    private const string MetadataExample = """
        { "until": "2026-01-05T08:59:12Z", "horizonDays": 90, "yearlyDiscount": 0,
          "orders": { "r": 0.81, "alpha": 6.2, "a": 0.34, "b": 1.9 }, "values": { "p": 5.4, "q": 3.6, "gamma": 41.7 },
          "meanValue": 86.4, "valueQuantiles": [0, 12.5, 48.1, 190.6], "serves": "probability",
          "report": { "customers": 3812, "repeatCustomers": 1640, "logLikelihood": -9120.4, "trees": 0,
            "reason": "Probability models err less on held-out time than trees." } }
        """;

    /// <summary>Registers training.</summary>
    public static void AddLifetimeValue(this IHostApplicationBuilder builder)
    {
        builder.AddJson(LifetimeApiJson.Default);
        var services = builder.Services;
        services.AddOptions<LifetimeSettings>()
            .BindConfiguration("Lifetime").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LifetimeTraining>();
        services.AddSingleton<ISingleModel>(provider => provider.GetRequiredService<LifetimeTraining>());
        services.AddSingleton<ISingleModel<LifetimeMetadata>>(provider => provider.GetRequiredService<LifetimeTraining>());
        services.AddSingleton<SingleModelRoutes<LifetimeMetadata>>();
    }

    /// <summary>Maps <c>/models/lifetime</c>.</summary>
    public static void MapLifetimeValue(this IEndpointRouteBuilder routes) =>
        routes.ServiceProvider.GetRequiredService<SingleModelRoutes<LifetimeMetadata>>()
            .Map(routes, "Lifetime", MetadataExample);
}

/// <summary>The JSON of lifetime models.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SingleModelVersions))]
[JsonSerializable(typeof(SingleModelVersion<LifetimeMetadata>))]
internal sealed partial class LifetimeApiJson : JsonSerializerContext;
