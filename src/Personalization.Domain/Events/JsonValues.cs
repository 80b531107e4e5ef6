using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>
/// Tolerant reading of single JSON values: what has the wrong type is no value, and nothing here throws.
/// </summary>
internal static class JsonValues
{
    /// <summary>The UTF-8 name of the property the reader stands on, unescaped.</summary>
    public static ReadOnlySpan<byte> Name(in Utf8JsonReader json) =>
        json.ValueIsEscaped ? Encoding.UTF8.GetBytes(Unescaped(json) ?? "") : json.ValueSpan;

    /// <summary>A non-empty text (a property's name is one), or a number as it was written.</summary>
    public static string? Text(in Utf8JsonReader json)
    {
        if (json.TokenType is not (JsonTokenType.String or JsonTokenType.Number or JsonTokenType.PropertyName)
            || json.ValueSpan.IsEmpty)
        {
            return null;
        }

        return json.ValueIsEscaped ? Unescaped(json) : StringPool.Get(json.ValueSpan);
    }

    /// <summary>A finite number, or a text that is one.</summary>
    public static bool TryNumber(in Utf8JsonReader json, out double number)
    {
        number = 0;
        return json.TokenType is JsonTokenType.Number or JsonTokenType.String
            && !json.ValueIsEscaped
            && double.TryParse(json.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }

    /// <summary>An amount of money in units; null when the value is none.</summary>
    public static long? Units(in Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Number && Money.TryParsePlain(json.ValueSpan, out var units))
        {
            return units;
        }

        return TryNumber(json, out var number) ? Money.FromNumber(number) : null;
    }

    /// <summary>
    /// A quantity, cut to its whole part and bounded to a million either way; null when the value is none.
    /// </summary>
    public static int? Quantity(in Utf8JsonReader json)
    {
        var text = json.ValueSpan;
        if (json.TokenType == JsonTokenType.Number && text.Length == 1)
        {
            return text[0] - '0';
        }

        return TryNumber(json, out var number) ? (int)Math.Clamp(number, -1_000_000, 1_000_000) : null;
    }

    // An escape may spell half a surrogate pair, on which the framework throws.
    private static string? Unescaped(in Utf8JsonReader json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
