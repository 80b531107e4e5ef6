using Personalization.Learning.Boosting;

namespace Personalization.Learning.Clustering;

/// <summary>One start of k-means and where it leads.</summary>
internal sealed class KMeansRun
{
    private const int Block = 4096;

    // Bounds carry the rounding of the moves they were shifted by; a hair of slack keeps them bounds.
    private const double Slack = 1e-12;

    private readonly PointSet _points;
    private readonly KMeansOptions _options;
    private readonly Workers _workers;
    private readonly PointSet _centres;
    private readonly int[] _of;
    private readonly double[] _upper;
    private readonly double[] _lower;
    private readonly double[] _halfGap;
    private readonly double[] _moved;
    private int _rounds;

    public KMeansRun(PointSet points, KMeansOptions options, SplitMix random)
    {
        _points = points;
        _options = options;
        _workers = new Workers(options.Threads);
        _centres = KMeansSeeding.Choose(points, options.Clusters, ref random);
        _of = new int[points.Count];
        _upper = new double[points.Count];
        _lower = new double[points.Count];
        _halfGap = new double[options.Clusters];
        _moved = new double[options.Clusters];
    }

    /// <summary>The sum of squared distances to centres, after <see cref="Run"/>.</summary>
    public double Inertia { get; private set; }

    public void Run()
    {
        _upper.AsSpan().Fill(double.PositiveInfinity);
        var changed = true;
        while (changed && _rounds < _options.MaximumRounds)
        {
            _rounds++;
            changed = Assign() | FillEmpty();
            if (changed)
            {
                MoveCentres();
            }
        }

        for (var i = 0; i < _of.Length; i++)
        {
            Inertia += PointSet.SquaredDistance(_points[i], _centres[_of[i]]);
        }
    }

    public ClusterFit Finish()
    {
        var sizes = Sizes();
        var order = Enumerable.Range(0, sizes.Length)
            .Where(c => sizes[c] > 0)
            .OrderByDescending(c => sizes[c])
            .ThenBy(c => c)
            .ToArray();
        var rank = new int[sizes.Length];
        for (var i = 0; i < order.Length; i++)
        {
            rank[order[i]] = i;
        }

        return new ClusterFit(
            _centres.Take(order),
            Array.ConvertAll(_of, c => rank[c]),
            Array.ConvertAll(order, c => sizes[c]),
            Inertia,
            _rounds);
    }

    private int[] Sizes()
    {
        var sizes = new int[_centres.Count];
        foreach (var c in _of)
        {
            sizes[c]++;
        }

        return sizes;
    }

    private bool Assign()
    {
        for (var c = 0; c < _centres.Count; c++)
        {
            var least = double.PositiveInfinity;
            for (var other = 0; other < _centres.Count; other++)
            {
                least = other == c
                    ? least
                    : Math.Min(least, PointSet.SquaredDistance(_centres[c], _centres[other]));
            }

            _halfGap[c] = Math.Sqrt(least) / 2;
        }

        var changes = 0;
        _workers.RunBlocks(_points.Count, Block, (from, to) =>
        {
            var here = 0;
            for (var i = from; i < to; i++)
            {
                here += Assign(i) ? 1 : 0;
            }

            Interlocked.Add(ref changes, here);
        });
        return changes > 0;
    }

    // A point within half of its centre's gap to the next, or nearer to it than all others can be, stays.
    private bool Assign(int i)
    {
        var bound = Math.Max(_lower[i], _halfGap[_of[i]]) * (1 - Slack);
        if (_upper[i] < bound)
        {
            return false;
        }

        if (_rounds > 1)
        {
            _upper[i] = Math.Sqrt(PointSet.SquaredDistance(_points[i], _centres[_of[i]])) * (1 + Slack);
            if (_upper[i] < bound)
            {
                return false;
            }
        }

        var (nearest, first, second) = (0, double.PositiveInfinity, double.PositiveInfinity);
        for (var c = 0; c < _centres.Count; c++)
        {
            var squared = PointSet.SquaredDistance(_points[i], _centres[c]);
            if (squared < first)
            {
                (nearest, second, first) = (c, first, squared);
            }
            else
            {
                second = Math.Min(second, squared);
            }
        }

        _upper[i] = Math.Sqrt(first) * (1 + Slack);
        _lower[i] = Math.Sqrt(second) * (1 - Slack);
        var changed = _rounds == 1 || _of[i] != nearest;
        _of[i] = nearest;
        return changed;
    }

    // A cluster that lost all its points takes the point farthest from its centre.
    private bool FillEmpty()
    {
        var sizes = Sizes();
        var filled = false;
        for (var c = 0; c < sizes.Length; c++)
        {
            if (sizes[c] > 0)
            {
                continue;
            }

            var (farthest, most) = (-1, 0.0);
            for (var i = 0; i < _of.Length; i++)
            {
                var squared = PointSet.SquaredDistance(_points[i], _centres[_of[i]]);
                if (squared > most)
                {
                    (farthest, most) = (i, squared);
                }
            }

            if (farthest < 0)
            {
                // Fewer different points than clusters: this one stays empty.
                break;
            }

            sizes[_of[farthest]]--;
            (_of[farthest], sizes[c], filled) = (c, 1, true);
            _points[farthest].CopyTo(_centres[c]);
        }

        if (filled)
        {
            _upper.AsSpan().Fill(double.PositiveInfinity);
            Array.Clear(_lower);
        }

        return filled;
    }

    private void MoveCentres()
    {
        var sums = new PointSet(_centres.Count, _points.Dimensions);
        var sizes = Sizes();
        for (var i = 0; i < _of.Length; i++)
        {
            var sum = sums[_of[i]];
            var point = _points[i];
            for (var d = 0; d < sum.Length; d++)
            {
                sum[d] += point[d];
            }
        }

        for (var c = 0; c < _centres.Count; c++)
        {
            if (sizes[c] == 0)
            {
                _moved[c] = 0;
                continue;
            }

            foreach (ref var coordinate in sums[c])
            {
                coordinate /= sizes[c];
            }

            _moved[c] = Math.Sqrt(PointSet.SquaredDistance(_centres[c], sums[c])) * (1 + Slack);
            sums[c].CopyTo(_centres[c]);
        }

        var farthest = _moved.Max();
        for (var i = 0; i < _of.Length; i++)
        {
            _upper[i] += _moved[_of[i]];
            _lower[i] -= farthest;
        }
    }
}
