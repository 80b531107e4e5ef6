using System.Diagnostics;
using Personalization.Learning.Clustering;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Clusters;

/// <summary>The clusters of a table: the answer, the cluster of each row from 0, and each row's place in the
/// plane.</summary>
internal sealed record FittedClusters(
    ClustersAnswer Answer, IReadOnlyList<int> Of, IReadOnlyList<(double X, double Y)> Plane);

/// <summary>Scales a table, chooses how many clusters there are, and finds them.</summary>
internal static class ClusterFitting
{
    private const int Least = 2;
    private const int Most = 10;

    // The components' cost grows with its third power.
    private const int MostColumns = 500;

    internal static FittedClusters Fit(NumericTable table, int? clusters, int seed)
    {
        var started = Stopwatch.GetTimestamp();
        var space = ClusterSpace.Fit(table.Names, table.Columns);
        if (space.Columns.Count == 0)
        {
            throw new InvalidInputException(
                "The file has no column of different numbers: there is nothing to tell apart.");
        }

        if (space.Columns.Count > MostColumns)
        {
            throw new InvalidInputException(
                $"--data: there are {space.Columns.Count} columns of numbers; "
                + $"choose up to {MostColumns} with --columns.");
        }

        var points = space.Place(table.Names, table.Columns);
        if (points.Count < Math.Max(Least + 1, clusters ?? 0))
        {
            throw new InvalidInputException(
                $"{points.Count} rows cannot form {(clusters is { } asked ? $"{asked}" : "2 or more")} clusters.");
        }

        var options = new KMeansOptions(clusters ?? Least) { Seed = seed };
        var trials = clusters is null ? ClusterCount.Try(points, Least, Most, options) : null;
        var best = trials is null ? null : ClusterCount.Best(trials);
        var found = KMeans.Fit(points, options with { Clusters = best?.Clusters ?? options.Clusters });
        var components = PrincipalComponents.Fit(points);
        var answer = new ClustersAnswer(
            found.Sizes.Count,
            points.Count,
            found.Inertia,
            Number(best?.Silhouette ?? ClusterQuality.Silhouette(points, found.Of, seed)),
            Number(best?.DaviesBouldin ?? ClusterQuality.DaviesBouldin(points, found.Of)),
            [.. space.Columns.Zip(space.Scales, (name, scale) =>
                new ScaledColumn(name, scale.Log, scale.Mean, scale.Deviation))],
            [.. table.LeftOut, .. table.Names.Except(space.Columns)],
            Describe(found, space),
            [.. Enumerable.Range(0, components.Shares.Count).Select(c => new Component(
                components.Shares[c], ByColumn(space, d => components.Directions[c][d])))],
            trials,
            Stopwatch.GetElapsedTime(started).TotalSeconds);
        return new FittedClusters(answer, found.Of, Plane(points, components));
    }

    private static FoundCluster[] Describe(ClusterFit found, ClusterSpace space) =>
    [
        .. found.Sizes.Select((size, c) => new FoundCluster(
            c + 1,
            size,
            (double)size / found.Of.Count,
            ByColumn(space, d => space.Scales[d].Undo(found.Centres[c][d])))),
    ];

    private static (double X, double Y)[] Plane(PointSet points, PrincipalComponents components)
    {
        var hasSecond = components.Shares.Count > 1;
        return
        [
            .. Enumerable.Range(0, points.Count).Select(i => (
                components.Project(points[i], 0), hasSecond ? components.Project(points[i], 1) : 0)),
        ];
    }

    private static Dictionary<string, double> ByColumn(ClusterSpace space, Func<int, double> value) =>
        space.Columns.Index().ToDictionary(column => column.Item, column => value(column.Index));

    private static double? Number(double value) => double.IsFinite(value) ? value : null;
}
