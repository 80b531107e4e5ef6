using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Service.Hosting;

namespace Personalization.Service.Configuration;

/// <summary>The configuration as one document.</summary>
public static class ConfigurationModule
{
    /// <summary>Registers the routes.</summary>
    public static void AddConfigurationDocument(this IHostApplicationBuilder builder)
    {
        builder.AddJson(ConfigurationJson.Default);
        builder.Services.AddSingleton<ConfigurationRoutes>();
    }

    /// <summary>Maps <c>/configuration</c>.</summary>
    public static void MapConfigurationDocument(this IEndpointRouteBuilder routes) =>
        routes.ServiceProvider.GetRequiredService<ConfigurationRoutes>().Map(routes);
}

/// <summary>The JSON of the configuration document's answers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ConfigurationRoutes.Answer), TypeInfoPropertyName = "ConfigurationAnswer")]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(object))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
