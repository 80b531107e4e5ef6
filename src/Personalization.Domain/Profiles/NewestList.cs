namespace Personalization.Domain.Profiles;

/// <summary>The largest so many items of all that were added, equal ones included; ascending.</summary>
internal sealed class NewestList<T, TOrder>(int capacity)
    where T : struct
    where TOrder : struct, IComparer<T>
{
    private T[] _items = new T[4];

    public int Count { get; private set; }

    public ref readonly T this[int index] => ref _items[index];

    public void Add(T item)
    {
        if (Count == capacity)
        {
            ReplaceOldest(item);
            return;
        }

        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Min(capacity, Count * 2));
        }

        var place = Place(item);
        Array.Copy(_items, place, _items, place + 1, Count - place);
        _items[place] = item;
        Count++;
    }

    public void AddAll(NewestList<T, TOrder> other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            Add(other[i]);
        }
    }

    /// <summary>Drops the first so many.</summary>
    public void DropOldest(int count)
    {
        Array.Copy(_items, count, _items, 0, Count - count);
        Array.Clear(_items, Count - count, count);
        Count -= count;
    }

    private void ReplaceOldest(T item)
    {
        var place = Place(item);
        if (place > 0)
        {
            Array.Copy(_items, 1, _items, 0, place - 1);
            _items[place - 1] = item;
        }
    }

    private int Place(T item)
    {
        var place = Count;
        while (place > 0 && default(TOrder).Compare(_items[place - 1], item) > 0)
        {
            place--;
        }

        return place;
    }
}
