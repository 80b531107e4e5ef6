using System.Globalization;
using System.Text;

namespace Personalization.Conditions.Functions;

/// <summary>The parts of RE2 syntax that stand for one character: classes, escapes and plain characters.</summary>
internal static class PatternClass
{
    private const string Surrogates = @"\uD800-\uDFFF";
    private const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private static readonly Dictionary<string, string> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = @"\u0000-\u007F",
        ["blank"] = @"\t ",
        ["cntrl"] = @"\u0000-\u001F\u007F",
        ["digit"] = "0-9",
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = "!-/:-@\\[-`{-~",
        ["space"] = @"\t\n\u000B\f\r ",
        ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_",
        ["xdigit"] = "0-9A-Fa-f",
    };

    // Each with its complement over all UTF-16 units, since .NET cannot negate a part of a class.
    private static readonly Dictionary<char, string> Perl = new()
    {
        ['d'] = "0-9",
        ['D'] = @"\u0000-/:-\uFFFF",
        ['w'] = "0-9A-Za-z_",
        ['W'] = @"\u0000-/:-@\[-\^`{-\uFFFF",
        ['s'] = @"\t\n\f\r ",
        ['S'] = @"\u0000-\u0008\u000B\u000E-\u001F!-\uFFFF",
    };

    /// <summary>Any character, even beyond U+FFFF, that is not in the set.</summary>
    public static string AnyBut(string set) => $"(?:[^{set}{Surrogates}]|{Pair})";

    public static string Quote(Rune rune)
    {
        if (rune.Value > char.MaxValue)
        {
            return $"(?:{rune})";
        }

        return rune.IsAscii && !Rune.IsLetterOrDigit(rune) ? $@"\u{rune.Value:X4}" : rune.ToString();
    }

    public static Rune ReadRune(string pattern, ref int at)
    {
        var rune = Rune.TryGetRuneAt(pattern, at, out var found)
            ? found
            : throw new PatternException("half of a surrogate pair");
        at += rune.Utf16SequenceLength;
        return rune;
    }

    /// <summary><c>[...]</c> as a .NET class, or as an alternative of one and of pairs beyond U+FFFF.</summary>
    public static string Read(string pattern, ref int at)
    {
        var start = at++;
        var isNegated = at < pattern.Length && pattern[at] == '^';
        at += isNegated ? 1 : 0;
        var set = new StringBuilder();
        var pairs = new StringBuilder();
        for (var first = at; at < pattern.Length && (pattern[at] != ']' || at == first);)
        {
            ReadMember(pattern, ref at, set, pairs);
        }

        if (at++ >= pattern.Length)
        {
            throw new PatternException($"missing ']' of '{pattern[start..]}'");
        }

        if (isNegated)
        {
            return pairs.Length == 0
                ? AnyBut(set.ToString())
                : throw new PatternException("a negated class cannot hold characters beyond U+FFFF");
        }

        if (pairs.Length == 0)
        {
            return $"[{set}]";
        }

        return set.Length == 0 ? $"(?:{pairs.ToString(0, pairs.Length - 1)})" : $"(?:{pairs}[{set}])";
    }

    /// <summary><c>\d</c>, <c>\pL</c>, <c>\p{Lu}</c> and so on, outside brackets.</summary>
    public static string ReadEscapedClass(string pattern, ref int at)
    {
        var letter = pattern[at + 1];
        var set = ReadClassEscape(pattern, ref at);
        return letter is 'D' or 'W' or 'S' ? AnyBut(Perl[char.ToLowerInvariant(letter)]) : $"[{set}]";
    }

    /// <summary>One escaped character: <c>\n</c>, <c>\x41</c>, <c>\x{1F600}</c>, <c>\.</c> and so on.</summary>
    public static Rune ReadEscapedRune(string pattern, ref int at)
    {
        at++;
        var code = at < pattern.Length ? pattern[at++] : throw new PatternException(@"a trailing '\'");
        return code switch
        {
            'a' => new Rune('\a'),
            'f' => new Rune('\f'),
            'n' => new Rune('\n'),
            'r' => new Rune('\r'),
            't' => new Rune('\t'),
            'v' => new Rune('\v'),
            'x' => ReadHexadecimal(pattern, ref at),
            '0' => new Rune('\0'),
            _ when code < 128 && !char.IsAsciiLetterOrDigit(code) => new Rune(code),
            _ => throw new PatternException($@"\{code} is not part of RE2 (back-references are not)"),
        };
    }

    private static Rune ReadHexadecimal(string pattern, ref int at)
    {
        var isBraced = at < pattern.Length && pattern[at] == '{';
        var end = isBraced ? pattern.IndexOf('}', at) : Math.Min(at + 2, pattern.Length);
        var digits = end < 0 ? "" : pattern[(isBraced ? at + 1 : at)..end];
        var isValid = digits.Length is > 0 and <= 6
            && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && Rune.IsValid(code);
        at = isBraced ? end + 1 : end;
        return isValid
            ? new Rune(int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            : throw new PatternException(@"\x needs two hexadecimal digits, or some in braces");
    }

    private static void ReadMember(string pattern, ref int at, StringBuilder set, StringBuilder pairs)
    {
        if (pattern[at] == '[' && at + 1 < pattern.Length && pattern[at + 1] == ':')
        {
            set.Append(ReadPosix(pattern, ref at));
            return;
        }

        if (pattern[at] == '\\' && at + 1 < pattern.Length
            && pattern[at + 1] is 'd' or 'D' or 'w' or 'W' or 's' or 'S' or 'p' or 'P')
        {
            set.Append(ReadClassEscape(pattern, ref at));
            return;
        }

        var first = ReadMemberRune(pattern, ref at);
        var last = first;
        if (at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']')
        {
            at++;
            last = ReadMemberRune(pattern, ref at);
        }

        AppendRange(first, last, set, pairs);
    }

    private static Rune ReadMemberRune(string pattern, ref int at) =>
        pattern[at] == '\\' ? ReadEscapedRune(pattern, ref at) : ReadRune(pattern, ref at);

    private static void AppendRange(Rune first, Rune last, StringBuilder set, StringBuilder pairs)
    {
        if (first > last)
        {
            throw new PatternException($"the range {first}-{last} is reversed");
        }

        if (last.Value <= char.MaxValue)
        {
            set.Append($@"\u{first.Value:X4}-\u{last.Value:X4}");
            return;
        }

        if (first != last)
        {
            throw new PatternException("a range cannot reach beyond U+FFFF");
        }

        pairs.Append(last).Append('|');
    }

    private static string ReadPosix(string pattern, ref int at)
    {
        var end = pattern.IndexOf(":]", at, StringComparison.Ordinal);
        var name = end < 0 ? "" : pattern[(at + 2)..end];
        at = end + 2;
        return Posix.TryGetValue(name, out var set)
            ? set
            : throw new PatternException($"[:{name}:] is not a class known here");
    }

    private static string ReadClassEscape(string pattern, ref int at)
    {
        var letter = pattern[at + 1];
        at += 2;
        if (letter is not ('p' or 'P'))
        {
            return Perl[letter];
        }

        var isBraced = at < pattern.Length && pattern[at] == '{';
        var end = isBraced ? pattern.IndexOf('}', at) : at;
        var name = end < 0 || end >= pattern.Length ? "" : isBraced ? pattern[(at + 1)..end] : pattern[at].ToString();
        at = end + 1;
        var isNegated = name.StartsWith('^') != (letter == 'P');
        name = name.TrimStart('^');
        return name.Length is 1 or 2 && "LMNPSZC".Contains(name[0])
            ? $@"\{(isNegated ? 'P' : 'p')}{{{name}}}"
            : throw new PatternException($@"\p{{{name}}} is not a class known here, such as \pL or \p{{Lu}}");
    }
}
