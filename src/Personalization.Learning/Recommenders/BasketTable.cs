using System.Runtime.InteropServices;

namespace Personalization.Learning.Recommenders;

/// <summary>Who has which item, both ways round, in flat arrays.</summary>
/// <remarks>Memory: 20 bytes for each item of each user.</remarks>
internal sealed class BasketTable
{
    private readonly List<int> _items = [];
    private readonly List<float> _weights = [];
    private readonly List<int> _ends = [];
    private readonly int[] _startsOfItem;
    private readonly int[] _usersOfItem;
    private readonly float[] _weightsOfItem;

    public BasketTable(int items, IEnumerable<ItemToItem.Basket> baskets, int mostItems)
    {
        foreach (var basket in baskets)
        {
            Add(basket, items, mostItems);
        }

        _startsOfItem = new int[items + 1];
        foreach (var item in _items)
        {
            _startsOfItem[item + 1]++;
        }

        for (var item = 0; item < items; item++)
        {
            _startsOfItem[item + 1] += _startsOfItem[item];
        }

        _usersOfItem = new int[_items.Count];
        _weightsOfItem = new float[_items.Count];
        TurnRound(_startsOfItem.AsSpan(0, items).ToArray());
    }

    public ReadOnlySpan<int> ItemsOf(int user) => CollectionsMarshal.AsSpan(_items)[Start(user).._ends[user]];

    public ReadOnlySpan<float> WeightsOf(int user) => CollectionsMarshal.AsSpan(_weights)[Start(user).._ends[user]];

    public ReadOnlySpan<int> UsersWith(int item) => _usersOfItem.AsSpan(_startsOfItem[item].._startsOfItem[item + 1]);

    public ReadOnlySpan<float> WeightsWith(int item) =>
        _weightsOfItem.AsSpan(_startsOfItem[item].._startsOfItem[item + 1]);

    private int Start(int user) => user == 0 ? 0 : _ends[user - 1];

    private void Add(ItemToItem.Basket basket, int items, int mostItems)
    {
        var user = _ends.Count;
        Check(basket, items, user);
        var chosen = basket.Items.Zip(basket.Weights, (item, weight) => (Item: item, Weight: weight));
        if (basket.Items.Length > mostItems)
        {
            chosen = chosen.OrderByDescending(pair => pair.Weight).ThenBy(pair => pair.Item).Take(mostItems);
        }

        foreach (var (item, weight) in chosen)
        {
            _items.Add(item);
            _weights.Add(weight);
        }

        _ends.Add(_items.Count);
    }

    private static void Check(ItemToItem.Basket basket, int items, int user)
    {
        if (basket.Items.Length != basket.Weights.Length)
        {
            throw new ArgumentException(
                $"Basket {user} has {basket.Items.Length} items and {basket.Weights.Length} weights.", nameof(basket));
        }

        var seen = new HashSet<int>(basket.Items.Length);
        for (var i = 0; i < basket.Items.Length; i++)
        {
            if ((uint)basket.Items[i] >= (uint)items || !seen.Add(basket.Items[i]))
            {
                throw new ArgumentException(
                    $"Basket {user} has item {basket.Items[i]}; items are from 0 to {items - 1}, each once.",
                    nameof(basket));
            }

            if (!float.IsFinite(basket.Weights[i]) || basket.Weights[i] <= 0)
            {
                throw new ArgumentException(
                    $"Basket {user} has weight {basket.Weights[i]}; weights are finite and over 0.", nameof(basket));
            }
        }
    }

    private void TurnRound(int[] next)
    {
        for (var user = 0; user < _ends.Count; user++)
        {
            for (var i = Start(user); i < _ends[user]; i++)
            {
                var at = next[_items[i]]++;
                _usersOfItem[at] = user;
                _weightsOfItem[at] = _weights[i];
            }
        }
    }
}
