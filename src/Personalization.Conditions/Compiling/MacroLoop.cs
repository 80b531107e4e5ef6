using Personalization.Conditions.Parsing;
using Personalization.Conditions.Values;

namespace Personalization.Conditions.Compiling;

/// <summary>Code for the macros: a loop over a list or map that charges the meter for every item.</summary>
internal sealed class MacroLoop<TSource>(Step<TSource> range, Step<TSource>[] body, int slot, int variables, int cost)
{
    private static readonly Value NoRange = Value.Error("no such overload: a macro runs over a list or a map");
    private static readonly Value NoBool = Value.Error("no such overload: the condition of a macro is not a bool");

    public Step<TSource> For(Macro macro) => macro switch
    {
        Macro.All => (ref Frame<TSource> frame) => Decide(ref frame, Value.False),
        Macro.Exists => (ref Frame<TSource> frame) => Decide(ref frame, Value.True),
        Macro.ExistsOne => ExistsOne,
        Macro.Filter => (ref Frame<TSource> frame) => Collect(ref frame, body[0], null),
        Macro.Map => (ref Frame<TSource> frame) => Collect(ref frame, null, body[0]),
        Macro.FilteredMap => (ref Frame<TSource> frame) => Collect(ref frame, body[0], body[1]),
        Macro.TransformMap => (ref Frame<TSource> frame) => CollectMap(ref frame, null, body[0]),
        _ => (ref Frame<TSource> frame) => CollectMap(ref frame, body[0], body[1]),
    };

    /// <summary>
    /// Until one item gives the deciding value, which wins over errors as in <c>&amp;&amp;</c> and <c>||</c>.
    /// </summary>
    private Value Decide(ref Frame<TSource> frame, Value deciding)
    {
        var result = Value.Of(!deciding.IsTrue);
        var cursor = new Cursor(range(ref frame));
        while (cursor.MoveNext())
        {
            if (!Enter(ref frame, cursor))
            {
                return Meter.Exhausted;
            }

            var value = body[0](ref frame);
            if (value.IsBool && value.IsTrue == deciding.IsTrue)
            {
                return value;
            }

            if (!value.IsBool && !result.IsError)
            {
                result = value.IsError ? value : NoBool;
            }
        }

        return cursor.IsInvalid ? cursor.Fault : result;
    }

    private Value ExistsOne(ref Frame<TSource> frame)
    {
        var count = 0;
        var cursor = new Cursor(range(ref frame));
        while (cursor.MoveNext())
        {
            var value = Enter(ref frame, cursor) ? body[0](ref frame) : Meter.Exhausted;
            if (!value.IsBool)
            {
                return value.IsError ? value : NoBool;
            }

            count += value.IsTrue ? 1 : 0;
        }

        return cursor.IsInvalid ? cursor.Fault : Value.Of(count == 1);
    }

    private Value Collect(ref Frame<TSource> frame, Step<TSource>? filter, Step<TSource>? transform)
    {
        var items = new List<Value>();
        var cursor = new Cursor(range(ref frame));
        while (cursor.MoveNext())
        {
            var keep = Enter(ref frame, cursor) ? filter?.Invoke(ref frame) ?? Value.True : Meter.Exhausted;
            if (!keep.IsBool)
            {
                return keep.IsError ? keep : NoBool;
            }

            if (keep.IsTrue)
            {
                var item = transform?.Invoke(ref frame) ?? cursor.Item;
                if (item.IsError)
                {
                    return item;
                }

                items.Add(item);
            }
        }

        return cursor.IsInvalid ? cursor.Fault : Sequences.List([.. items]);
    }

    private Value CollectMap(ref Frame<TSource> frame, Step<TSource>? filter, Step<TSource> transform)
    {
        var entries = new List<KeyValuePair<Value, Value>>();
        var cursor = new Cursor(range(ref frame));
        while (cursor.MoveNext())
        {
            var keep = Enter(ref frame, cursor) ? filter?.Invoke(ref frame) ?? Value.True : Meter.Exhausted;
            if (!keep.IsBool)
            {
                return keep.IsError ? keep : NoBool;
            }

            if (keep.IsTrue)
            {
                entries.Add(new(cursor.Key, transform(ref frame)));
            }
        }

        return cursor.IsInvalid ? cursor.Fault : Sequences.Map(entries, ref frame.Meter);
    }

    private bool Enter(ref Frame<TSource> frame, in Cursor cursor)
    {
        frame.Locals[slot] = variables == 1 ? cursor.Item : cursor.Key;
        if (variables == 2)
        {
            frame.Locals[slot + 1] = cursor.Value;
        }

        return frame.Meter.Take(cost);
    }

    /// <summary>Walks a list by index or a map by key.</summary>
    private struct Cursor
    {
        private readonly Value _range;
        private readonly IReadOnlyList<Value>? _items;
        private int _index = -1;

        public Cursor(Value range)
        {
            _range = range;
            _items = range.Kind switch
            {
                ValueKind.List => range.AsList,
                ValueKind.Map => [.. MapView.Of(range).Keys],
                _ => null,
            };
        }

        public readonly bool IsInvalid => _items is null;

        public readonly Value Fault => _range.IsError ? _range : NoRange;

        /// <summary>What a macro of one variable sees: a list's item, a map's key.</summary>
        public readonly Value Item => _items![_index];

        public readonly Value Key => _range.Kind == ValueKind.List ? Conditions.Value.Of((long)_index) : Item;

        public readonly Value Value => _range.Kind == ValueKind.List
            ? Item
            : MapView.Of(_range).TryGet(Item, out var value) ? value : Conditions.Value.Error("no such key");

        public bool MoveNext() => _items is not null && ++_index < _items.Count;
    }
}
