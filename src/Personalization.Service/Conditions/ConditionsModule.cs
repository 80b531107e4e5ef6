using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Service.Hosting;

namespace Personalization.Service.Conditions;

/// <summary>Trying out conditions before they are used.</summary>
public static class ConditionsModule
{
    /// <summary>Registers what the routes need.</summary>
    public static void AddConditions(this IHostApplicationBuilder builder)
    {
        builder.AddJson(ConditionsJson.Default);
        builder.Services.AddSingleton<EvaluateCondition>();
    }

    /// <summary>Maps <c>/conditions</c>.</summary>
    public static void MapConditions(this IEndpointRouteBuilder routes)
    {
        CheckCondition.Map(routes);
        ListVocabulary.Map(routes);
        routes.ServiceProvider.GetRequiredService<EvaluateCondition>().Map(routes);
    }
}

/// <summary>The JSON of trying out conditions.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CheckCondition.Request), TypeInfoPropertyName = "CheckRequest")]
[JsonSerializable(typeof(CheckCondition.Response), TypeInfoPropertyName = "CheckResponse")]
[JsonSerializable(typeof(ListVocabulary.Response), TypeInfoPropertyName = "VocabularyResponse")]
[JsonSerializable(typeof(EvaluateCondition.Request), TypeInfoPropertyName = "EvaluateRequest")]
[JsonSerializable(typeof(EvaluateCondition.Response), TypeInfoPropertyName = "EvaluateResponse")]
[JsonSerializable(typeof(EvaluateCondition.Failure))]
internal sealed partial class ConditionsJson : JsonSerializerContext;
