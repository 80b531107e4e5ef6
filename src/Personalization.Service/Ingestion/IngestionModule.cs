using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Service.Hosting;
using Personalization.Storage;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Ingestion;

/// <summary>Taking events in.</summary>
public static class IngestionModule
{
    /// <summary>Registers the group committer and the slices.</summary>
    public static void AddIngestion(this IHostApplicationBuilder builder)
    {
        builder.AddJson(IngestionJson.Default);
        builder.Services.AddOptions<IngestionOptions>()
            .BindConfiguration("Ingestion").ValidateDataAnnotations().ValidateOnStart()
            .PostConfigure<StorageOptions>((options, storage) => options.Lanes = options.Lanes is > 0 and var lanes
                ? lanes
                : storage.Postgres is null ? 1 : Math.Clamp(Environment.ProcessorCount / 2, 1, 8));
        builder.Services.AddSingleton<FoldCommitted>(services => services.GetRequiredService<ProfileStore>().FoldAsync);
        builder.Services.AddSingleton<GroupCommitter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<GroupCommitter>());
        builder.Services.AddSingleton<RejectedPersons>();
        builder.Services.AddSingleton<IngestEvents>();
    }

    /// <summary>Maps <c>/v1/*</c> and <c>/events/rejected</c>.</summary>
    public static void MapIngestion(this IEndpointRouteBuilder routes)
    {
        IngestEvents.Map(routes);
        ListRejectedEvents.Map(routes);
    }
}

/// <summary>The JSON of ingestion.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IngestEvents.Answer))]
[JsonSerializable(typeof(ListRejectedEvents.Answer), TypeInfoPropertyName = "RejectedEvents")]
internal sealed partial class IngestionJson : JsonSerializerContext;
