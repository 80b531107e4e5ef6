using Personalization.Learning.Clustering;

namespace Personalization.Learning.Tests.Clustering;

public sealed class ClusterQualityTests
{
    private static readonly PointSet Points = PointSet.Of(
    [
        [0.001, 0.299, -0.274], [-0.891, -0.455, -0.992], [0.06, 1.34, -0.492], [-0.62, 0.49, 0.357],
        [0.105, -0.93, -0.029], [0.695, -1.344, -0.458], [-1.901, -1.29, -1.842], [-0.235, -1.267, 0.271],
        [0.157, -0.187, -2.517], [3.623, 0.966, -1.921], [2.929, 0.666, -2.685], [3.434, 1.743, -2.565],
        [3.977, 1.619, -2.409], [3.922, 1.077, -1.955], [3.142, 1.053, -1.049], [2.917, 1.602, -1.916],
        [-3.834, 7.601, 1.991], [-4.559, 5.097, 1.75], [-3.245, 5.888, 0.914], [-2.133, 6.87, 0.122],
        [-2.736, 4.398, 1.165], [-4.543, 4.247, 0.745], [-1.832, 6.489, -0.721], [-4.033, 5.841, -1.59],
    ]);

    private static readonly int[] Three =
        [0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 0, 2, 2, 2];

    private static readonly int[] OneAlone = [.. Three[..^1], 3];

    // sklearn.metrics.silhouette_score and davies_bouldin_score.
    [Fact, Trait("clause", "CLU-2")]
    public void Silhouette_and_Davies_Bouldin_are_scikit_learns()
    {
        Assert.Equal(0.4495552691444183, ClusterQuality.Silhouette(Points, Three), tolerance: 1e-12);
        Assert.Equal(0.7515577605442157, ClusterQuality.DaviesBouldin(Points, Three), tolerance: 1e-12);
        Assert.Equal(0.30013468472001265, ClusterQuality.Silhouette(Points, OneAlone), tolerance: 1e-12);
        Assert.Equal(0.7605972494465706, ClusterQuality.DaviesBouldin(Points, OneAlone), tolerance: 1e-12);
    }

    [Fact]
    public void One_cluster_has_no_separation()
    {
        Assert.True(double.IsNaN(ClusterQuality.Silhouette(Points, new int[24])));
        Assert.True(double.IsNaN(ClusterQuality.DaviesBouldin(Points, new int[24])));
    }

    [Fact]
    public void The_silhouette_of_many_points_is_that_of_a_sample()
    {
        var random = new Random(20260108);
        var points = new PointSet(40_000, 2);
        var clusters = new int[points.Count];
        for (var i = 0; i < points.Count; i++)
        {
            clusters[i] = i % 3;
            points[i][0] = (clusters[i] * 5) + random.NextDouble();
            points[i][1] = random.NextDouble();
        }

        var first = ClusterQuality.Silhouette(points, clusters, seed: 1, threads: 1);

        Assert.Equal(first, ClusterQuality.Silhouette(points, clusters, seed: 1, threads: 2));
        Assert.InRange(first, 0.88, 0.9);
        Assert.NotEqual(first, ClusterQuality.Silhouette(points, clusters, seed: 2));
    }

    // sklearn.decomposition.PCA; the sign of a component is free.
    [Fact]
    public void Components_are_scikit_learns()
    {
        var pca = PrincipalComponents.Fit(Points);

        Assert.Equal(0.76102712, pca.Shares[0], tolerance: 1e-8);
        Assert.Equal(0.19622369, pca.Shares[1], tolerance: 1e-8);
        Same([-0.68970993, 0.66806168, 0.27927371], pca.Directions[0], -1);
        Same([-0.61927202, -0.7441059, 0.2506164], pca.Directions[1], -1);
        var mean = Enumerable.Range(0, Points.Count).Average(i => pca.Project(Points[i], 0));
        Assert.Equal(0, mean, tolerance: 1e-12);

        static void Same(double[] expected, IReadOnlyList<double> actual, int sign)
        {
            for (var d = 0; d < expected.Length; d++)
            {
                Assert.Equal(sign * expected[d], actual[d], tolerance: 1e-7);
            }
        }
    }

    [Fact]
    public void The_number_of_clusters_is_that_of_greatest_silhouette()
    {
        var trials = ClusterCount.Try(Points, 2, 6, new KMeansOptions(2));

        Assert.Equal([2, 3, 4, 5, 6], trials.Select(trial => trial.Clusters));
        Assert.Equal(3, ClusterCount.Best(trials)!.Clusters);
        Assert.Equal(trials.Max(trial => trial.Silhouette), ClusterCount.Best(trials)!.Silhouette);
    }
}
