using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Personalization.Domain.Events;

/// <summary>
/// What of JSON's strings and numbers a store can hold: real text and numbers that a double can carry.
/// </summary>
/// <remarks>
/// JSON may spell U+0000 and half of a surrogate pair, which are no text anywhere else, and numbers like 1e99999, which
/// PostgreSQL refuses or spells out.
/// </remarks>
internal static class SegmentText
{
    private const int MaxNumberLength = 64;
    private const int MaxExponent = 308;

    /// <summary>The string the reader is on, if it is a string and text.</summary>
    internal static bool TryRead(ref Utf8JsonReader reader, bool isUtf8, out string? text)
    {
        var readable = reader.TokenType == JsonTokenType.String && isUtf8 && IsText(ref reader);
        text = readable ? reader.GetString() : null;
        return readable;
    }

    /// <summary>Whether a string or name holds only characters: no U+0000, no lone surrogate.</summary>
    internal static bool IsText(ref Utf8JsonReader reader) =>
        !reader.ValueIsEscaped || EscapesAreText(reader.ValueSpan);

    /// <summary>Whether a number is finite as a double and written with reasonable length and exponent.</summary>
    internal static bool IsNumber(ReadOnlySpan<byte> number)
    {
        if (number.Length > MaxNumberLength)
        {
            return false;
        }

        var e = number.IndexOfAny((byte)'e', (byte)'E');
        if (e < 0)
        {
            return true;
        }

        return Utf8Parser.TryParse(number[(number[e + 1] == '+' ? e + 2 : e + 1)..], out int exponent, out _)
            && Math.Abs(exponent) <= MaxExponent
            && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value);
    }

    /// <summary>
    /// Whether a value under a money or quantity name is within the limit. Text that is no number is let pass.
    /// </summary>
    internal static bool IsAmount(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number or JsonTokenType.String =>
            !double.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || Math.Abs(value) <= SegmentLimits.MaxAmount,
        _ => true,
    };

    /// <summary>Whether a property is one of the e-commerce specification's amounts.</summary>
    internal static bool NamesAmount(ref Utf8JsonReader reader) => reader.ValueSpan.Length >= 3
        && (reader.ValueTextEquals("price"u8) || reader.ValueTextEquals("quantity"u8)
            || reader.ValueTextEquals("revenue"u8) || reader.ValueTextEquals("total"u8)
            || reader.ValueTextEquals("value"u8) || reader.ValueTextEquals("discount"u8)
            || reader.ValueTextEquals("subtotal"u8) || reader.ValueTextEquals("shipping"u8)
            || reader.ValueTextEquals("tax"u8));

    private static bool EscapesAreText(ReadOnlySpan<byte> escaped)
    {
        var awaitsLow = false;
        for (var i = 0; i < escaped.Length; i++)
        {
            var unit = -1;
            if (escaped[i] == '\\')
            {
                i++;
                if (escaped[i] == 'u' && Utf8Parser.TryParse(escaped.Slice(i + 1, 4), out unit, out _, 'x'))
                {
                    i += 4;
                }
            }

            var isLow = unit is >= 0xDC00 and <= 0xDFFF;
            if (unit == 0 || isLow != awaitsLow)
            {
                return false;
            }

            awaitsLow = unit is >= 0xD800 and <= 0xDBFF;
        }

        return !awaitsLow;
    }
}
