namespace Personalization.Conditions.Parsing;

/// <summary>Recursive descent over CEL's grammar, with a bound on nesting; the first fault ends it.</summary>
internal sealed partial class Parser
{
    // Words CEL keeps for itself: no variable or function may be called so, though a field may.
    private static readonly HashSet<string> Reserved =
    [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ];

    // From loose to tight; all are left-associative.
    private static readonly Dictionary<string, Operator>[] Levels =
    [
        new()
        {
            ["=="] = Operator.Equal,
            ["!="] = Operator.NotEqual,
            ["<"] = Operator.Less,
            ["<="] = Operator.LessOrEqual,
            [">"] = Operator.Greater,
            [">="] = Operator.GreaterOrEqual,
            ["in"] = Operator.In,
        },
        new() { ["+"] = Operator.Add, ["-"] = Operator.Subtract },
        new() { ["*"] = Operator.Multiply, ["/"] = Operator.Divide, ["%"] = Operator.Modulo },
    ];

    private readonly string _text;
    private readonly List<Token> _tokens;
    private int _next;
    private int _nesting;

    private Parser(string text)
    {
        _text = text;
        _tokens = Lexer.Split(text);
    }

    private Token Current => _tokens[_next];

    private int LastEnd => _next == 0 ? 0 : _tokens[_next - 1].End;

    /// <summary>The tree of the whole text; throws <see cref="SyntaxException"/>.</summary>
    public static Expr Parse(string text)
    {
        var parser = new Parser(text);
        var tree = parser.Expression();
        return parser.Current.Kind == TokenKind.End
            ? tree
            : throw parser.Unexpected("an operator or the end of the expression");
    }

    private Expr Expression()
    {
        Enter();
        var condition = Logical(isAnd: false);
        if (TryTake("?"))
        {
            var then = Logical(isAnd: false);
            Take(":");
            var otherwise = Expression();
            condition = Sized(
                [condition, then, otherwise],
                (start, depth, size) => new ConditionalExpr(condition, then, otherwise)
                {
                    Start = start,
                    End = LastEnd,
                    Depth = depth,
                    Size = size,
                });
        }

        Leave();
        return condition;
    }

    private Expr Logical(bool isAnd)
    {
        var first = isAnd ? Binary(level: 0) : Logical(isAnd: true);
        var symbol = isAnd ? "&&" : "||";
        if (!Current.Is(symbol))
        {
            return first;
        }

        var terms = new List<Expr> { first };
        while (TryTake(symbol))
        {
            terms.Add(isAnd ? Binary(level: 0) : Logical(isAnd: true));
        }

        return Sized(terms, (start, depth, size) => new LogicalExpr(isAnd, terms)
        {
            Start = start,
            End = LastEnd,
            Depth = depth,
            Size = size,
        });
    }

    private Expr Binary(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (Current.Kind == TokenKind.Symbol && Levels[level].TryGetValue(Current.Text, out var op))
        {
            var at = Advance().Start;
            var right = Binary(level + 1);
            left = NewOperator(op, at, left.Start, [left, right]);
        }

        return left;
    }

    private Expr Unary()
    {
        if (!Current.Is("!") && !Current.Is("-"))
        {
            return Member();
        }

        var sign = Advance();
        if (sign.Is("-") && Current.Kind == TokenKind.Literal
            && Current.Value.Kind is ValueKind.Int or ValueKind.Double or ValueKind.Uint
            && (Current.Value.Kind != ValueKind.Uint || NumberLiteral.IsLeastInt(_text, Current)))
        {
            return Member(NegativeLiteral(sign));
        }

        Enter();
        var operand = Unary();
        Leave();
        return NewOperator(sign.Is("!") ? Operator.Not : Operator.Negate, sign.Start, sign.Start, [operand]);
    }

    private LiteralExpr NegativeLiteral(Token sign)
    {
        var number = Advance();
        var value = number.Value.Kind switch
        {
            ValueKind.Double => Value.Of(-number.Value.AsDouble),
            ValueKind.Int => Value.Of(-number.Value.AsInt),
            _ => Value.Of(long.MinValue),
        };
        return new LiteralExpr(value) { Start = sign.Start, End = number.End };
    }

    private Expr Member(Expr? operand = null)
    {
        operand ??= Primary();
        while (true)
        {
            if (TryTake("."))
            {
                operand = FieldOrMethod(operand);
            }
            else if (Current.Is("["))
            {
                var at = Advance().Start;
                var index = Expression();
                Take("]");
                operand = NewOperator(Operator.Index, at, operand.Start, [operand, index]);
            }
            else
            {
                return operand;
            }
        }
    }

    private Expr FieldOrMethod(Expr operand)
    {
        var field = Current.Kind is TokenKind.Name or TokenKind.QuotedName
            ? Advance()
            : throw Unexpected("the name of a field or method");
        if (field.Kind == TokenKind.Name && TryTake("("))
        {
            var arguments = Items(")");
            return (Expr?)Macros.TryExpand(this, operand, field, arguments)
                ?? NewCall(field, isMethod: true, operand.Start, [operand, .. arguments]);
        }

        return Sized([operand], (start, depth, size) => new SelectExpr(operand, field.Text, isTest: false)
        {
            Start = start,
            End = LastEnd,
            FieldAt = field.Start,
            Depth = depth,
            Size = size,
        });
    }

    private Expr Primary()
    {
        var token = Current;
        if (token.Kind == TokenKind.Literal)
        {
            return NumberOrText(Advance());
        }

        if (token.Is("(") || token.Is("[") || token.Is("{"))
        {
            return Bracketed(Advance());
        }

        var rooted = TryTake(".");
        if (Current.Kind != TokenKind.Name)
        {
            throw Unexpected("a value: a name, a literal, '(', '[' or '{'");
        }

        var name = Advance();
        if (Reserved.Contains(name.Text))
        {
            throw new SyntaxException(
                name.Start, $"'{name.Text}' is a reserved word and cannot be a name.", name.Text, "another name");
        }

        if (!TryTake("("))
        {
            return new NameExpr(name.Text, rooted) { Start = token.Start, End = name.End };
        }

        var arguments = Items(")");
        return string.Equals(name.Text, "has", StringComparison.Ordinal) && !rooted
            ? Macros.Has(name, arguments, LastEnd)
            : NewCall(name, isMethod: false, token.Start, arguments);
    }

    private LiteralExpr NumberOrText(Token token) =>
        token.Value.Kind == ValueKind.Uint && NumberLiteral.IsLeastInt(_text, token)
            ? throw new SyntaxException(
                token.Start, "The number does not fit 64 bits.", _text[token.Start..token.End], "an int")
            : new LiteralExpr(token.Value) { Start = token.Start, End = token.End };

    private Expr Bracketed(Token open)
    {
        switch (open.Text)
        {
            case "(":
                var inner = Expression();
                Take(")");
                return inner;
            case "[":
                var items = Items("]");
                return Sized(items, (_, depth, size) => new ListExpr(items)
                {
                    Start = open.Start,
                    End = LastEnd,
                    Depth = depth,
                    Size = size,
                });
            default:
                var entries = Entries();
                return Sized(entries, (_, depth, size) => new MapExpr(entries)
                {
                    Start = open.Start,
                    End = LastEnd,
                    Depth = depth,
                    Size = size,
                });
        }
    }
}
