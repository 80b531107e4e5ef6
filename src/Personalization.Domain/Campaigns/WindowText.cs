using System.Globalization;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Campaigns;

/// <summary>
/// Lengths of time as people write them: a whole number and <c>m</c>, <c>h</c>, <c>d</c> or <c>w</c>.
/// </summary>
public static class WindowText
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(Limits.ExposureDays);

    /// <summary>
    /// Reads <c>90m</c>, <c>24h</c>, <c>7d</c> or <c>2w</c>; null for anything else and over 90 days.
    /// </summary>
    public static TimeSpan? Read(string? text)
    {
        if (text is not { Length: >= 2 and <= 7 }
            || !int.TryParse(
                text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        var minutes = text[^1] switch { 'm' => 1L, 'h' => 60, 'd' => 1_440, 'w' => 10_080, _ => 0 };
        var window = TimeSpan.FromMinutes(number * minutes);
        return window > TimeSpan.Zero && window <= Longest ? window : null;
    }

    internal static void Validate(FieldErrors errors, string field, string? text)
    {
        if (Read(text) is null)
        {
            errors.Add(
                field, $"must be a length of time such as 30m, 24h, 7d or 2w, at most {Limits.ExposureDays} days.");
        }
    }
}
