namespace Personalization.Conditions.Parsing;

/// <summary>
/// A node of the syntax tree; <c>Start</c> and <c>End</c> delimit its text, <c>At</c> is where to point.
/// </summary>
internal abstract class Expr
{
    public required int Start { get; init; }

    public required int End { get; init; }

    public virtual int At => Start;

    /// <summary>Levels of the tree from here down, itself included.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>Nodes of the tree from here down, itself included.</summary>
    public int Size { get; init; } = 1;

    public abstract IReadOnlyList<Expr> Children { get; }
}

internal sealed class LiteralExpr(Value value) : Expr
{
    public Value Value => value;

    public override IReadOnlyList<Expr> Children => [];
}

/// <summary>A bare name; <c>Rooted</c> if written with a leading dot, which skips the variables of macros.</summary>
internal sealed class NameExpr(string name, bool rooted) : Expr
{
    public string Name => name;

    public bool Rooted => rooted;

    public override IReadOnlyList<Expr> Children => [];
}

/// <summary><c>operand.field</c>, or <c>has(operand.field)</c>.</summary>
internal sealed class SelectExpr(Expr operand, string fieldName, bool isTest) : Expr
{
    public Expr Operand => operand;

    public string Field => fieldName;

    public bool IsTest => isTest;

    public required int FieldAt { get; init; }

    public override int At => FieldAt;

    public override IReadOnlyList<Expr> Children { get; } = [operand];
}

/// <summary>A function or method call; the receiver of a method is its first argument.</summary>
internal sealed class CallExpr(string function, bool isMethod, IReadOnlyList<Expr> arguments) : Expr
{
    public string Function => function;

    public bool IsMethod => isMethod;

    public required int FunctionAt { get; init; }

    public override int At => FunctionAt;

    public override IReadOnlyList<Expr> Children => arguments;
}

/// <summary>A unary or binary operator other than <c>&amp;&amp;</c> and <c>||</c>, index included.</summary>
internal sealed class OperatorExpr(Operator op, IReadOnlyList<Expr> operands) : Expr
{
    public Operator Operator => op;

    public required int OperatorAt { get; init; }

    public override int At => OperatorAt;

    public override IReadOnlyList<Expr> Children => operands;
}

/// <summary>A chain of <c>&amp;&amp;</c> or of <c>||</c>, flat: both are associative, errors included.</summary>
internal sealed class LogicalExpr(bool isAnd, IReadOnlyList<Expr> terms) : Expr
{
    public bool IsAnd => isAnd;

    public override IReadOnlyList<Expr> Children => terms;
}

/// <summary><c>condition ? then : otherwise</c>.</summary>
internal sealed class ConditionalExpr(Expr condition, Expr then, Expr otherwise) : Expr
{
    public override IReadOnlyList<Expr> Children { get; } = [condition, then, otherwise];
}

internal sealed class ListExpr(IReadOnlyList<Expr> items) : Expr
{
    public override IReadOnlyList<Expr> Children => items;
}

/// <summary>A map literal; its children are key, value, key, value and so on.</summary>
internal sealed class MapExpr(IReadOnlyList<Expr> keysAndValues) : Expr
{
    public override IReadOnlyList<Expr> Children => keysAndValues;
}

/// <summary>
/// A macro over a list or map; its children are the range and then the parts evaluated for every item.
/// </summary>
internal sealed class MacroExpr(Macro macro, IReadOnlyList<string> variables, IReadOnlyList<Expr> parts) : Expr
{
    public Macro Macro => macro;

    /// <summary>One name (item or key), or two (index or key, then value).</summary>
    public IReadOnlyList<string> Variables => variables;

    public required int MacroAt { get; init; }

    public override int At => MacroAt;

    public override IReadOnlyList<Expr> Children => parts;
}

internal enum Macro
{
    All,
    Exists,
    ExistsOne,

    /// <summary>Parts: range, transform.</summary>
    Map,

    /// <summary>Parts: range, filter, transform.</summary>
    FilteredMap,
    Filter,

    /// <summary>Parts: range, value.</summary>
    TransformMap,

    /// <summary>Parts: range, filter, value.</summary>
    FilteredTransformMap,
}
