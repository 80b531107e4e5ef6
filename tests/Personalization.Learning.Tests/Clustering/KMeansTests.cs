using Personalization.Learning.Clustering;

namespace Personalization.Learning.Tests.Clustering;

public sealed class KMeansTests
{
    [Fact, Trait("clause", "CLU-1")]
    public void Finds_clusters_that_are_apart()
    {
        var points = Blobs(count: 600, clusters: 4, spread: 0.5, seed: 20260109);

        var found = KMeans.Fit(points, new KMeansOptions(4));

        Assert.Equal([150, 150, 150, 150], found.Sizes);
        for (var i = 0; i < points.Count; i++)
        {
            Assert.Equal(found.Of[i % 4], found.Of[i]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void Ends_where_every_point_is_nearest_to_the_mean_of_its_cluster(int clusters)
    {
        var points = Blobs(count: 3_000, clusters: 5, spread: 3, seed: 20260110);

        var found = KMeans.Fit(points, new KMeansOptions(clusters) { Restarts = 2 });

        var inertia = 0.0;
        var sums = new PointSet(clusters, points.Dimensions);
        for (var i = 0; i < points.Count; i++)
        {
            var (nearest, squared) = PointSet.Nearest(points[i], found.Centres);
            Assert.Equal(nearest, found.Of[i]);
            inertia += squared;
            for (var d = 0; d < points.Dimensions; d++)
            {
                sums[nearest][d] += points[i][d];
            }
        }

        Assert.Equal(inertia, found.Inertia, tolerance: 1e-9 * inertia);
        Assert.Equal(found.Sizes.OrderDescending(), found.Sizes);
        for (var c = 0; c < clusters; c++)
        {
            Assert.Equal(sums[c][0] / found.Sizes[c], found.Centres[c][0], tolerance: 1e-9);
        }
    }

    [Fact, Trait("clause", "CLU-1")]
    public void The_same_seed_gives_the_same_clusters_on_any_number_of_threads()
    {
        var points = Blobs(count: 20_000, clusters: 6, spread: 3, seed: 20260111);
        var options = new KMeansOptions(6) { Restarts = 2, Seed = 4 };

        var one = KMeans.Fit(points, options with { Threads = 1 });
        var two = KMeans.Fit(points, options with { Threads = 2 });

        Assert.Equal(one.Of, two.Of);
        Assert.Equal(BitConverter.DoubleToInt64Bits(one.Inertia), BitConverter.DoubleToInt64Bits(two.Inertia));
    }

    [Fact]
    public void More_restarts_are_never_worse()
    {
        var points = Blobs(count: 2_000, clusters: 9, spread: 1, seed: 20260112);

        var one = KMeans.Fit(points, new KMeansOptions(9) { Restarts = 1 });
        var ten = KMeans.Fit(points, new KMeansOptions(9) { Restarts = 10 });

        Assert.True(ten.Inertia <= one.Inertia);
    }

    [Fact]
    public void Repeated_points_form_no_more_clusters_than_there_are_different_ones()
    {
        var points = PointSet.Of([.. Enumerable.Range(0, 50).Select(i => (double[])[i % 3, 0])]);

        var found = KMeans.Fit(points, new KMeansOptions(5));

        Assert.Equal([17, 17, 16], found.Sizes);
        Assert.Equal(0, found.Inertia);
    }

    [Fact]
    public void Says_what_is_wrong_with_points()
    {
        var few = Assert.Throws<ArgumentException>(
            () => KMeans.Fit(PointSet.Of([[1], [2]]), new KMeansOptions(3)));
        var missing = Assert.Throws<ArgumentException>(
            () => KMeans.Fit(PointSet.Of([[1], [double.NaN]]), new KMeansOptions(1)));

        Assert.Contains("2 points cannot form 3 clusters", few.Message, StringComparison.Ordinal);
        Assert.Contains("index 1", missing.Message, StringComparison.Ordinal);
    }

    private static PointSet Blobs(int count, int clusters, double spread, int seed)
    {
        var random = new Random(seed);
        var centres = Enumerable.Range(0, clusters)
            .Select(c => (double[])[c * 10, random.NextDouble() * 10, random.NextDouble() * 10]).ToArray();
        return PointSet.Of(
        [
            .. Enumerable.Range(0, count).Select(i => Array.ConvertAll(
                centres[i % clusters], x => x + (spread * (random.NextDouble() + random.NextDouble() - 1)))),
        ]);
    }
}
