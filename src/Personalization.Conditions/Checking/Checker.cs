using Personalization.Conditions.Parsing;

namespace Personalization.Conditions.Checking;

/// <summary>Gives every name its meaning and every expression its type, and reports what fits nowhere.</summary>
/// <remarks>What the level leaves open is not reported: it is an error of the evaluation.</remarks>
internal sealed partial class Checker(Names names, Action<int, Problem> report, CheckLevel level)
{
    private readonly Dictionary<Expr, Resolution> _resolutions = [];
    private readonly SortedSet<string> _references = new(StringComparer.Ordinal);
    private readonly List<(string Name, ConditionType Type)> _locals = [];
    private int _mostLocals;
    private int _reported;

    public CheckedTree Check(Expr root, ConditionType? expected)
    {
        var type = TypeOf(root);
        if (expected is not null && !expected.Accepts(type))
        {
            var message = $"The expression must give {expected}, and this gives {type}.";
            Report(root, message, type.ToString(), expected.ToString());
        }

        return new CheckedTree(root, type)
        {
            Resolutions = _resolutions,
            References = _references,
            Locals = _mostLocals,
        };
    }

    private ConditionType TypeOf(Expr expr) => expr switch
    {
        LiteralExpr literal => TypeOf(literal.Value),
        NameExpr name => TypeOf(name),
        SelectExpr select => TypeOf(select),
        CallExpr call => TypeOf(call),
        OperatorExpr op => TypeOf(op),
        LogicalExpr logical => TypeOf(logical),
        ConditionalExpr => TypeOfConditional(expr.Children),
        ListExpr => ConditionType.List(Joined(expr.Children)),
        MapExpr => TypeOfMap(expr.Children),
        MacroExpr macro => TypeOf(macro),
        _ => throw new InvalidOperationException($"{expr.GetType().Name} has no typing rule."),
    };

    private static ConditionType TypeOf(Value literal) => literal.Kind switch
    {
        ValueKind.Bool => ConditionType.Bool,
        ValueKind.Int => ConditionType.Int,
        ValueKind.Uint => ConditionType.Uint,
        ValueKind.Double => ConditionType.Double,
        ValueKind.String => ConditionType.String,
        ValueKind.Bytes => ConditionType.Bytes,
        _ => ConditionType.Null,
    };

    private ConditionType TypeOf(OperatorExpr op)
    {
        if (op.Operator == Operator.Index && TryResolveIndexedField(op) is { } field)
        {
            return field;
        }

        var operands = op.Children.Select(TypeOf).ToArray();
        if (OperatorTypes.ResultOf(op.Operator, operands) is { } result)
        {
            return result;
        }

        var found = string.Join(" and ", operands.Select(type => type.ToString()));
        var expected = OperatorTypes.Expected(op.Operator);
        var hint = HintFor(op.Operator, operands);
        Report(op, $"'{op.Operator.Symbol()}' does not take {found}; it takes {expected}.{hint}", found, expected);
        return op.Operator <= Operator.In ? ConditionType.Bool : ConditionType.Dyn;
    }

    private static string HintFor(Operator op, ConditionType[] operands)
    {
        if (operands.Length == 2 && operands[0].IsNumber && operands[1].IsNumber)
        {
            return operands.Contains(ConditionType.Double)
                ? " Convert one side: double(...), or write a whole number as 1.0."
                : " Convert one side: int(...) or uint(...).";
        }

        if (op is Operator.Equal or Operator.NotEqual && operands.Contains(ConditionType.Null))
        {
            return " To ask whether a value is there, use has(...).";
        }

        return op is Operator.Add && operands.Contains(ConditionType.String)
            ? " Convert the other side: string(...)."
            : "";
    }

    private ConditionType TypeOf(LogicalExpr logical)
    {
        foreach (var term in logical.Children)
        {
            ExpectBool(term, logical.IsAnd ? "'&&'" : "'||'");
        }

        return ConditionType.Bool;
    }

    private ConditionType TypeOfConditional(IReadOnlyList<Expr> parts)
    {
        ExpectBool(parts[0], "The condition of '?'");
        var then = TypeOf(parts[1]);
        var otherwise = TypeOf(parts[2]);
        if (!then.Accepts(otherwise))
        {
            Report(
                parts[2],
                $"Both results of '?' must have one type; these are {then} and {otherwise}.",
                otherwise.ToString(),
                then.ToString());
        }

        return then.Join(otherwise);
    }

    private void ExpectBool(Expr expr, string who)
    {
        var type = TypeOf(expr);
        if (!ConditionType.Bool.Accepts(type))
        {
            Report(expr, $"{who} takes bool, found {type}.", type.ToString(), "bool");
        }
    }

    /// <summary>The type that covers all; of nothing it is not yet known, hence dyn.</summary>
    private ConditionType Joined(IEnumerable<Expr> items)
    {
        ConditionType? joined = null;
        foreach (var item in items)
        {
            var type = TypeOf(item);
            joined = joined is null ? type : joined.Join(type);
        }

        return joined ?? ConditionType.Dyn;
    }

    private ConditionType TypeOfMap(IReadOnlyList<Expr> keysAndValues)
    {
        var keys = keysAndValues.Where((_, i) => i % 2 == 0).ToArray();
        var key = Joined(keys);
        if (key.Kind is ValueKind.Double or ValueKind.Bytes or ValueKind.Null or ValueKind.List or ValueKind.Map)
        {
            Report(
                keys[0],
                $"A map key is an int, a uint, a bool or a string, not {key}.",
                key.ToString(),
                "int, uint, bool or string");
        }

        return ConditionType.Map(key, Joined(keysAndValues.Where((_, i) => i % 2 == 1)));
    }

    private void Report(Expr expr, string message, string? found, string? expected, string? nearest = null)
    {
        if (level != CheckLevel.Syntax)
        {
            _reported++;
            report(expr.At, new Problem(message, found, expected, nearest));
        }
    }
}

/// <summary>What is wrong at some place of the text.</summary>
internal sealed record Problem(string Message, string? Found, string? Expected, string? Nearest);
