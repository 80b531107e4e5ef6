using System.Globalization;

namespace Personalization.Service.Hosting;

/// <summary>Instants in query strings: ISO 8601, UTC where no zone is given.</summary>
internal static class QueryInstant
{
    /// <summary>
    /// Reads a date or an instant from 1970 on. A blank before the offset is a plus that the client did not escape.
    /// </summary>
    internal static bool TryRead(string text, out DateTimeOffset instant)
    {
        instant = default;
        var blank = text.LastIndexOf(' ');
        var plain = blank > text.IndexOf('T', StringComparison.Ordinal) && text.Contains('T', StringComparison.Ordinal)
            ? string.Concat(text.AsSpan(0, blank), "+", text.AsSpan(blank + 1))
            : text;
        var isoDate = plain.Length >= "2026-01-01".Length && plain[4] == '-' && plain[7] == '-';
        return isoDate
            && DateTimeOffset.TryParse(
                plain,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out instant)
            && instant >= DateTimeOffset.UnixEpoch;
    }
}
