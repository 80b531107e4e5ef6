using System.Collections;

namespace Personalization.Conditions.Values;

/// <summary>What hangs below a list or map that an expression built: how many values, and how many levels.</summary>
internal readonly record struct Extent(long Weight, int Depth)
{
    public static readonly Extent Empty = new(1, 1);

    public bool IsTooLarge => Weight > ConditionLimits.BuiltWeight || Depth > ConditionLimits.BuiltDepth;

    public static Extent Of(Value value) => value.Kind switch
    {
        ValueKind.String => new Extent(1 + (value.AsString.Length / 16), 0),
        ValueKind.Bytes => new Extent(1 + (value.Bytes.Length / 16), 0),
        ValueKind.List => value.Reference is BuiltList built ? built.Extent : new Extent(1 + value.AsList.Count, 1),
        ValueKind.Map => value.Reference is BuiltMap built ? built.Extent : new Extent(1 + MapView.Of(value).Count, 1),
        _ => new Extent(1, 0),
    };

    public Extent With(Value part)
    {
        var inner = Of(part);
        return new Extent(Weight + inner.Weight, Math.Max(Depth, inner.Depth + 1));
    }
}

/// <summary>A list that an expression built.</summary>
internal sealed class BuiltList(Value[] items, Extent extent) : IReadOnlyList<Value>
{
    public Extent Extent => extent;

    public int Count => items.Length;

    public Value this[int index] => items[index];

    public IEnumerator<Value> GetEnumerator() => ((IEnumerable<Value>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();
}

/// <summary>A map that an expression built.</summary>
internal sealed class BuiltMap(Dictionary<Value, Value> entries, Extent extent) : IReadOnlyDictionary<Value, Value>
{
    public Extent Extent => extent;

    public int Count => entries.Count;

    public IEnumerable<Value> Keys => entries.Keys;

    public IEnumerable<Value> Values => entries.Values;

    public Value this[Value key] => entries[key];

    public bool ContainsKey(Value key) => entries.ContainsKey(key);

    public bool TryGetValue(Value key, out Value value) => entries.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<Value, Value>> GetEnumerator() => entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => entries.GetEnumerator();
}
