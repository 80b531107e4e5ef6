namespace Personalization.Conditions.Values;

/// <summary>CEL arithmetic: integers fail on overflow and division by zero, doubles follow IEEE 754.</summary>
internal static class Arithmetic
{
    private static readonly Value Overflow = Value.Error("integer overflow: the result is out of range");
    private static readonly Value DivideByZero = Value.Error("divide by zero");
    private static readonly Value ModulusByZero = Value.Error("modulus by zero");
    private static readonly Value NoAdd = Value.Error("no such overload for '+'");
    private static readonly Value NoSubtract = Value.Error("no such overload for '-'");
    private static readonly Value NoMultiply = Value.Error("no such overload for '*'");
    private static readonly Value NoDivide = Value.Error("no such overload for '/'");
    private static readonly Value NoModulo = Value.Error("no such overload for '%'");

    public static Value Add(Value left, Value right, ref Meter meter)
    {
        if (left.IsDouble && right.IsDouble)
        {
            return Value.Of(left.AsDouble + right.AsDouble);
        }

        switch (left.Kind, right.Kind)
        {
            case (ValueKind.Int, ValueKind.Int):
                var sum = unchecked(left.AsInt + right.AsInt);
                return ((left.AsInt ^ sum) & (right.AsInt ^ sum)) < 0 ? Overflow : Value.Of(sum);
            case (ValueKind.Uint, ValueKind.Uint):
                var total = unchecked(left.AsUint + right.AsUint);
                return total < left.AsUint ? Overflow : Value.Of(total);
            case (ValueKind.Timestamp, ValueKind.Duration):
                return Instants.Add(left, right.Nanoseconds);
            case (ValueKind.Duration, ValueKind.Timestamp):
                return Instants.Add(right, left.Nanoseconds);
            case (ValueKind.Duration, ValueKind.Duration):
                return Durations.Of((Int128)left.Nanoseconds + right.Nanoseconds);
            case (ValueKind.String, ValueKind.String) or (ValueKind.Bytes, ValueKind.Bytes)
                or (ValueKind.List, ValueKind.List):
                return Sequences.Join(left, right, ref meter);
            default:
                return Refuse(left, right, NoAdd);
        }
    }

    public static Value Subtract(Value left, Value right)
    {
        if (left.IsDouble && right.IsDouble)
        {
            return Value.Of(left.AsDouble - right.AsDouble);
        }

        switch (left.Kind, right.Kind)
        {
            case (ValueKind.Int, ValueKind.Int):
                var rest = unchecked(left.AsInt - right.AsInt);
                return ((left.AsInt ^ right.AsInt) & (left.AsInt ^ rest)) < 0 ? Overflow : Value.Of(rest);
            case (ValueKind.Uint, ValueKind.Uint):
                return right.AsUint > left.AsUint ? Overflow : Value.Of(left.AsUint - right.AsUint);
            case (ValueKind.Timestamp, ValueKind.Timestamp):
                return Instants.Between(right, left);
            case (ValueKind.Timestamp, ValueKind.Duration):
                return Instants.Add(left, -(Int128)right.Nanoseconds);
            case (ValueKind.Duration, ValueKind.Duration):
                return Durations.Of((Int128)left.Nanoseconds - right.Nanoseconds);
            default:
                return Refuse(left, right, NoSubtract);
        }
    }

    public static Value Multiply(Value left, Value right) => (left.Kind, right.Kind) switch
    {
        (ValueKind.Double, ValueKind.Double) => Value.Of(left.AsDouble * right.AsDouble),
        (ValueKind.Int, ValueKind.Int) => Signed((Int128)left.AsInt * right.AsInt),
        (ValueKind.Uint, ValueKind.Uint) => Unsigned((UInt128)left.AsUint * right.AsUint),
        _ => Refuse(left, right, NoMultiply),
    };

    public static Value Divide(Value left, Value right) => (left.Kind, right.Kind) switch
    {
        (ValueKind.Double, ValueKind.Double) => Value.Of(left.AsDouble / right.AsDouble),
        (ValueKind.Int, ValueKind.Int) when right.AsInt == 0 => DivideByZero,
        (ValueKind.Int, ValueKind.Int) => Signed((Int128)left.AsInt / right.AsInt),
        (ValueKind.Uint, ValueKind.Uint) when right.AsUint == 0 => DivideByZero,
        (ValueKind.Uint, ValueKind.Uint) => Value.Of(left.AsUint / right.AsUint),
        _ => Refuse(left, right, NoDivide),
    };

    public static Value Modulo(Value left, Value right) => (left.Kind, right.Kind) switch
    {
        (ValueKind.Int, ValueKind.Int) when right.AsInt == 0 => ModulusByZero,
        (ValueKind.Int, ValueKind.Int) when right.AsInt == -1 => left.AsInt == long.MinValue ? Overflow : Value.Of(0L),
        (ValueKind.Int, ValueKind.Int) => Value.Of(left.AsInt % right.AsInt),
        (ValueKind.Uint, ValueKind.Uint) when right.AsUint == 0 => ModulusByZero,
        (ValueKind.Uint, ValueKind.Uint) => Value.Of(left.AsUint % right.AsUint),
        _ => Refuse(left, right, NoModulo),
    };

    public static Value Negate(Value operand) => operand.Kind switch
    {
        ValueKind.Double => Value.Of(-operand.AsDouble),
        ValueKind.Int when operand.AsInt == long.MinValue => Overflow,
        ValueKind.Int => Value.Of(-operand.AsInt),
        ValueKind.Error => operand,
        _ => NoSubtract,
    };

    private static Value Signed(Int128 value) =>
        value < long.MinValue || value > long.MaxValue ? Overflow : Value.Of((long)value);

    private static Value Unsigned(UInt128 value) => value > ulong.MaxValue ? Overflow : Value.Of((ulong)value);

    private static Value Refuse(Value left, Value right, Value noOverload) =>
        left.IsError ? left : right.IsError ? right : noOverload;
}
