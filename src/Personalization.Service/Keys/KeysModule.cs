using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Service.Hosting;

namespace Personalization.Service.Keys;

/// <summary>Who may call: keys, their scopes and their rates.</summary>
public static class KeysModule
{
    /// <summary>Registers the keys.</summary>
    public static void AddKeys(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<KeyOptions>().BindConfiguration("Auth").ValidateDataAnnotations().ValidateOnStart();
        builder.AddJson(KeysJson.Default);
        builder.Services.AddSingleton<KeyRing>();
        builder.Services.AddSingleton<KeyRates>();
        builder.Services.AddSingleton<KeyChanges>();
        builder.Services.AddSingleton<KeyRefresh>();
        builder.Services.AddHostedService(services => services.GetRequiredService<KeyRefresh>());
    }

    /// <summary>Puts the gate in front of every endpoint.</summary>
    public static void UseKeys(this WebApplication app) => app.UseMiddleware<KeyGate>();

    /// <summary>Maps <c>/keys</c>.</summary>
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        ListKeys.Map(routes);
        GetKey.Map(routes);
        PutKey.Map(routes);
        RemoveKey.Map(routes);
    }
}

/// <summary>The JSON of keys.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(KeyAnswer))]
[JsonSerializable(typeof(EntityList<KeyAnswer>))]
[JsonSerializable(typeof(PutKey.Request))]
internal sealed partial class KeysJson : JsonSerializerContext;
