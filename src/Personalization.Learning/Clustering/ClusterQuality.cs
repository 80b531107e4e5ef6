using Personalization.Learning.Boosting;

namespace Personalization.Learning.Clustering;

/// <summary>How well clusters are separated, by scikit-learn's definitions.</summary>
public static class ClusterQuality
{
    /// <summary>Above so many points the silhouette is that of a sample of them.</summary>
    public const int MostSilhouettePoints = 10_000;

    private const int Block = 64;

    /// <summary>
    /// The mean over points of (b - a) / max(a, b), a being the mean distance to the other points of the same cluster
    /// and b the least mean distance to the points of another: -1 to 1, 0 for a point alone in its cluster (Rousseeuw
    /// 1987). Exact up to <see cref="MostSilhouettePoints"/> points; of more, of so many points drawn by the seed.
    /// </summary>
    /// <returns>NaN unless there are at least two clusters (in the sample).</returns>
    public static double Silhouette(PointSet points, IReadOnlyList<int> clusters, int seed = 0, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(clusters);
        var numbers = Sample(points.Count, MostSilhouettePoints, seed);
        var sample = numbers.Length == points.Count ? points : points.Take(numbers);
        var of = Array.ConvertAll(numbers, i => clusters[i]);
        var widths = Widths(sample, of, threads);
        return widths.Length == 0 || of.Distinct().Count() < 2 ? double.NaN : widths.Average();
    }

    /// <summary>
    /// (b - a) / max(a, b) of every point, as <see cref="Silhouette"/> has it; 0 where all points are in one cluster.
    /// Time grows with the square of the points.
    /// </summary>
    public static double[] Widths(PointSet points, IReadOnlyList<int> clusters, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(clusters);
        int[] of = [.. clusters];
        var sizes = new int[of.Length == 0 ? 0 : of.Max() + 1];
        foreach (var c in of)
        {
            sizes[c]++;
        }

        var widths = new double[of.Length];
        if (sizes.Count(size => size > 0) < 2)
        {
            return widths;
        }

        new Workers(threads).RunBlocks(of.Length, Block, (from, to) =>
        {
            var distances = new double[sizes.Length];
            for (var i = from; i < to; i++)
            {
                widths[i] = Width(points, of, sizes, i, distances);
            }
        });
        return widths;
    }

    /// <summary>
    /// The mean over clusters of the greatest (s_i + s_j) / d_ij with another, s being the mean distance of a cluster's
    /// points to its mean and d the distance of the means: 0 or more, the less the better (Davies and Bouldin 1979).
    /// </summary>
    /// <returns>NaN unless there are at least two clusters.</returns>
    public static double DaviesBouldin(PointSet points, IReadOnlyList<int> clusters)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(clusters);
        var (means, sizes) = Means(points, clusters);
        var spread = new double[sizes.Length];
        for (var i = 0; i < points.Count; i++)
        {
            var c = clusters[i];
            spread[c] += Math.Sqrt(PointSet.SquaredDistance(points[i], means[c])) / sizes[c];
        }

        var there = Enumerable.Range(0, sizes.Length).Where(c => sizes[c] > 0).ToArray();
        return there.Length < 2 ? double.NaN : there.Average(c => there.Where(other => other != c).Max(other =>
            (spread[c] + spread[other]) / Math.Sqrt(PointSet.SquaredDistance(means[c], means[other]))));
    }

    /// <summary>So many of the numbers below a count, ascending; all when there are no more.</summary>
    internal static int[] Sample(int count, int most, int seed)
    {
        var numbers = Enumerable.Range(0, count).ToArray();
        if (count <= most)
        {
            return numbers;
        }

        var random = SplitMix.For(seed, 0, 0x5317);
        for (var i = 0; i < most; i++)
        {
            var other = i + random.Below(count - i);
            (numbers[i], numbers[other]) = (numbers[other], numbers[i]);
        }

        Array.Resize(ref numbers, most);
        Array.Sort(numbers);
        return numbers;
    }

    private static double Width(PointSet points, int[] of, int[] sizes, int point, double[] distances)
    {
        var own = of[point];
        if (sizes[own] == 1)
        {
            return 0;
        }

        Array.Clear(distances);
        for (var other = 0; other < of.Length; other++)
        {
            distances[of[other]] += Math.Sqrt(PointSet.SquaredDistance(points[point], points[other]));
        }

        var within = distances[own] / (sizes[own] - 1);
        var nearest = double.PositiveInfinity;
        for (var c = 0; c < sizes.Length; c++)
        {
            nearest = c != own && sizes[c] > 0 ? Math.Min(nearest, distances[c] / sizes[c]) : nearest;
        }

        var larger = Math.Max(within, nearest);
        return larger > 0 ? (nearest - within) / larger : 0;
    }

    private static (PointSet Means, int[] Sizes) Means(PointSet points, IReadOnlyList<int> clusters)
    {
        var sizes = new int[clusters.Count == 0 ? 0 : clusters.Max() + 1];
        var means = new PointSet(sizes.Length, points.Dimensions);
        foreach (var c in clusters)
        {
            sizes[c]++;
        }

        for (var i = 0; i < points.Count; i++)
        {
            var mean = means[clusters[i]];
            for (var d = 0; d < mean.Length; d++)
            {
                mean[d] += points[i][d] / sizes[clusters[i]];
            }
        }

        return (means, sizes);
    }
}
