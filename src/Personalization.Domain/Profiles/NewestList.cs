namespace Personalization.Domain.Profiles;

/// <summary>The largest so many items of all that were added, equal ones included; ascending.</summary>
/// <remarks>
/// A window that slides over a buffer of twice its size, so that adding the newest item to a full list copies the list
/// only once in as many times.
/// </remarks>
internal sealed class NewestList<T, TOrder>(int capacity)
    where T : struct
    where TOrder : struct, IComparer<T>
{
    private T[] _items = [];
    private int _start;

    public int Count { get; private set; }

    /// <summary>Smallest first.</summary>
    public ref readonly T this[int index] => ref _items[_start + index];

    public void Add(in T item)
    {
        var place = _start + Count;
        while (place > _start && default(TOrder).Compare(_items[place - 1], item) > 0)
        {
            place--;
        }

        if (Count == capacity)
        {
            if (place == _start)
            {
                return;
            }

            _items[_start++] = default;
            Count--;
        }

        place -= MakeRoom();
        if (place < _start + Count)
        {
            Array.Copy(_items, place, _items, place + 1, _start + Count - place);
        }

        _items[place] = item;
        Count++;
    }

    /// <summary>Makes room for so many items at once, and a few more.</summary>
    public void Reserve(int items)
    {
        if (_start + items > _items.Length)
        {
            var roomy = new T[Math.Min(capacity * 2, items + Limits.Slack)];
            Array.Copy(_items, _start, roomy, 0, Count);
            (_items, _start) = (roomy, 0);
        }
    }

    public void Clear() => (_start, Count) = (0, 0);

    public void AddAll(NewestList<T, TOrder> other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            Add(other[i]);
        }
    }

    /// <summary>Drops the first so many.</summary>
    public void DropSmallest(int count)
    {
        Array.Clear(_items, _start, count);
        _start += count;
        Count -= count;
    }

    // Room for one more item at the end; says by how much the items moved down.
    private int MakeRoom()
    {
        if (_start + Count < _items.Length)
        {
            return 0;
        }

        var target = Count * 2 < _items.Length || _items.Length == capacity * 2
            ? _items
            : new T[Math.Min(capacity * 2, Math.Max(8, _items.Length * 2))];
        Array.Copy(_items, _start, target, 0, Count);
        if (target == _items)
        {
            Array.Clear(_items, Count, _items.Length - Count);
        }

        _items = target;
        var moved = _start;
        _start = 0;
        return moved;
    }
}
