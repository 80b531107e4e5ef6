using Personalization.Conditions.Values;

namespace Personalization.Conditions.Compiling;

/// <summary>Code for list and map literals, index, field selection, <c>has</c> and <c>in</c>.</summary>
internal static class CollectionSteps<TSource>
{
    // From this many constant items on, a hash set beats walking the list.
    private const int SetSize = 8;

    private static readonly Value OutOfBounds = Value.Error("index out of bounds");
    private static readonly Value NoIndex = Value.Error("no such overload for '[]'");
    private static readonly Value NoIn = Value.Error("no such overload for 'in'");
    private static readonly Value NoSuchKey = Value.Error("no such key");
    private static readonly Value BadKey = Value.Error("no such overload: a list cannot be indexed by a fraction");

    public static Step<TSource> List(Node<TSource>[] nodes)
    {
        var items = nodes.Select(node => node.Step).ToArray();
        return (ref Frame<TSource> frame) =>
        {
            var values = new Value[items.Length];
            for (var i = 0; i < items.Length; i++)
            {
                values[i] = items[i](ref frame);
            }

            return Sequences.List(values);
        };
    }

    public static Step<TSource> Map(Node<TSource>[] nodes)
    {
        var steps = nodes.Select(node => node.Step).ToArray();
        return (ref Frame<TSource> frame) =>
        {
            var pairs = new KeyValuePair<Value, Value>[steps.Length / 2];
            for (var i = 0; i < pairs.Length; i++)
            {
                pairs[i] = new(steps[2 * i](ref frame), steps[(2 * i) + 1](ref frame));
            }

            return Sequences.Map(pairs, ref frame.Meter);
        };
    }

    public static Step<TSource> Index(Step<TSource> container, Step<TSource> index) =>
        (ref Frame<TSource> frame) => At(container(ref frame), index(ref frame), ref frame.Meter);

    public static Step<TSource> Select(Step<TSource> operand, string field, bool isTest)
    {
        var key = Value.Of(field);
        var noField = Value.Error($"no such field: the value is not a map and has no '{field}'");
        var noKey = Value.Error($"no such key: {field}");
        return (ref Frame<TSource> frame) =>
        {
            var value = operand(ref frame);
            if (value.Kind != ValueKind.Map)
            {
                return isTest && value.IsMissing ? Value.False : value.IsError ? value : noField;
            }

            var isFound = MapView.Of(value).TryGet(key, out var entry);
            return isTest ? Value.Of(isFound && !entry.IsMissing) : isFound ? entry : noKey;
        };
    }

    public static Step<TSource> In(Node<TSource> item, Node<TSource> container)
    {
        var left = item.Step;
        if (container.Constant is { Kind: ValueKind.List } constant && constant.AsList.Count >= SetSize)
        {
            var set = constant.AsList.Where(value => Equality.AreEqual(value, value)).ToHashSet();
            return (ref Frame<TSource> frame) =>
            {
                var value = left(ref frame);
                return value.IsError ? value
                    : frame.Meter.Take(Sequences.Weigh(value)) ? Value.Of(set.Contains(value))
                    : Meter.Exhausted;
            };
        }

        var right = container.Step;
        return (ref Frame<TSource> frame) => Contains(right(ref frame), left(ref frame), ref frame.Meter);
    }

    private static Value Contains(Value container, Value item, ref Meter meter)
    {
        if (item.IsError || container.IsError)
        {
            return item.IsError ? item : container;
        }

        if (container.Kind == ValueKind.Map)
        {
            return !meter.Take(Sequences.Weigh(item))
                ? Meter.Exhausted
                : Value.Of(MapView.Of(container).TryGet(item, out _));
        }

        if (container.Kind != ValueKind.List)
        {
            return NoIn;
        }

        var items = container.AsList;
        for (var i = 0; i < items.Count; i++)
        {
            if (!meter.Take(Math.Min(Sequences.Weigh(items[i]), Sequences.Weigh(item))))
            {
                return Meter.Exhausted;
            }

            if (Equality.AreEqual(items[i], item))
            {
                return Value.True;
            }
        }

        return Value.False;
    }

    private static Value At(Value container, Value index, ref Meter meter)
    {
        if (container.IsError || index.IsError)
        {
            return container.IsError ? container : index;
        }

        if (!meter.Take(Sequences.Weigh(index)))
        {
            return Meter.Exhausted;
        }

        return container.Kind switch
        {
            ValueKind.Map => MapView.Of(container).TryGet(index, out var entry) ? entry : NoSuchKey,
            ValueKind.List => InList(container.AsList, index),
            _ => NoIndex,
        };
    }

    private static Value InList(IReadOnlyList<Value> items, Value index)
    {
        switch (index.Kind)
        {
            case ValueKind.Int:
                return index.AsInt >= 0 && index.AsInt < items.Count ? items[(int)index.AsInt] : OutOfBounds;
            case ValueKind.Uint:
                return index.AsUint < (ulong)items.Count ? items[(int)index.AsUint] : OutOfBounds;
            case ValueKind.Double when index.AsDouble != Math.Truncate(index.AsDouble):
                return BadKey;
            case ValueKind.Double:
                return index.AsDouble >= 0 && index.AsDouble < items.Count ? items[(int)index.AsDouble] : OutOfBounds;
            default:
                return NoIndex;
        }
    }
}
