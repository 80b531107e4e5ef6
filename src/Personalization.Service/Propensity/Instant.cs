using System.Globalization;
using Personalization.Service.Hosting;

namespace Personalization.Service.Propensity;

/// <summary>Reads the instants of options and queries.</summary>
internal static class Instant
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly string[] Formats =
        ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>ISO 8601; a date alone is its first instant, and a time without a zone is UTC.</summary>
    internal static bool TryRead(string? text, out DateTimeOffset at) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, Utc, out at);

    /// <summary>The same for an option of a command; null stays null.</summary>
    internal static DateTimeOffset? OfOption(string name, string? text) =>
        text is null ? null
        : TryRead(text, out var at) ? at
        : throw new InvalidInputException(
            $"{name} '{text}' is not a time. Write for example 2011-11-09 or 2011-11-09T00:00:00Z.");
}
