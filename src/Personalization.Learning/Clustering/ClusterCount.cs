namespace Personalization.Learning.Clustering;

/// <summary>How clusters of one number turned out.</summary>
public sealed record ClusterTrial(int Clusters, double Inertia, double Silhouette, double DaviesBouldin);

/// <summary>Chooses how many clusters there are.</summary>
public static class ClusterCount
{
    /// <summary>Tries every number of a range and answers what became of each, in order.</summary>
    /// <remarks>Cost: a k-means fit and a silhouette each; the silhouette dominates.</remarks>
    public static IReadOnlyList<ClusterTrial> Try(PointSet points, int least, int most, KMeansOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var trials = new List<ClusterTrial>();
        for (var k = least; k <= most && k < points.Count; k++)
        {
            var found = KMeans.Fit(points, options with { Clusters = k });
            if (found.Sizes.Count < k)
            {
                break;
            }

            trials.Add(new ClusterTrial(
                k,
                found.Inertia,
                ClusterQuality.Silhouette(points, found.Of, options.Seed, options.Threads),
                ClusterQuality.DaviesBouldin(points, found.Of)));
        }

        return trials;
    }

    /// <summary>
    /// The trial of greatest silhouette, the one of fewest clusters of equals; null when there are none.
    /// </summary>
    public static ClusterTrial? Best(IReadOnlyList<ClusterTrial> trials) => trials.MaxBy(trial => trial.Silhouette);
}
