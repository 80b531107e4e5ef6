using System.Text;
using Personalization.Domain.Events;

namespace Personalization.Domain.Privacy;

/// <summary>
/// The names under which a profile keeps what the customer allows: <c>consent:analytics</c>, <c>opt:email/sale</c>.
/// </summary>
/// <remarks>Categories, channels and topics are compared without regard to case.</remarks>
internal static class PermissionKey
{
    /// <summary>The longest category, channel or topic in UTF-8 bytes; what is longer is not kept.</summary>
    public const int MostBytes = 40;

    /// <summary>The longest key in UTF-8 bytes.</summary>
    public const int MostKeyBytes = 4 + MostBytes + 1 + MostBytes;

    public const string ConsentPrefix = "consent:";
    public const string OptPrefix = "opt:";

    /// <summary>A denial of every category: what an empty object of preferences says.</summary>
    public const string EveryConsent = ConsentPrefix + "*";

    public static string OfConsent(string category) => ConsentPrefix + category.ToLowerInvariant();

    /// <summary>Null stands for every channel, or every topic.</summary>
    public static string OfOptOut(string? channel, string? topic) =>
        $"{OptPrefix}{channel?.ToLowerInvariant() ?? "*"}/{topic?.ToLowerInvariant() ?? "*"}";

    /// <summary>
    /// The key of a category as it stands in an event; null for one that is empty or too long. Plain ones allocate
    /// nothing once they were seen.
    /// </summary>
    public static string? OfConsent(ReadOnlySpan<byte> category)
    {
        if (category.IsEmpty || category.Length > MostBytes)
        {
            return null;
        }

        Span<byte> key = stackalloc byte[ConsentPrefix.Length + MostBytes];
        "consent:"u8.CopyTo(key);
        var status = Ascii.ToLower(category, key[ConsentPrefix.Length..], out var written);
        return status == System.Buffers.OperationStatus.Done
            ? StringPool.Get(key[..(ConsentPrefix.Length + written)])
            : OfConsent(Encoding.UTF8.GetString(category));
    }

    /// <summary>Whether a text is a key at all.</summary>
    public static bool IsKey(string text) => text.StartsWith(ConsentPrefix, StringComparison.Ordinal)
        || (text.StartsWith(OptPrefix, StringComparison.Ordinal) && text.AsSpan().Count('/') == 1);

    /// <summary>Whether a category, channel or topic can be kept.</summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 } && name != "*" && !name.Contains('/', StringComparison.Ordinal)
        && !name.AsSpan().ContainsAnyInRange('\0', '\u001f')
        && Encoding.UTF8.GetByteCount(name.ToLowerInvariant()) <= MostBytes;
}
