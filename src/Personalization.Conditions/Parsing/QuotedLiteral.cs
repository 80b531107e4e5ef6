using System.Text;

namespace Personalization.Conditions.Parsing;

/// <summary>
/// Reads CEL strings and bytes: either quote, single or triple, <c>r</c> for raw, <c>b</c> for bytes.
/// </summary>
internal static class QuotedLiteral
{
    public static bool StartsAt(string text, int at)
    {
        at += at < text.Length && text[at] is 'b' or 'B' ? 1 : 0;
        at += at < text.Length && text[at] is 'r' or 'R' ? 1 : 0;
        return at < text.Length && text[at] is '"' or '\'';
    }

    public static Value Read(string text, ref int at)
    {
        var start = at;
        var isBytes = text[at] is 'b' or 'B';
        at += isBytes ? 1 : 0;
        var isRaw = text[at] is 'r' or 'R';
        at += isRaw ? 1 : 0;
        var quote = text[at];
        var isTriple = string.CompareOrdinal(text, at, new string(quote, 3), 0, 3) == 0;
        var close = new string(quote, isTriple ? 3 : 1);
        at += close.Length;

        var sink = new Sink(isBytes);
        while (string.CompareOrdinal(text, at, close, 0, close.Length) != 0)
        {
            if (at >= text.Length || (!isTriple && text[at] is '\n' or '\r'))
            {
                throw new SyntaxException(start, $"The string is not closed by {close}.", "an open string", close);
            }

            ReadCharacter(text, ref at, isRaw, sink);
        }

        at += close.Length;
        return sink.ToValue();
    }

    private static void ReadCharacter(string text, ref int at, bool isRaw, Sink sink)
    {
        if (text[at] == '\\' && !isRaw)
        {
            ReadEscape(text, ref at, sink);
            return;
        }

        if (!Rune.TryGetRuneAt(text, at, out var rune))
        {
            throw new SyntaxException(at, "The text is not valid Unicode here.", "half of a surrogate pair", null);
        }

        sink.Add(rune);
        at += rune.Utf16SequenceLength;
    }

    private static void ReadEscape(string text, ref int at, Sink sink)
    {
        var start = at;
        var code = at + 1 < text.Length ? text[at + 1] : '\0';
        at += 2;
        switch (code)
        {
            case 'x' or 'X':
                sink.AddUnit(Digits(text, start, ref at, 2, 16));
                break;
            case 'u':
                sink.Add(ToRune(Digits(text, start, ref at, 4, 16), start));
                break;
            case 'U':
                sink.Add(ToRune(Digits(text, start, ref at, 8, 16), start));
                break;
            case >= '0' and <= '3':
                at--;
                sink.AddUnit(Digits(text, start, ref at, 3, 8));
                break;
            default:
                sink.Add(new Rune(Simple(code, start)));
                break;
        }
    }

    private static char Simple(char code, int start) => code switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        '\\' or '?' or '"' or '\'' or '`' => code,
        _ => throw BadEscape(start),
    };

    private static long Digits(string text, int start, ref int at, int count, int radix)
    {
        var value = 0L;
        for (var end = at + count; at < end; at++)
        {
            var isDigit = at < text.Length && char.IsAsciiHexDigit(text[at]);
            var digit = isDigit ? Convert.ToInt32(text[at].ToString(), 16) : int.MaxValue;
            value = digit < radix ? (value * radix) + digit : throw BadEscape(start);
        }

        return value;
    }

    private static Rune ToRune(long code, int start) =>
        code <= 0x10FFFF && Rune.TryCreate((int)code, out var rune) ? rune : throw BadEscape(start);

    private static SyntaxException BadEscape(int start) => new(
        start,
        @"The escape is not one of \\ \' \"" \` \? \a \b \f \n \r \t \v \xHH \uHHHH \UHHHHHHHH \OOO.",
        "\\",
        "an escape, or a raw string r'...'");

    /// <summary>
    /// Collects a literal as text or, for bytes, in UTF-8; <c>\x</c> and octal escapes are a byte there.
    /// </summary>
    private sealed class Sink(bool isBytes)
    {
        private readonly StringBuilder _text = new();
        private readonly List<byte> _bytes = [];

        public void Add(Rune rune)
        {
            if (!isBytes)
            {
                _text.Append(rune.ToString());
                return;
            }

            Span<byte> buffer = stackalloc byte[4];
            var length = rune.EncodeToUtf8(buffer);
            _bytes.AddRange(buffer[..length]);
        }

        public void AddUnit(long code)
        {
            if (isBytes)
            {
                _bytes.Add((byte)code);
            }
            else
            {
                _text.Append((char)code);
            }
        }

        public Value ToValue() => isBytes ? Value.Of([.. _bytes]) : Value.Of(_text.ToString());
    }
}
