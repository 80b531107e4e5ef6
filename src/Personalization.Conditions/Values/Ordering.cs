namespace Personalization.Conditions.Values;

internal enum Relation : byte
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>The order of CEL values: within a kind, and across the numeric kinds.</summary>
internal static class Ordering
{
    // Returned by the comparisons for a NaN, to which nothing stands in any order.
    public const int Unordered = 2;

    private static readonly Value NoOverload =
        Value.Error("no such overload: these two kinds of value have no order");

    public static bool IsNumber(ValueKind kind) => kind is ValueKind.Int or ValueKind.Uint or ValueKind.Double;

    public static Value Test(Relation relation, Value left, Value right, ref Meter meter)
    {
        if (left.IsDouble && right.IsDouble)
        {
            return Value.Of(Holds(relation, left.AsDouble, right.AsDouble));
        }

        // A feature against a whole number as people write it: features.orders_30d > 3.
        if (left.IsDouble && right.IsInt)
        {
            return Value.Of(Holds(relation, left.AsDouble, right.AsInt));
        }

        if (left.IsInt && right.IsInt)
        {
            return Value.Of(Holds(relation, left.AsInt.CompareTo(right.AsInt)));
        }

        return TestAny(relation, left, right, ref meter);
    }

    public static int CompareNumbers(Value left, Value right) => (left.Kind, right.Kind) switch
    {
        (ValueKind.Int, ValueKind.Int) => left.AsInt.CompareTo(right.AsInt),
        (ValueKind.Uint, ValueKind.Uint) => left.AsUint.CompareTo(right.AsUint),
        (ValueKind.Int, ValueKind.Uint) => CompareIntToUint(left.AsInt, right.AsUint),
        (ValueKind.Uint, ValueKind.Int) => -CompareIntToUint(right.AsInt, left.AsUint),
        _ => CompareDoubles(ToDouble(left), ToDouble(right)),
    };

    /// <summary>Order by Unicode code point, which differs from UTF-16 order where surrogates are involved.</summary>
    public static int CompareText(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        return Rank(left[common]).CompareTo(Rank(right[common]));

        static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
    }

    private static Value TestAny(Relation relation, Value left, Value right, ref Meter meter)
    {
        if (left.IsError)
        {
            return left;
        }

        if (right.IsError)
        {
            return right;
        }

        var kind = left.Kind;
        if (IsNumber(kind) && IsNumber(right.Kind))
        {
            return Value.Of(Holds(relation, CompareNumbers(left, right)));
        }

        if (kind != right.Kind)
        {
            return NoOverload;
        }

        if (kind is ValueKind.Duration or ValueKind.Timestamp)
        {
            return TestSameKind(relation, left, right);
        }

        return meter.Take(Math.Min(Sequences.Weigh(left), Sequences.Weigh(right)) - 1)
            ? TestSameKind(relation, left, right)
            : Meter.Exhausted;
    }

    private static Value TestSameKind(Relation relation, Value left, Value right)
    {
        int order;
        switch (left.Kind)
        {
            case ValueKind.String:
                order = CompareText(left.AsString, right.AsString);
                break;
            case ValueKind.Bool or ValueKind.Duration:
                order = left.Bits.CompareTo(right.Bits);
                break;
            case ValueKind.Bytes:
                order = left.Bytes.AsSpan().SequenceCompareTo(right.Bytes);
                break;
            case ValueKind.Timestamp:
                order = left.Bits.CompareTo(right.Bits);
                order = order == 0 ? left.InstantNanos.CompareTo(right.InstantNanos) : order;
                break;
            default:
                return NoOverload;
        }

        return Value.Of(Holds(relation, order));
    }

    private static bool Holds(Relation relation, int order) => order != Unordered && relation switch
    {
        Relation.Less => order < 0,
        Relation.LessOrEqual => order <= 0,
        Relation.Greater => order > 0,
        _ => order >= 0,
    };

    private static bool Holds(Relation relation, double left, double right) => relation switch
    {
        Relation.Less => left < right,
        Relation.LessOrEqual => left <= right,
        Relation.Greater => left > right,
        _ => left >= right,
    };

    private static int CompareIntToUint(long left, ulong right) => left < 0 ? -1 : ((ulong)left).CompareTo(right);

    private static int CompareDoubles(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? Unordered : left.CompareTo(right);

    private static double ToDouble(Value number) => number.Kind switch
    {
        ValueKind.Int => number.AsInt,
        ValueKind.Uint => number.AsUint,
        _ => number.AsDouble,
    };
}
