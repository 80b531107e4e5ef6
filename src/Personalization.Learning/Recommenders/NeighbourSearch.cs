namespace Personalization.Learning.Recommenders;

/// <summary>Finds the neighbours of one item after the other, on one thread, reusing its sums.</summary>
internal sealed class NeighbourSearch(BasketTable table, double[] norms, ItemToItemOptions options)
{
    private readonly double[] _products = new double[norms.Length];
    private readonly int[] _common = new int[norms.Length];
    private readonly List<int> _touched = [];
    private readonly List<Neighbour> _candidates = [];

    public Neighbour[] Find(int item)
    {
        Accumulate(item);
        _candidates.Clear();
        foreach (var other in _touched)
        {
            if (other != item && _common[other] >= options.MinCommonUsers)
            {
                _candidates.Add(new Neighbour(other, Similarity(item, other)));
            }

            _products[other] = 0;
            _common[other] = 0;
        }

        _touched.Clear();
        _candidates.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Item.CompareTo(b.Item));
        return [.. _candidates.Take(options.Neighbours)];
    }

    private void Accumulate(int item)
    {
        var users = table.UsersWith(item);
        var weights = table.WeightsWith(item);
        for (var u = 0; u < users.Length; u++)
        {
            var others = table.ItemsOf(users[u]);
            var theirs = table.WeightsOf(users[u]);
            for (var i = 0; i < others.Length; i++)
            {
                if (_common[others[i]]++ == 0)
                {
                    _touched.Add(others[i]);
                }

                _products[others[i]] += (double)weights[u] * theirs[i];
            }
        }
    }

    // Equations (18) and (19).
    private float Similarity(int item, int other)
    {
        var cosine = _products[other] / (norms[item] * norms[other]);
        return (float)(cosine * _common[other] / (_common[other] + options.Shrinkage));
    }
}
