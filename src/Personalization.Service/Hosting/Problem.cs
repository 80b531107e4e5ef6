using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Personalization.Service.Hosting;

/// <summary>Errors as RFC 9457 problem details: the one shape of every answer that is not a success.</summary>
public static class Problem
{
    /// <summary>A problem with the status' standard title and a sentence that says what to do.</summary>
    public static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    /// <summary>429 or 503 with <c>Retry-After</c> in whole seconds, at least one.</summary>
    public static Task RetryLaterAsync(HttpContext context, int status, string detail, TimeSpan after)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Of(status, detail).ExecuteAsync(context);
    }

    /// <summary>Says where a body is not what was asked for: not JSON, or a value of the wrong type.</summary>
    internal static string Describe(JsonException e)
    {
        var path = string.IsNullOrEmpty(e.Path) || e.Path == "$" ? "" : $" at {e.Path}";
        var place = $" (line {(e.LineNumber ?? 0) + 1}, position {(e.BytePositionInLine ?? 0) + 1})";
        if (e.InnerException is JsonException)
        {
            return $"The body is not valid JSON{path}{place}.";
        }

        var missing = e.Message.IndexOf("including: ", StringComparison.Ordinal);
        return missing >= 0
            ? $"Missing{path}: {e.Message[(missing + "including: ".Length)..].Split(". Path", 2)[0].TrimEnd('.')}."
            : e.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)
                ? $"There is no field {e.Path}{place} here; /swagger lists those there are."
                : $"The value{path}{place} has the wrong type, or is none of those that /swagger lists.";
    }
}
