namespace Personalization.Conditions.Values;

/// <summary>
/// CEL equality: total over kinds (different kinds are unequal), numbers compared across their types.
/// </summary>
internal static class Equality
{
    public static bool AreEqual(Value left, Value right)
    {
        var kind = left.Kind;
        if (kind != right.Kind)
        {
            return Ordering.IsNumber(kind) && Ordering.IsNumber(right.Kind)
                && Ordering.CompareNumbers(left, right) == 0;
        }

        return kind switch
        {
            ValueKind.Null => true,
            ValueKind.Bool or ValueKind.Int or ValueKind.Uint or ValueKind.Duration => left.Bits == right.Bits,
            ValueKind.Double => left.AsDouble == right.AsDouble,
            ValueKind.String => string.Equals(left.AsString, right.AsString, StringComparison.Ordinal),
            ValueKind.Type => string.Equals(left.AsTypeName, right.AsTypeName, StringComparison.Ordinal),
            ValueKind.Bytes => left.Bytes.AsSpan().SequenceEqual(right.Bytes),
            ValueKind.Timestamp => left.Bits == right.Bits && left.InstantNanos == right.InstantNanos,
            ValueKind.List => AreListsEqual(left.AsList, right.AsList),
            ValueKind.Map => AreMapsEqual(MapView.Of(left), MapView.Of(right)),
            _ => false,
        };
    }

    /// <summary>What CEL equality denies but .NET needs: a NaN is itself, and so is an error.</summary>
    public static bool AreSame(Value left, Value right) =>
        (left.IsDouble && right.IsDouble && double.IsNaN(left.AsDouble) && double.IsNaN(right.AsDouble))
        || (left.IsError && right.IsError && Equals(left.Reference, right.Reference));

    public static int Hash(Value value) => value.Kind switch
    {
        ValueKind.Int => ((double)value.AsInt).GetHashCode(),
        ValueKind.Uint => ((double)value.AsUint).GetHashCode(),
        ValueKind.Double => (value.AsDouble + 0.0).GetHashCode(),
        ValueKind.String => value.AsString.GetHashCode(StringComparison.Ordinal),
        ValueKind.Type => value.AsTypeName.GetHashCode(StringComparison.Ordinal),
        ValueKind.Bool or ValueKind.Duration or ValueKind.Timestamp => value.Bits.GetHashCode(),
        ValueKind.Bytes => HashBytes(value.Bytes),
        ValueKind.List => value.AsList.Count,
        ValueKind.Map => MapView.Of(value).Count,
        _ => 0,
    };

    private static int HashBytes(byte[] bytes)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    private static bool AreListsEqual(IReadOnlyList<Value> left, IReadOnlyList<Value> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        for (var i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreMapsEqual(MapView left, MapView right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        foreach (var key in left.Keys)
        {
            if (!left.TryGet(key, out var mine) || !right.TryGet(key, out var theirs) || !AreEqual(mine, theirs))
            {
                return false;
            }
        }

        return true;
    }
}
