using System.Text;

namespace Personalization.Domain.Profiles;

/// <summary>
/// What a profile keeps at most. Together they bound its encoded size to <see cref="MaxEncodedBytes"/>.
/// </summary>
public static class Limits
{
    /// <summary>Days of orders, refunds and activity kept, counted back from the newest.</summary>
    public const int OrderDays = 400;

    /// <summary>Days of browsing and e-mail counts kept, counted back from the newest.</summary>
    public const int BrowsingDays = 100;

    /// <summary>Days of sessions kept, counted back from the newest.</summary>
    public const int SessionDays = 31;

    /// <summary>A pause longer than this many seconds ends a session.</summary>
    public const int SessionGapSeconds = 1800;

    /// <summary>The newest events kept one by one; windows of minutes and hours are exact over these.</summary>
    public const int RecentEvents = 64;

    /// <summary>Products kept by their last view, and as many by their last purchase.</summary>
    public const int RecentProducts = 50;

    /// <summary>Products kept by the time they were last put into the cart.</summary>
    public const int CartedProducts = 20;

    /// <summary>The newest cart operations kept.</summary>
    public const int CartOperations = 40;

    /// <summary>Categories kept: those with the smallest hashes, once there are more.</summary>
    public const int Categories = 64;

    /// <summary>Traits kept: those whose names have the smallest hashes, once there are more.</summary>
    public const int Traits = 40;

    /// <summary>Names of other events counted: those with the smallest hashes, once there are more.</summary>
    public const int EventNames = 32;

    /// <summary>Hashes kept to count distinct products; exact up to here, an estimate beyond.</summary>
    public const int SketchSize = 64;

    /// <summary>
    /// A product or campaign id, category or event name: longer ids are not tracked, longer categories and names are
    /// cut.
    /// </summary>
    public const int TextBytes = 40;

    /// <summary>Impressions and clicks kept, the newest of all campaigns together.</summary>
    public const int Exposures = 256;

    /// <summary>Impressions of one campaign in one placement kept, and as many clicks.</summary>
    public const int ExposuresOfOne = 20;

    /// <summary>Days for which impressions and clicks are kept, counted back from the newest.</summary>
    public const int ExposureDays = 90;

    /// <summary>A trait's name; longer ones are not kept.</summary>
    public const int TraitNameBytes = 40;

    /// <summary>A trait's text; longer ones are cut.</summary>
    public const int TraitTextBytes = 80;

    /// <summary>
    /// No profile encodes to more, as long as no day has more than 268 million events of a kind. Someone who sends
    /// 100,000 events made to fill every part gets to about half of it.
    /// </summary>
    public const int MaxEncodedBytes = 64 * 1024;

    /// <summary>More than this many pauses do not fit into the days kept.</summary>
    internal const int MaxSessions = SessionDays * 48;

    /// <summary>
    /// Room that a decoded list has beyond its items, so that folding a few events in does not copy it.
    /// </summary>
    internal const int Slack = 4;

    /// <summary>The id, or null when it is missing or too long to keep.</summary>
    internal static string? Id(string? id) => id is { Length: > 0 } && Fits(id, TextBytes) ? id : null;

    /// <summary>The text cut to whole characters of at most so many UTF-8 bytes; null for none.</summary>
    internal static string? Cut(string? text, int bytes)
    {
        if (string.IsNullOrEmpty(text) || Fits(text, bytes))
        {
            return string.IsNullOrEmpty(text) ? null : text;
        }

        var length = 0;
        var taken = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            taken += rune.Utf8SequenceLength;
            if (taken > bytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    /// <summary>Whether a text takes at most so many UTF-8 bytes.</summary>
    internal static bool Fits(string text, int bytes) =>
        text.Length * 3 <= bytes || (text.Length <= bytes && Encoding.UTF8.GetByteCount(text) <= bytes);
}
