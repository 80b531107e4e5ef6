using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;

namespace Personalization.Service.Operations;

/// <summary>GET /health/live and /health/ready.</summary>
internal static class CheckHealth
{
    internal sealed record Liveness(string Status);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/health/live", Live)
        .WithName("Live").WithTags(Audience.Operations)
        .WithSummary("Whether the process answers at all. Restart it when this does not.")
        .AllowWithoutKey();

    private static Ok<Liveness> Live() => TypedResults.Ok(new Liveness("live"));
}

/// <summary>The JSON of operations.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CheckHealth.Liveness))]
internal sealed partial class OperationsJson : JsonSerializerContext;
