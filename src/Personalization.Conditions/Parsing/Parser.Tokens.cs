namespace Personalization.Conditions.Parsing;

internal sealed partial class Parser
{
    /// <summary>Builds a node over some children, knowing where they start and how deep and large they are.</summary>
    internal static T Sized<T>(IReadOnlyList<Expr> children, Func<int, int, int, T> build)
        where T : Expr
    {
        var depth = 1;
        var size = 1;
        foreach (var child in children)
        {
            depth = Math.Max(depth, child.Depth + 1);
            size += child.Size;
        }

        var start = children.Count == 0 ? 0 : children[0].Start;
        return depth <= ConditionLimits.TreeDepth
            ? build(start, depth, size)
            : throw new SyntaxException(
                start,
                $"The expression is too deep (more than {ConditionLimits.TreeDepth} levels).",
                null,
                "a shorter chain; lists with 'in' and macros often help");
    }

    internal MacroExpr NewMacro(Macro macro, Token name, IReadOnlyList<string> variables, IReadOnlyList<Expr> parts) =>
        Sized(parts, (start, depth, size) => new MacroExpr(macro, variables, parts)
        {
            Start = start,
            End = LastEnd,
            MacroAt = name.Start,
            Depth = depth,
            Size = size,
        });

    private OperatorExpr NewOperator(Operator op, int at, int start, IReadOnlyList<Expr> operands) =>
        Sized(operands, (_, depth, size) => new OperatorExpr(op, operands)
        {
            Start = start,
            End = LastEnd,
            OperatorAt = at,
            Depth = depth,
            Size = size,
        });

    private CallExpr NewCall(Token name, bool isMethod, int start, IReadOnlyList<Expr> arguments) =>
        Sized(arguments, (_, depth, size) => new CallExpr(name.Text, isMethod, arguments)
        {
            Start = start,
            End = LastEnd,
            FunctionAt = name.Start,
            Depth = depth,
            Size = size,
        });

    private List<Expr> Items(string close)
    {
        var items = new List<Expr>();
        while (!TryTake(close))
        {
            items.Add(Expression());
            if (!TryTake(","))
            {
                Take(close);
                break;
            }

            if (close == ")" && Current.Is(")"))
            {
                throw Unexpected("another argument");
            }
        }

        return items;
    }

    private List<Expr> Entries()
    {
        var entries = new List<Expr>();
        while (!TryTake("}"))
        {
            entries.Add(Expression());
            Take(":");
            entries.Add(Expression());
            if (!TryTake(","))
            {
                Take("}");
                break;
            }
        }

        return entries;
    }

    private Token Advance() => _tokens[_next++];

    private bool TryTake(string symbol)
    {
        if (!Current.Is(symbol))
        {
            return false;
        }

        _next++;
        return true;
    }

    private void Take(string symbol)
    {
        if (!TryTake(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }
    }

    private SyntaxException Unexpected(string expected)
    {
        var found = Current.Kind == TokenKind.Literal ? _text[Current.Start..Current.End] : Current.ToString();
        found = found.Length > 40 ? found[..40] + "..." : found;
        var hint = Current.Kind == TokenKind.Name ? HintFor(Current.Text) : "";
        return new SyntaxException(Current.Start, $"Expected {expected}, found {found}.{hint}", found, expected);
    }

    private static string HintFor(string word) => word.ToUpperInvariant() switch
    {
        "AND" => " And is written '&&'.",
        "OR" => " Or is written '||'.",
        "NOT" => " Not is written '!'.",
        "IS" => " Equality is written '=='.",
        _ => "",
    };

    private void Enter()
    {
        if (++_nesting > ConditionLimits.Nesting)
        {
            throw new SyntaxException(
                Current.Start,
                $"The expression is nested too deeply (more than {ConditionLimits.Nesting} levels).",
                null,
                "fewer brackets inside one another");
        }
    }

    private void Leave() => _nesting--;
}
