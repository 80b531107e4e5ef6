using Personalization.Service.Hosting;

namespace Personalization.Service.Operations;

/// <summary>Health and metrics.</summary>
public static class OperationsModule
{
    /// <summary>Registers the instruments and those who read them.</summary>
    public static void AddOperations(this IHostApplicationBuilder builder)
    {
        builder.AddJson(OperationsJson.Default);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<Telemetry>();
        builder.Services.AddSingleton<MetricListener>();
        builder.Services.AddHostedService<OtlpExport>();
    }

    /// <summary>Maps <c>/health/*</c> and <c>/metrics</c>.</summary>
    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        CheckHealth.Map(routes);
        ReadMetrics.Map(routes);

        // From the first request on, not from the first look at /metrics.
        routes.ServiceProvider.GetRequiredService<MetricListener>();
    }
}
