using Personalization.Learning.Recommenders;

namespace Personalization.Domain.Recommendations;

/// <summary>
/// Baskets in flat arrays of bounded size: when they are full every second owner is dropped, by a hash of the owner.
/// </summary>
/// <remarks>
/// Which owners stay depends on their keys alone, so a basket's fate does not depend on the order of arrival.
/// </remarks>
internal sealed class BasketSample(int maxPairs)
{
    private readonly List<uint> _owners = [];
    private readonly List<int> _ends = [];
    private readonly List<int> _items = [];
    private readonly List<float> _weights = [];
    private uint _mask;

    internal int Count => _ends.Count;

    internal void Add(uint owner, ReadOnlySpan<(int Item, float Weight)> basket)
    {
        if ((owner & _mask) != 0)
        {
            return;
        }

        foreach (var (item, weight) in basket)
        {
            _items.Add(item);
            _weights.Add(weight);
        }

        _owners.Add(owner);
        _ends.Add(_items.Count);
        while (_items.Count > maxPairs && _mask != uint.MaxValue)
        {
            _mask = (_mask << 1) | 1;
            Thin();
        }
    }

    /// <summary>The baskets, their items renumbered.</summary>
    internal IEnumerable<ItemToItem.Basket> Baskets(int[] numbers)
    {
        for (var i = 0; i < _ends.Count; i++)
        {
            var start = i == 0 ? 0 : _ends[i - 1];
            var length = _ends[i] - start;
            yield return new ItemToItem.Basket(
                [.. _items.GetRange(start, length).Select(item => numbers[item])],
                [.. _weights.GetRange(start, length)]);
        }
    }

    private void Thin()
    {
        var (start, kept, pairs) = (0, 0, 0);
        for (var i = 0; i < _ends.Count; i++)
        {
            var end = _ends[i];
            if ((_owners[i] & _mask) == 0)
            {
                for (var pair = start; pair < end; pair++, pairs++)
                {
                    (_items[pairs], _weights[pairs]) = (_items[pair], _weights[pair]);
                }

                (_owners[kept], _ends[kept]) = (_owners[i], pairs);
                kept++;
            }

            start = end;
        }

        _owners.RemoveRange(kept, _owners.Count - kept);
        _ends.RemoveRange(kept, _ends.Count - kept);
        _items.RemoveRange(pairs, _items.Count - pairs);
        _weights.RemoveRange(pairs, _weights.Count - pairs);
    }
}
