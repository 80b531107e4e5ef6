using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Personalization.Service.Hosting;

/// <summary>Structured logs on standard error: text, or one JSON object a line with <c>Log__Format=json</c>.</summary>
/// <remarks>
/// Never a body, never an identity above Debug. The framework's own request lines carry paths and queries, which hold ids,
/// so they are off; <see cref="RequestLog"/> writes routes instead. A <c>Serilog</c> section overrides levels.
/// </remarks>
internal static class ServiceLogging
{
    private const string TextTemplate = "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    internal static void AddServiceLogging(this WebApplicationBuilder builder)
    {
        var settings = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .ReadFrom.Configuration(builder.Configuration);

        // Standard output belongs to the commands' results.
        settings = builder.Configuration["Log:Format"] switch
        {
            null or "text" => settings.WriteTo.Console(
                outputTemplate: TextTemplate, standardErrorFromLevel: LogEventLevel.Verbose),
            "json" => settings.WriteTo.Console(new JsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose),
            var other => throw new InvalidInputException($"Log:Format is 'text' or 'json', not '{other}'."),
        };

        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(settings.CreateLogger(), dispose: true);
    }
}
