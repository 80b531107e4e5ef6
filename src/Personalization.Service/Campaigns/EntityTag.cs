using System.Globalization;

namespace Personalization.Service.Campaigns;

/// <summary>Revisions as HTTP entity tags (RFC 9110, section 8.8.3).</summary>
internal static class EntityTag
{
    /// <summary>What a caller is told whose If-Match cannot be read.</summary>
    internal const string Rule = "If-Match takes one ETag as a GET or PUT answered it, such as \"7\".";

    /// <summary>The tag of a revision: <c>"7"</c>.</summary>
    internal static string Of(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <summary>The revision the caller expects, null where it expects none. Quoted, weak and bare forms are read
    /// alike.</summary>
    internal static bool TryReadIfMatch(HttpRequest request, out long? revision)
    {
        revision = null;
        var header = request.Headers.IfMatch;
        if (header.Count == 0 || header is ["*"])
        {
            return true;
        }

        var text = header.ToString().AsSpan().Trim();
        text = text.StartsWith("W/", StringComparison.Ordinal) ? text[2..] : text;
        if (!long.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        revision = number;
        return true;
    }
}
