namespace Personalization.Domain.Profiles;

/// <summary>
/// The products touched last in one way (viewed, put into the cart, bought), each at its latest time.
/// </summary>
/// <remarks>
/// A map of largest times cut to its largest entries: what it holds does not depend on the order of events. Equal times
/// are ordered by product id, and of two categories at the same time the larger one stays.
/// </remarks>
internal sealed class TouchList(int capacity)
{
    private Touch[] _touches = [];

    public int Count { get; private set; }

    /// <summary>Oldest first.</summary>
    public ref readonly Touch this[int index] => ref _touches[index];

    public void Add(in Touch touch)
    {
        var slot = IndexOf(touch.Product);
        if (slot < 0)
        {
            AddNew(touch);
        }
        else if (Supersedes(touch, _touches[slot]))
        {
            MoveInto(slot, touch);
        }
    }

    /// <summary>Adds a product that is known not to be among them.</summary>
    public void AddNew(in Touch touch)
    {
        if (Count < capacity)
        {
            MoveInto(Append(), touch);
        }
        else if (Compare(touch, _touches[0]) >= 0)
        {
            MoveInto(0, touch);
        }
    }

    /// <summary>Makes room for so many products at once, and a few more.</summary>
    public void Reserve(int products)
    {
        if (products > _touches.Length)
        {
            Array.Resize(ref _touches, Math.Min(capacity, products + Limits.Slack));
        }
    }

    public void Clear() => Count = 0;

    public void AddAll(TouchList other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            Add(other[i]);
        }
    }

    private static int Compare(in Touch left, in Touch right) =>
        left.At != right.At ? left.At.CompareTo(right.At) : string.CompareOrdinal(left.Product, right.Product);

    private static bool Supersedes(in Touch touch, in Touch held) =>
        touch.At > held.At || (touch.At == held.At && string.CompareOrdinal(touch.Category, held.Category) > 0);

    private int IndexOf(string product)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            // Most differ in their last character, which is cheaper to see than that all are the same.
            var held = _touches[i].Product;
            if (ReferenceEquals(held, product)
                || (held.Length == product.Length && held[^1] == product[^1] && string.Equals(held, product)))
            {
                return i;
            }
        }

        return -1;
    }

    private int Append()
    {
        if (Count == _touches.Length)
        {
            Array.Resize(ref _touches, Math.Min(capacity, Math.Max(8, Count * 2)));
        }

        return Count++;
    }

    // The slot is free; what lies between it and the touch's place moves over it.
    private void MoveInto(int slot, in Touch touch)
    {
        while (slot + 1 < Count && Compare(_touches[slot + 1], touch) < 0)
        {
            _touches[slot] = _touches[slot + 1];
            slot++;
        }

        while (slot > 0 && Compare(_touches[slot - 1], touch) > 0)
        {
            _touches[slot] = _touches[slot - 1];
            slot--;
        }

        _touches[slot] = touch;
    }

    internal readonly record struct Touch(string Product, long At, string? Category);
}
