using Personalization.Learning.Boosting;

namespace Personalization.Learning.Clustering;

/// <summary>Finds clusters by k-means: Lloyd's algorithm from greedy k-means++ starts.</summary>
/// <remarks>
/// Lloyd, "Least squares quantization in PCM", IEEE Transactions on Information Theory 28 (1982); Arthur and
/// Vassilvitskii, "k-means++", SODA 2007; distances that cannot matter are skipped by the bounds of Hamerly, "Making
/// k-means even faster", SDM 2010. A start ends when no point changes its cluster, so the result is a local optimum to
/// the last bit.
/// </remarks>
public static class KMeans
{
    /// <summary>
    /// Finds the clusters of some points, numbered by size, the largest first; fewer than asked for where there are
    /// fewer different points.
    /// </summary>
    /// <exception cref="ArgumentException">Fewer points than clusters, or a coordinate that is not finite.</exception>
    public static ClusterFit Fit(PointSet points, KMeansOptions options)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Clusters, 1, nameof(options));
        Check(points, options.Clusters);
        KMeansRun? best = null;
        for (var start = 0; start < options.Restarts; start++)
        {
            var run = new KMeansRun(points, options, SplitMix.For(options.Seed, start, 0x6B6D));
            run.Run();
            best = best is null || run.Inertia < best.Inertia ? run : best;
        }

        return best!.Finish();
    }

    private static void Check(PointSet points, int clusters)
    {
        if (points.Count < clusters)
        {
            throw new ArgumentException(
                $"{points.Count} points cannot form {clusters} clusters.", nameof(points));
        }

        for (var i = 0; i < points.Count; i++)
        {
            foreach (var coordinate in points[i])
            {
                if (!double.IsFinite(coordinate))
                {
                    throw new ArgumentException($"The point at index {i} is not finite.", nameof(points));
                }
            }
        }
    }
}

/// <summary>Clusters of points.</summary>
/// <param name="Centres">The mean of each cluster's points.</param>
/// <param name="Of">The cluster of each point.</param>
/// <param name="Sizes">How many points each cluster has.</param>
/// <param name="Inertia">The sum of the squared distances of points to their centres.</param>
/// <param name="Rounds">How many rounds the best start took.</param>
public sealed record ClusterFit(
    PointSet Centres, IReadOnlyList<int> Of, IReadOnlyList<int> Sizes, double Inertia, int Rounds);
