using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Service.Hosting;

namespace Personalization.Service.OpenFeature;

/// <summary>OpenFeature's remote evaluation protocol (OFREP 0.3.0): a placement is a flag, its content the
/// value.</summary>
public static class OpenFeatureModule
{
    /// <summary>Registers the two evaluations.</summary>
    public static void AddOpenFeature(this IHostApplicationBuilder builder)
    {
        builder.AddJson(OpenFeatureJson.Default);
        builder.Services.AddSingleton<EvaluateFlag>();
        builder.Services.AddSingleton<EvaluateFlags>();
    }

    /// <summary>Maps <c>/ofrep/v1/evaluate/flags</c>.</summary>
    public static void MapOpenFeature(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<EvaluateFlag>().Map(routes);
        routes.ServiceProvider.GetRequiredService<EvaluateFlags>().Map(routes);
    }
}

/// <summary>The JSON of OFREP.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvaluationRequest))]
[JsonSerializable(typeof(EvaluationFailure))]
[JsonSerializable(typeof(EvaluateFlag.Response), TypeInfoPropertyName = "Flag")]
[JsonSerializable(typeof(EvaluateFlags.Response), TypeInfoPropertyName = "Flags")]
internal sealed partial class OpenFeatureJson : JsonSerializerContext;
