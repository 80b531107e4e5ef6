using System.Globalization;

namespace Personalization.Service.Campaigns;

/// <summary>Revisions as HTTP entity tags, and the conditions of requests on them (RFC 9110, sections 8.8.3 and
/// 13.1).</summary>
internal static class EntityTag
{
    /// <summary>What a caller is told whose conditions cannot be read.</summary>
    internal const string Rule =
        "If-Match takes ETags as a GET or PUT answered them, such as \"7\", or * for whatever there is; "
        + "If-None-Match of a write takes * only: create, never replace.";

    /// <summary>No revision is this one: a condition that names what is not there.</summary>
    private const long None = -1;

    /// <summary>The tag of a revision: <c>"7"</c>.</summary>
    internal static string Of(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <summary>Whether the caller has what carries this tag: answer 304.</summary>
    internal static bool IsKnown(HttpRequest request, string tag) =>
        Names(request.Headers.IfNoneMatch.ToString(), tag);

    /// <summary>Whether a header's list names this tag, or anything there is (<c>*</c>).</summary>
    internal static bool Names(string tags, string tag) =>
        Bare(tags).Any(known => known == "*" || known == tag.Trim('"'));

    /// <summary>Whether what a write expects depends on what is stored.</summary>
    internal static bool AsksForStored(HttpRequest request) =>
        request.Headers.IfMatch.ToString() is var tags && (tags.Contains('*') || tags.Contains(','));

    /// <summary>
    /// The revision that a write has to find: null for any, 0 for none. Quoted, weak and bare forms are read alike.
    /// </summary>
    /// <param name="stored">The revision that is stored; asked for when <see cref="AsksForStored"/>.</param>
    /// <returns>False where the headers cannot be read; see <see cref="Rule"/>.</returns>
    internal static bool TryReadExpected(HttpRequest request, long? stored, out long? expected)
    {
        expected = null;
        if (request.Headers.IfNoneMatch.Count > 0)
        {
            expected = 0;
            return request.Headers.IfNoneMatch.ToString().Trim() == "*" && request.Headers.IfMatch.Count == 0;
        }

        if (request.Headers.IfMatch.Count == 0)
        {
            return true;
        }

        expected = None;
        foreach (var tag in Bare(request.Headers.IfMatch.ToString()))
        {
            if (tag == "*")
            {
                expected = stored ?? None;
            }
            else if (!long.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            {
                return false;
            }
            else if (expected == None || revision == stored)
            {
                expected = revision;
            }
        }

        return true;
    }

    private static IEnumerable<string> Bare(string tags) => tags
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(tag => (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"'));
}
