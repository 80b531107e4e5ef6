using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Service.Hosting;

namespace Personalization.Service.Segments;

/// <summary>Customers' segments: who is in them, how many, and who comes and goes.</summary>
public static class SegmentsModule
{
    /// <summary>Registers the slices and their background work.</summary>
    public static void AddSegments(this IHostApplicationBuilder builder)
    {
        builder.AddJson(SegmentsJson.Default);
        var services = builder.Services;
        services.AddOptions<SegmentOptions>().BindConfiguration("Segments").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ShowSegments>();
        services.AddSingleton<SegmentCounts>();
        services.AddSingleton<ReadSegmentSize>();
        services.AddSingleton<SegmentSample>();
        services.AddSingleton<PreviewSegment>();
        services.AddSingleton<MembershipWriter>();
        services.AddSingleton<MembershipWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<MembershipWorker>());
    }

    /// <summary>Maps <c>/customers/{id}/segments</c> and what is asked of segments.</summary>
    public static void MapSegments(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        services.GetRequiredService<ShowSegments>().Map(routes);
        services.GetRequiredService<ReadSegmentSize>().Map(routes);
        services.GetRequiredService<PreviewSegment>().Map(routes);
    }
}

/// <summary>The JSON of segments.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ShowSegments.Response), TypeInfoPropertyName = "CustomerSegments")]
[JsonSerializable(typeof(ReadSegmentSize.Size))]
[JsonSerializable(typeof(ReadSegmentSize.Sample))]
[JsonSerializable(typeof(PreviewSegment.Request), TypeInfoPropertyName = "SegmentPreviewRequest")]
[JsonSerializable(typeof(PreviewSegment.Response), TypeInfoPropertyName = "SegmentPreview")]
internal sealed partial class SegmentsJson : JsonSerializerContext;
