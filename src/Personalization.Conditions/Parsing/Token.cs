namespace Personalization.Conditions.Parsing;

internal enum TokenKind
{
    End,
    Name,
    QuotedName,
    Literal,
    Symbol,
}

/// <summary>A token; <c>Text</c> is a symbol, keyword or name, <c>Value</c> the value of a literal.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End, string Text, Value Value = default)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && string.Equals(Text, symbol, StringComparison.Ordinal);

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end of the expression",
        TokenKind.Literal => "a literal",
        TokenKind.QuotedName => $"`{Text}`",
        _ => $"'{Text}'",
    };
}

/// <summary>Carries the first syntax error out of the recursive descent; never leaves this library.</summary>
internal sealed class SyntaxException(int at, string message, string? found, string? expected) : Exception(message)
{
    public int At => at;

    public string? Found => found;

    public string? Expected => expected;
}
