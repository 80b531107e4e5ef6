using Personalization.Conditions.Parsing;

namespace Personalization.Conditions.Checking;

/// <summary>The types CEL's operators take and give.</summary>
internal static class OperatorTypes
{
    private static readonly ConditionType Int = ConditionType.Int;
    private static readonly ConditionType Uint = ConditionType.Uint;
    private static readonly ConditionType Double = ConditionType.Double;
    private static readonly ConditionType Duration = ConditionType.Duration;
    private static readonly ConditionType Timestamp = ConditionType.Timestamp;
    private static readonly ConditionType AnyList = ConditionType.List(ConditionType.Dyn);

    private static readonly Signature[] Numbers = [Same(Int), Same(Uint), Same(Double)];

    private static readonly Dictionary<Operator, Signature[]> Signatures = new()
    {
        [Operator.Add] =
        [
            .. Numbers, Same(ConditionType.String), Same(ConditionType.Bytes), Same(AnyList), Same(Duration),
            new Signature([Timestamp, Duration], Timestamp), new Signature([Duration, Timestamp], Timestamp),
        ],
        [Operator.Subtract] =
        [
            .. Numbers, Same(Duration), new Signature([Timestamp, Timestamp], Duration),
            new Signature([Timestamp, Duration], Timestamp),
        ],
        [Operator.Multiply] = Numbers,
        [Operator.Divide] = Numbers,
        [Operator.Modulo] = [Same(Int), Same(Uint)],
        [Operator.Negate] = [new Signature([Int], Int), new Signature([Double], Double)],
        [Operator.Not] = [new Signature([ConditionType.Bool], ConditionType.Bool)],
    };

    /// <summary>The type of the result, or null if no overload takes these operands.</summary>
    public static ConditionType? ResultOf(Operator op, IReadOnlyList<ConditionType> operands) => op switch
    {
        Operator.Equal or Operator.NotEqual =>
            operands[0].IsComparableTo(operands[1]) ? ConditionType.Bool : null,
        Operator.Less or Operator.LessOrEqual or Operator.Greater or Operator.GreaterOrEqual =>
            AreOrdered(operands[0], operands[1]) ? ConditionType.Bool : null,
        Operator.In => Contains(operands[1], operands[0]) ? ConditionType.Bool : null,
        Operator.Index => ElementOf(operands[0], operands[1]),
        _ => ResultOf(Signatures[op], operands, op),
    };

    public static string Expected(Operator op) => op switch
    {
        Operator.Equal or Operator.NotEqual => "two values of one type, or two numbers",
        Operator.Less or Operator.LessOrEqual or Operator.Greater or Operator.GreaterOrEqual =>
            "two numbers, strings, bytes, bools, durations or timestamps",
        Operator.In => "a value and a list or map that may hold it",
        Operator.Index => "a list and an int, or a map and a key",
        _ => string.Join(" or ", Signatures[op].Select(signature => signature.ToString())),
    };

    private static Signature Same(ConditionType type) => new([type, type], type);

    private static ConditionType? ResultOf(Signature[] signatures, IReadOnlyList<ConditionType> operands, Operator op)
    {
        ConditionType? result = null;
        foreach (var signature in signatures)
        {
            if (signature.Accepts(operands))
            {
                result = result is null || result == signature.Result ? signature.Result : ConditionType.Dyn;
            }
        }

        return op == Operator.Add && result == AnyList ? ConcatenationOf(operands[0], operands[1]) : result;
    }

    private static ConditionType ConcatenationOf(ConditionType left, ConditionType right) =>
        left.IsDyn ? right : right.IsDyn ? left : left.Join(right);

    private static bool AreOrdered(ConditionType left, ConditionType right)
    {
        if (left.IsDyn || right.IsDyn)
        {
            return IsOrdered(left) && IsOrdered(right);
        }

        return (left.IsNumber && right.IsNumber) || (left.Kind == right.Kind && IsOrdered(left));
    }

    private static bool IsOrdered(ConditionType type) => type.IsDyn || type.IsNumber
        || type.Kind is ValueKind.Bool or ValueKind.String or ValueKind.Bytes or ValueKind.Duration
            or ValueKind.Timestamp;

    private static bool Contains(ConditionType container, ConditionType item) => container.Kind switch
    {
        null => true,
        ValueKind.List => container.Element!.IsComparableTo(item),
        ValueKind.Map => container.Key!.IsComparableTo(item),
        _ => false,
    };

    private static ConditionType? ElementOf(ConditionType container, ConditionType index) => container.Kind switch
    {
        null => ConditionType.Dyn,
        ValueKind.List when index.IsDyn || index.IsNumber => container.Element,
        ValueKind.Map when container.Key!.IsComparableTo(index) => container.Element,
        _ => null,
    };
}
