using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Personalization.Domain.Campaigns;

/// <summary>The form of the keys that name placements, campaigns, variants and segments.</summary>
public static class EntityKey
{
    /// <summary>The longest key, in characters.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Whether a key matches <c>[A-Za-z0-9._-]{1,64}</c>.</summary>
    public static bool IsValid([NotNullWhen(true)] string? key) =>
        key is { Length: > 0 and <= MaxLength } && !key.AsSpan().ContainsAnyExcept(Allowed);
}
