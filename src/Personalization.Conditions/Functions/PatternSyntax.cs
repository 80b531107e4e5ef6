using System.Text;

namespace Personalization.Conditions.Functions;

/// <summary>
/// Translates RE2 syntax, which CEL prescribes, to a .NET pattern with the same matches: ASCII <c>\d \w \s</c>,
/// <c>$</c> at the very end only, characters beyond U+FFFF as one. Only whether a text matches counts, so captures and
/// laziness are dropped. Source: RE2's syntax page (github.com/google/re2/wiki/Syntax).
/// </summary>
internal sealed class PatternSyntax
{
    private readonly string _pattern;
    private readonly StringBuilder _output = new();
    private readonly Stack<Flags> _outer = new();
    private Flags _flags;
    private int _at;

    private PatternSyntax(string pattern) => _pattern = pattern;

    private bool IsAtEnd => _at >= _pattern.Length;

    private char Current => _pattern[_at];

    /// <summary>
    /// The .NET pattern; throws <see cref="PatternException"/> for what RE2 does not know or this does not do.
    /// </summary>
    public static string Translate(string pattern)
    {
        var syntax = new PatternSyntax(pattern);
        while (!syntax.IsAtEnd)
        {
            syntax.Next();
        }

        return syntax._outer.Count == 0
            ? syntax._output.ToString()
            : throw new PatternException("missing ')'");
    }

    private void Next()
    {
        switch (Current)
        {
            case '(':
                OpenGroup();
                break;
            case ')':
                _flags = _outer.TryPop(out var flags) ? flags : throw new PatternException("unexpected ')'");
                Copy();
                break;
            case '[':
                _output.Append(PatternClass.Read(_pattern, ref _at));
                break;
            case '\\':
                Escape();
                break;
            case '*' or '+' or '?' or '{':
                Quantifier();
                break;
            case '|':
                Copy();
                break;
            case '.' or '^' or '$':
                Assertion();
                break;
            default:
                Literal(PatternClass.ReadRune(_pattern, ref _at));
                break;
        }
    }

    private void Copy() => _output.Append(_pattern[_at++]);

    private void Literal(Rune rune) => _output.Append(PatternClass.Quote(rune));

    private void Assertion()
    {
        _output.Append(Current switch
        {
            '^' => _flags.HasFlag(Flags.Lines) ? "(?m:^)" : @"\A",
            '$' => _flags.HasFlag(Flags.Lines) ? "(?m:$)" : @"\z",
            _ => PatternClass.AnyBut(_flags.HasFlag(Flags.DotIsAll) ? "" : @"\n"),
        });
        _at++;
    }

    /// <summary>A repetition as it stands; a brace that is none is a plain character.</summary>
    private void Quantifier()
    {
        var length = Current == '{' ? CountedLength() : 1;
        if (length == 0)
        {
            Literal(PatternClass.ReadRune(_pattern, ref _at));
            return;
        }

        _output.Append(_pattern, _at, length);
        _at += length;
        if (!IsAtEnd && Current == '?')
        {
            _at++;
        }

        if (!IsAtEnd && (Current is '*' or '+' or '?' || (Current == '{' && CountedLength() > 0)))
        {
            throw new PatternException("a repetition of a repetition");
        }
    }

    private int CountedLength()
    {
        var end = _pattern.IndexOf('}', _at);
        var parts = end < 0 ? [] : _pattern[(_at + 1)..end].Split(',');
        return parts.Length is 1 or 2 && parts[0].Length > 0 && parts.All(part => part.All(char.IsAsciiDigit))
            ? end + 1 - _at
            : 0;
    }

    private void OpenGroup()
    {
        _at++;
        if (IsAtEnd || Current != '?')
        {
            _outer.Push(_flags);
            _output.Append("(?:");
            return;
        }

        _at++;
        var name = _pattern.AsSpan(_at).StartsWith("P<") ? 2
            : _pattern.AsSpan(_at).StartsWith("<") && !_pattern.AsSpan(_at).StartsWith("<=")
                && !_pattern.AsSpan(_at).StartsWith("<!") ? 1 : 0;
        if (name == 0)
        {
            SetFlags();
            return;
        }

        var end = _pattern.IndexOf('>', _at);
        _at = end > _at + name ? end + 1 : throw new PatternException("a group name must end with '>'");
        _outer.Push(_flags);
        _output.Append("(?:");
    }

    /// <summary><c>(?i)</c>, <c>(?i:</c> or <c>(?:</c>; only letter case is left to .NET.</summary>
    private void SetFlags()
    {
        var before = _flags;
        var isOn = true;
        for (; !IsAtEnd && Current is not (')' or ':'); _at++)
        {
            var flag = Current switch
            {
                'i' => Flags.AnyCase,
                's' => Flags.DotIsAll,
                'm' => Flags.Lines,
                'U' => Flags.None,
                '-' when isOn => Flags.None,
                _ => throw new PatternException($"(?{Current} is not part of RE2: no lookaround, no atomic groups"),
            };
            isOn &= Current != '-';
            _flags = isOn ? _flags | flag : _flags & ~flag;
        }

        if (IsAtEnd)
        {
            throw new PatternException("missing ')'");
        }

        var letterCase = _flags.HasFlag(Flags.AnyCase) ? "(?i" : "(?-i";
        _output.Append(letterCase).Append(Current);
        if (_pattern[_at++] == ':')
        {
            _outer.Push(before);
        }
    }

    private void Escape()
    {
        var next = _at + 1 < _pattern.Length ? _pattern[_at + 1] : throw new PatternException(@"a trailing '\'");
        switch (next)
        {
            case 'A' or 'z' or 'b' or 'B':
                _output.Append('\\').Append(next);
                _at += 2;
                break;
            case 'Q':
                var end = _pattern.IndexOf(@"\E", _at, StringComparison.Ordinal);
                var last = end < 0 ? _pattern.Length : end;
                for (_at += 2; _at < last;)
                {
                    Literal(PatternClass.ReadRune(_pattern, ref _at));
                }

                _at = Math.Min(last + 2, _pattern.Length);
                break;
            case 'd' or 'D' or 'w' or 'W' or 's' or 'S' or 'p' or 'P':
                _output.Append(PatternClass.ReadEscapedClass(_pattern, ref _at));
                break;
            default:
                Literal(PatternClass.ReadEscapedRune(_pattern, ref _at));
                break;
        }
    }

    [Flags]
    private enum Flags
    {
        None = 0,
        AnyCase = 1,
        DotIsAll = 2,
        Lines = 4,
    }
}

/// <summary>Says what in a pattern cannot be; never leaves this library.</summary>
internal sealed class PatternException(string message) : Exception(message);
