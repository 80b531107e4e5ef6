using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;

namespace Personalization.Service.Hosting;

/// <summary>
/// One line a request: method, route pattern, status, milliseconds. The pattern, never the path or the query: those
/// hold ids.
/// </summary>
/// <remarks>
/// Busy routes succeed at Debug, administration at Information; client errors at Information; failures at Error.
/// </remarks>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var level = LevelOf(context);
            if (log.IsEnabled(level))
            {
                var route = (EndpointOf(context) as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
                var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                Answered(level, context.Request.Method, route, context.Response.StatusCode, took);
            }
        }
    }

    // The exception handler takes the endpoint off the request and keeps it in its feature.
    private static Endpoint? EndpointOf(HttpContext context) =>
        context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;

    private static LogLevel LevelOf(HttpContext context) => context.Response.StatusCode switch
    {
        >= 500 => LogLevel.Error,
        >= 400 => LogLevel.Information,
        _ when context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>()?.Scope == Scope.Admin =>
            LogLevel.Information,
        _ => LogLevel.Debug,
    };

    [LoggerMessage(EventId = 100, Message = "{Method} {Route} answered {Status} in {Milliseconds:0.0} ms")]
    private partial void Answered(LogLevel level, string method, string route, int status, double milliseconds);
}
