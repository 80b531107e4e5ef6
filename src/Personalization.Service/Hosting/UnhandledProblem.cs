using System.Data.Common;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace Personalization.Service.Hosting;

/// <summary>
/// The one place where an exception becomes an answer. What the caller did wrong is said; what we did wrong is logged.
/// </summary>
internal sealed partial class UnhandledProblem(ILogger<UnhandledProblem> log) : IExceptionHandler
{
    internal static readonly string TooLarge =
        $"The body is larger than {Server.MaxBodyBytes / 1024} KB. Send less at once.";

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken stop)
    {
        switch (exception)
        {
            case BadHttpRequestException { InnerException: JsonException json }:
                await Problem.Of(StatusCodes.Status400BadRequest, Problem.Describe(json)).ExecuteAsync(context);
                return true;
            case BadHttpRequestException bad:
                await Problem.Of(bad.StatusCode, Describe(bad)).ExecuteAsync(context);
                return true;
            case InvalidDataException or InvalidOperationException
                when exception.Source?.StartsWith("System.IO.Compression", StringComparison.Ordinal) == true:
                await Problem.Of(
                    StatusCodes.Status400BadRequest, "The body is not compressed as its Content-Encoding says.")
                    .ExecuteAsync(context);
                return true;
            case DbException or DbUpdateException when HoldsNoText(exception):
                await Problem.Of(
                    StatusCodes.Status400BadRequest,
                    "A text in the request holds U+0000, which cannot be stored or looked for.")
                    .ExecuteAsync(context);
                return true;
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                return true;
            case DbException or TimeoutException or OperationCanceledException:
                StoreFailed(exception);
                await Problem.RetryLaterAsync(
                    context,
                    StatusCodes.Status503ServiceUnavailable,
                    "A store did not answer. Try again.",
                    TimeSpan.FromSeconds(1));
                return true;
            default:
                Failed(exception);
                await Problem.Of(StatusCodes.Status500InternalServerError, "The service failed; its log says why.")
                    .ExecuteAsync(context);
                return true;
        }
    }

    private static string Describe(BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => TooLarge,
        StatusCodes.Status415UnsupportedMediaType => "Send JSON with Content-Type: application/json.",
        _ => Unbound(bad.Message),
    };

    // PostgreSQL's "character not in repertoire"; the embedded store takes such texts.
    private static bool HoldsNoText(Exception fault) => fault.GetBaseException() is DbException { SqlState: "22021" };

    /// <summary>The framework's words for a parameter it could not read, without the name of the type.</summary>
    private static string Unbound(string message)
    {
        const string Start = "Failed to bind parameter \"";
        if (message.StartsWith("Implicit body inferred", StringComparison.Ordinal))
        {
            return "The body is empty: send JSON.";
        }

        var parts = message.Split('"');
        return message.StartsWith(Start, StringComparison.Ordinal) && parts.Length >= 4
            ? $"{parts[1].Split(' ')[^1]} cannot be '{parts[3]}'."
            : message;
    }

    [LoggerMessage(101, LogLevel.Error, "A request failed")]
    private partial void Failed(Exception exception);

    [LoggerMessage(102, LogLevel.Error, "A request failed because a store did not answer")]
    private partial void StoreFailed(Exception exception);
}
