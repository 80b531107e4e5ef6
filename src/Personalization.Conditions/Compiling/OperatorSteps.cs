using Personalization.Conditions.Parsing;
using Personalization.Conditions.Values;

namespace Personalization.Conditions.Compiling;

/// <summary>Code for unary and binary operators. A constant right side, the usual case, spares one call.</summary>
internal static class OperatorSteps<TSource>
{
    private static readonly Value NoNot = Value.Error("no such overload for '!'");

    public static Step<TSource> For(Operator op, Node<TSource>[] operands)
    {
        var left = operands[0].Step;
        if (op is Operator.Not)
        {
            return Not(left);
        }

        if (op is Operator.Negate)
        {
            return (ref Frame<TSource> frame) => Arithmetic.Negate(left(ref frame));
        }

        var right = operands[1].Step;
        return op switch
        {
            Operator.Equal or Operator.NotEqual => Equal(left, operands[1], isNegated: op is Operator.NotEqual),
            Operator.Less => Order(Relation.Less, left, operands[1]),
            Operator.LessOrEqual => Order(Relation.LessOrEqual, left, operands[1]),
            Operator.Greater => Order(Relation.Greater, left, operands[1]),
            Operator.GreaterOrEqual => Order(Relation.GreaterOrEqual, left, operands[1]),
            Operator.Add => (ref Frame<TSource> frame) =>
                Arithmetic.Add(left(ref frame), right(ref frame), ref frame.Meter),
            Operator.Subtract => (ref Frame<TSource> frame) => Arithmetic.Subtract(left(ref frame), right(ref frame)),
            Operator.Multiply => (ref Frame<TSource> frame) => Arithmetic.Multiply(left(ref frame), right(ref frame)),
            Operator.Divide => (ref Frame<TSource> frame) => Arithmetic.Divide(left(ref frame), right(ref frame)),
            Operator.Modulo => (ref Frame<TSource> frame) => Arithmetic.Modulo(left(ref frame), right(ref frame)),
            _ => CollectionSteps<TSource>.Index(left, right),
        };
    }

    private static Step<TSource> Not(Step<TSource> operand) => (ref Frame<TSource> frame) =>
    {
        var value = operand(ref frame);
        return value.IsBool ? Value.Of(!value.IsTrue) : value.IsError ? value : NoNot;
    };

    private static Step<TSource> Order(Relation relation, Step<TSource> left, Node<TSource> right)
    {
        if (right.Constant is { } constant)
        {
            return (ref Frame<TSource> frame) =>
                Ordering.Test(relation, left(ref frame), constant, ref frame.Meter);
        }

        var other = right.Step;
        return (ref Frame<TSource> frame) =>
            Ordering.Test(relation, left(ref frame), other(ref frame), ref frame.Meter);
    }

    private static Step<TSource> Equal(Step<TSource> left, Node<TSource> right, bool isNegated)
    {
        if (right.Constant is { } constant)
        {
            return (ref Frame<TSource> frame) => AreEqual(left(ref frame), constant, isNegated, ref frame.Meter);
        }

        var other = right.Step;
        return (ref Frame<TSource> frame) => AreEqual(left(ref frame), other(ref frame), isNegated, ref frame.Meter);
    }

    private static Value AreEqual(Value left, Value right, bool isNegated, ref Meter meter)
    {
        if (left.IsDouble && right.IsDouble)
        {
            return Value.Of(left.AsDouble == right.AsDouble != isNegated);
        }

        if (left.IsInt && right.IsInt)
        {
            return Value.Of(left.AsInt == right.AsInt != isNegated);
        }

        if (left.IsString && right.IsString)
        {
            var (one, other) = (left.AsString, right.AsString);
            return meter.Take(Math.Min(one.Length, other.Length) / 16)
                ? Value.Of(string.Equals(one, other, StringComparison.Ordinal) != isNegated)
                : Meter.Exhausted;
        }

        if (left.IsError || right.IsError)
        {
            return left.IsError ? left : right;
        }

        return meter.Take(Math.Min(Sequences.Weigh(left), Sequences.Weigh(right)) - 1)
            ? Value.Of(Equality.AreEqual(left, right) != isNegated)
            : Meter.Exhausted;
    }
}
