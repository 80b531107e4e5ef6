using System.Runtime.CompilerServices;
using Personalization.Conditions.Parsing;
using Personalization.Conditions.Values;

namespace Personalization.Conditions.Compiling;

/// <summary>
/// One evaluation under way: the host's context, the variables of macros, and the work still allowed.
/// </summary>
internal ref struct Frame<TSource>(TSource source, Span<Value> locals)
{
    public readonly TSource Source = source;
    public readonly Span<Value> Locals = locals;
    public Meter Meter = new(ConditionLimits.EvaluationCost);
}

/// <summary>A compiled expression.</summary>
internal delegate Value Step<TSource>(ref Frame<TSource> frame);

/// <summary>A compiled expression with its place in the text; a constant knows its value.</summary>
internal sealed record Node<TSource>(
    Expr Expr, Step<TSource> Step, IReadOnlyList<Node<TSource>> Children, Value? Constant = null);

/// <summary>Room on the stack for the arguments of a call.</summary>
[InlineArray(ConditionLimits.Arguments)]
internal struct ArgumentBuffer
{
    private Value _first;
}

/// <summary>Room on the stack for the arguments of most calls.</summary>
[InlineArray(2)]
internal struct PairBuffer
{
    private Value _first;
}

/// <summary>Room on the stack for the variables of macros.</summary>
[InlineArray(Capacity)]
internal struct LocalBuffer
{
    public const int Capacity = 8;

    private Value _first;
}
