using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;

namespace Personalization.Service.Hosting;

/// <summary>Structured logs on standard error: text, or one JSON object a line with <c>Log__Format=json</c>.</summary>
/// <remarks>
/// Never a body, never an identity above Debug. The framework's own request lines carry paths and queries, which
/// hold ids, so they are off; <see cref="RequestLog"/> writes routes instead. A <c>Serilog</c> section sets the
/// service's own levels.
/// </remarks>
internal static class ServiceLogging
{
    private const string TextTemplate =
        "{Timestamp:HH:mm:ss.fff} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    // A start that fails says so in one line itself, so the host's own stack trace is off too.
    private static readonly (string Category, LogLevel Level)[] Quiet =
    [
        ("Microsoft", LogLevel.Warning),
        ("System", LogLevel.Warning),
        ("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical),
    ];

    internal static void AddServiceLogging(this WebApplicationBuilder builder)
    {
        var settings = new LoggerConfiguration()
            .MinimumLevel.Information()
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
        foreach (var (category, level) in Quiet)
        {
            // Serilog's provider comes with a rule of its own, which a rule for every provider would not beat.
            builder.Logging.AddFilter(category, level).AddFilter<SerilogLoggerProvider>(category, level);
        }
    }
}
