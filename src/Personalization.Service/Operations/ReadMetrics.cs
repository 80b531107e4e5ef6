using System.Text;
using Personalization.Service.Hosting;

namespace Personalization.Service.Operations;

/// <summary>GET /metrics: every instrument as Prometheus text.</summary>
internal static class ReadMetrics
{
    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/metrics", (MetricListener metrics) =>
            TypedResults.Text(metrics.Write(), "text/plain; version=0.0.4", Encoding.UTF8))
        .WithName("ReadMetrics").WithTags(Audience.Operations)
        .WithSummary("Requests, ingest, cache, decisions and the runtime as Prometheus text.")
        .Produces<string>(StatusCodes.Status200OK, "text/plain")
        .RequireScope(Scope.Admin);
}
