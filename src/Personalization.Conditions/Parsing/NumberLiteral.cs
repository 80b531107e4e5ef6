using System.Globalization;

namespace Personalization.Conditions.Parsing;

/// <summary>Reads CEL numbers: <c>12</c>, <c>0x1F</c>, <c>12u</c>, <c>1.5</c>, <c>.5</c>, <c>1e-3</c>.</summary>
internal static class NumberLiteral
{
    /// <summary>
    /// Reads the number at the position and moves behind it. 9223372036854775808 is read as a uint, which only the
    /// parser knows to be right behind a minus sign; see <see cref="IsLeastInt"/>.
    /// </summary>
    public static Value Read(string text, ref int at)
    {
        var start = at;
        var value = text[at] == '0' && at + 1 < text.Length && text[at + 1] is 'x' or 'X'
            ? ReadHexadecimal(text, ref at)
            : ReadDecimal(text, ref at);
        if (at < text.Length && (text[at] == '_' || char.IsAsciiLetterOrDigit(text[at])))
        {
            throw new SyntaxException(
                start,
                "A number must not run into a letter; a string needs quotes.",
                text[start..(at + 1)],
                "a number");
        }

        return value;
    }

    /// <summary>Whether the literal, written without a suffix, is 2^63: an int only when negated.</summary>
    public static bool IsLeastInt(string text, Token token) =>
        token.Value.Kind == ValueKind.Uint && text[token.End - 1] is not ('u' or 'U');

    private static Value ReadHexadecimal(string text, ref int at)
    {
        var start = at;
        at += 2;
        while (at < text.Length && char.IsAsciiHexDigit(text[at]))
        {
            at++;
        }

        return ReadInteger(text, start, ref at, text[(start + 2)..at], NumberStyles.AllowHexSpecifier);
    }

    private static Value ReadDecimal(string text, ref int at)
    {
        var start = at;
        SkipDigits(text, ref at);
        var isDouble = false;
        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            isDouble = true;
            at++;
            SkipDigits(text, ref at);
        }

        isDouble |= TrySkipExponent(text, ref at);
        return isDouble
            ? Value.Of(double.Parse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture))
            : ReadInteger(text, start, ref at, text[start..at], NumberStyles.None);
    }

    private static Value ReadInteger(string text, int start, ref int at, string digits, NumberStyles style)
    {
        var isValid = ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var value);
        if (at < text.Length && text[at] is 'u' or 'U')
        {
            at++;
            return isValid ? Value.Of(value) : throw TooLarge(start, text[start..at]);
        }

        const ulong limit = 1UL << 63;
        if (!isValid || value > limit)
        {
            throw TooLarge(start, text[start..at]);
        }

        return value == limit ? Value.Of(value) : Value.Of((long)value);
    }

    private static SyntaxException TooLarge(int start, string digits) =>
        new(start, "The number does not fit 64 bits.", digits, "an int or, with the suffix u, a uint");

    private static void SkipDigits(string text, ref int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }
    }

    private static bool TrySkipExponent(string text, ref int at)
    {
        if (at >= text.Length || text[at] is not ('e' or 'E'))
        {
            return false;
        }

        var digits = at + 1 < text.Length && text[at + 1] is '+' or '-' ? at + 2 : at + 1;
        if (digits >= text.Length || !char.IsAsciiDigit(text[digits]))
        {
            return false;
        }

        at = digits;
        SkipDigits(text, ref at);
        return true;
    }
}
