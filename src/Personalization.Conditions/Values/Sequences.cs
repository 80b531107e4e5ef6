namespace Personalization.Conditions.Values;

/// <summary>Builds strings, bytes, lists and maps within <see cref="ConditionLimits"/>.</summary>
internal static class Sequences
{
    public static readonly Value TooLarge = Value.Error(
        $"the value is too large (more than {ConditionLimits.BuiltLength:N0} characters or "
        + $"{ConditionLimits.BuiltWeight:N0} items, or {ConditionLimits.BuiltDepth} levels)");

    private static readonly Value BadKey =
        Value.Error("unsupported key type: a map key is an int, a uint, a bool or a string");

    /// <summary>How much work it is to walk a value, a few characters counting like one item.</summary>
    public static long Weigh(Value value) => Extent.Of(value).Weight;

    public static Value List(Value[] items)
    {
        var extent = Extent.Empty;
        foreach (var item in items)
        {
            if (item.IsError)
            {
                return item;
            }

            extent = extent.With(item);
        }

        return extent.IsTooLarge ? TooLarge : Value.OfList(new BuiltList(items, extent));
    }

    /// <summary>
    /// A map of the entries in their order; the first error, bad key or repeated key is the result instead.
    /// </summary>
    public static Value Map(IEnumerable<KeyValuePair<Value, Value>> pairs, ref Meter meter)
    {
        var entries = new Dictionary<Value, Value>();
        var extent = Extent.Empty;
        foreach (var (key, value) in pairs)
        {
            if (key.IsError || value.IsError)
            {
                return key.IsError ? key : value;
            }

            if (key.Kind is not (ValueKind.Int or ValueKind.Uint or ValueKind.Bool or ValueKind.String))
            {
                return BadKey;
            }

            if (!meter.Take(Weigh(key)))
            {
                return Meter.Exhausted;
            }

            if (!entries.TryAdd(key, value))
            {
                return Value.Error($"repeated key {key} in a map");
            }

            extent = extent.With(key).With(value);
        }

        return extent.IsTooLarge ? TooLarge : Value.OfMap(new BuiltMap(entries, extent));
    }

    /// <summary>Concatenates two values of one kind: strings, bytes or lists.</summary>
    public static Value Join(Value left, Value right, ref Meter meter)
    {
        if (!meter.Take(Weigh(left) + Weigh(right)))
        {
            return Meter.Exhausted;
        }

        switch (left.Kind)
        {
            case ValueKind.String:
                return left.AsString.Length + (long)right.AsString.Length > ConditionLimits.BuiltLength
                    ? TooLarge
                    : Value.Of(string.Concat(left.AsString, right.AsString));
            case ValueKind.Bytes:
                return left.Bytes.Length + (long)right.Bytes.Length > ConditionLimits.BuiltLength
                    ? TooLarge
                    : Value.Of([.. left.Bytes, .. right.Bytes]);
            default:
                return (long)left.AsList.Count + right.AsList.Count > ConditionLimits.BuiltWeight
                    ? TooLarge
                    : List([.. left.AsList, .. right.AsList]);
        }
    }
}
