namespace Personalization.Domain.Profiles;

/// <summary>
/// A bounded map from texts to values: all of them up to the capacity, beyond it those with the smallest hashes.
/// </summary>
/// <remarks>
/// Keeping the smallest hashes is a choice that no order of arrival can change: a key that is dropped once would be
/// dropped in any order. Entries are ordered by hash, then by key.
/// </remarks>
internal sealed class KeyedSample<TValue>(int capacity)
    where TValue : struct
{
    private Entry[] _entries = [];

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    public bool TryGet(string key, out TValue value)
    {
        var index = Find(StableHash.Of(key), key);
        value = index < 0 ? default : _entries[index].Value;
        return index >= 0;
    }

    /// <summary>The place of a key, made with a default value when it is new; -1 for a key that is not kept.</summary>
    /// <remarks>Good until the next call.</remarks>
    public int PlaceOf(string key)
    {
        var hash = StableHash.Of(key);

        // What was written in this order comes in it again.
        var index = Count > 0 && _entries[Count - 1].Hash < hash ? ~Count : Find(hash, key);
        if (index >= 0)
        {
            return index;
        }

        index = ~index;
        if (index == capacity)
        {
            return -1;
        }

        Insert(index, new Entry { Hash = hash, Key = key });
        return index;
    }

    /// <summary>Makes room for so many keys at once, and a few more.</summary>
    public void Reserve(int keys)
    {
        if (keys > _entries.Length)
        {
            Array.Resize(ref _entries, Math.Min(capacity, keys + Limits.Slack));
        }
    }

    public void Clear() => Count = 0;

    public ref TValue ValueAt(int index) => ref _entries[index].Value;

    public string KeyAt(int index) => _entries[index].Key;

    /// <summary>How many keys there were: exact below the capacity, estimated from the hashes beyond.</summary>
    public double EstimatedCount() =>
        Count < capacity ? Count : DistinctSketch.Estimate(Count, _entries[Count - 1].Hash);

    private int Find(ulong hash, string key)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            ref var entry = ref _entries[middle];
            var order = entry.Hash != hash ? entry.Hash.CompareTo(hash) : string.CompareOrdinal(entry.Key, key);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    private void Insert(int index, Entry entry)
    {
        if (Count == capacity)
        {
            Count--;
        }
        else if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Min(capacity, Math.Max(4, Count * 2)));
        }

        if (index < Count)
        {
            Array.Copy(_entries, index, _entries, index + 1, Count - index);
        }

        _entries[index] = entry;
        Count++;
    }

    private struct Entry
    {
        public ulong Hash;
        public string Key;
        public TValue Value;
    }
}
