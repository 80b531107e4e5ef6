using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Personalization.Service.Operations;

/// <summary>
/// Sends metrics and spans by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; does nothing otherwise.
/// </summary>
/// <remarks>
/// The exporter reads the standard OTEL_* variables itself. Request spans are left out: their paths hold ids.
/// </remarks>
internal sealed class OtlpExport(IConfiguration configuration) : IHostedService
{
    private MeterProvider? _metrics;
    private TracerProvider? _spans;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            _metrics = Sdk.CreateMeterProviderBuilder()
                .AddMeter(
                    Telemetry.Name, "Personalization.Storage", "Microsoft.AspNetCore.Hosting", "System.Runtime",
                    "Npgsql")
                .AddOtlpExporter()
                .Build();
            _spans = Sdk.CreateTracerProviderBuilder().AddSource(Telemetry.Name, "Npgsql").AddOtlpExporter().Build();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _spans?.Dispose();
        _metrics?.Dispose();
        return Task.CompletedTask;
    }
}
