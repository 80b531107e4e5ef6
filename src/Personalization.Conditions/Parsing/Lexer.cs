namespace Personalization.Conditions.Parsing;

/// <summary>
/// Splits CEL text into tokens; <c>in</c> is a symbol, <c>true</c>, <c>false</c> and <c>null</c> are literals.
/// </summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] Symbols =
    [
        "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", ".", ",", "(", ")",
        "[", "]", "{", "}",
    ];

    private int _at;

    public static List<Token> Split(string text)
    {
        var lexer = new Lexer(text);
        var tokens = new List<Token>();
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind != TokenKind.End);

        return tokens;
    }

    private Token Next()
    {
        SkipBlanks();
        if (_at >= text.Length)
        {
            return new Token(TokenKind.End, text.Length, text.Length, "");
        }

        var first = text[_at];
        if (QuotedLiteral.StartsAt(text, _at))
        {
            var start = _at;
            var value = QuotedLiteral.Read(text, ref _at);
            return new Token(TokenKind.Literal, start, _at, "", value);
        }

        if (char.IsAsciiDigit(first) || (first == '.' && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1])))
        {
            var start = _at;
            var value = NumberLiteral.Read(text, ref _at);
            return new Token(TokenKind.Literal, start, _at, "", value);
        }

        if (first == '_' || char.IsAsciiLetter(first))
        {
            return Word();
        }

        return first == '`' ? QuotedName() : Symbol();
    }

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                _at++;
            }
            else if (text[_at] == '/' && _at + 1 < text.Length && text[_at + 1] == '/')
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    private Token Word()
    {
        var start = _at;
        while (_at < text.Length && (text[_at] == '_' || char.IsAsciiLetterOrDigit(text[_at])))
        {
            _at++;
        }

        var word = text[start.._at];
        return word switch
        {
            "true" => new Token(TokenKind.Literal, start, _at, word, Value.True),
            "false" => new Token(TokenKind.Literal, start, _at, word, Value.False),
            "null" => new Token(TokenKind.Literal, start, _at, word, Value.Null),
            "in" => new Token(TokenKind.Symbol, start, _at, word),
            _ => new Token(TokenKind.Name, start, _at, word),
        };
    }

    private Token QuotedName()
    {
        var start = _at++;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || "_.-/ ".Contains(text[_at])))
        {
            _at++;
        }

        if (_at >= text.Length || text[_at] != '`' || _at == start + 1)
        {
            throw new SyntaxException(
                start,
                "A name in backquotes may hold letters, digits and _ . - / and blanks, and ends with `.",
                "`",
                null);
        }

        return new Token(TokenKind.QuotedName, start, ++_at, text[(start + 1)..(_at - 1)]);
    }

    private Token Symbol()
    {
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) == 0)
            {
                _at += symbol.Length;
                return new Token(TokenKind.Symbol, _at - symbol.Length, _at, symbol);
            }
        }

        var hint = text[_at] switch
        {
            '=' => " Equality is written '=='.",
            '&' => " And is written '&&'.",
            '|' => " Or is written '||'.",
            _ => "",
        };
        var isPair = _at + 1 < text.Length && char.IsSurrogatePair(text[_at], text[_at + 1]);
        var found = isPair ? text.Substring(_at, 2) : text[_at].ToString();
        var shown = char.IsControl(text[_at]) ? $"character U+{(int)text[_at]:X4}" : $"'{found}'";
        throw new SyntaxException(_at, $"Unexpected {shown}.{hint}", shown, "a value, a name or an operator");
    }
}
