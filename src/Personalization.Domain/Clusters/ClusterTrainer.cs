using Personalization.Domain.Features;
using Personalization.Learning.Clustering;

namespace Personalization.Domain.Clusters;

/// <summary>How clusters are searched for.</summary>
public sealed record ClusterOptions
{
    /// <summary>What customers are told apart by when nothing else is configured.</summary>
    public static IReadOnlyList<string> DefaultFeatures { get; } =
        ["recency_days", "orders_lifetime", "revenue_lifetime", "average_order_value"];

    /// <summary>The numeric features that customers are told apart by.</summary>
    public IReadOnlyList<string> Features { get; init; } = DefaultFeatures;

    /// <summary>How many clusters, 2 to 50; 0 chooses by silhouette.</summary>
    public int Count { get; init; }

    /// <summary>The least number that is tried.</summary>
    public int Least { get; init; } = 3;

    /// <summary>The greatest number that is tried.</summary>
    public int Most { get; init; } = 8;

    /// <summary>The same seed and customers give the same clusters.</summary>
    public int Seed { get; init; } = 20240101;
}

/// <summary>Finds clusters of customers and says what distinguishes each.</summary>
public sealed class ClusterTrainer(ClusterOptions options)
{
    /// <summary>The least number of customers with an order.</summary>
    public const int LeastCustomers = 100;

    private const int MostDifferences = 6;
    private const int PicturePoints = 500;
    private const double LeastDeviations = 0.25;

    /// <summary>Why the rows cannot teach clusters, or null when they can.</summary>
    public string? Refuse(ClusterRows rows) =>
        rows.Count < LeastCustomers
            ? $"'{ClusterArtifact.Name}' were not trained: {rows.Count} customers ordered, and "
                + $"{LeastCustomers} are needed. Import more customers' orders, or train later."
        : Columns(rows).Space.Columns.Count == 0
            ? $"'{ClusterArtifact.Name}' were not trained: all customers are alike in the features that clusters are "
                + "made by. Name others in Clusters:Features, or train later."
        : null;

    /// <summary>Finds clusters in rows that <see cref="Refuse"/> does not refuse.</summary>
    /// <param name="rows">The customers.</param>
    /// <param name="before">The clusters that serve now, whose keys are kept where they are found again.</param>
    public ClusterArtifact Train(ClusterRows rows, ClusterMetadata? before)
    {
        var (names, columns, space) = Columns(rows);
        var points = space.Place(names, columns);
        var (found, trials) = Search(points);
        var centres = Enumerable.Range(0, found.Centres.Count).Select(c => found.Centres[c].ToArray()).ToArray();
        var (keys, nextNumber) = ClusterNaming.Name(space, centres, before);
        var plane = PrincipalComponents.Fit(points);
        var differences = new ClusterDifferences(rows, found).Find(MostDifferences, LeastDeviations);
        var best = trials.FirstOrDefault(trial => trial.Clusters == found.Sizes.Count);
        return new ClusterArtifact(0, new ClusterMetadata
        {
            Until = rows.Until,
            Space = space,
            NextNumber = nextNumber,
            Clusters = [.. keys.Select((key, c) => Describe(key, (found, c), differences[c], plane))],
            Report = new ClusterReport(
                rows.Customers,
                found.Inertia,
                Number(best?.Silhouette ?? ClusterQuality.Silhouette(points, found.Of, options.Seed)),
                Number(best?.DaviesBouldin ?? ClusterQuality.DaviesBouldin(points, found.Of)),
                trials,
                plane.Shares,
                Picture(points, found, keys, plane)),
        });
    }

    private (string[] Names, double[][] Values, ClusterSpace Space) Columns(ClusterRows rows)
    {
        var names = options.Features.Where(name => FeatureCatalogue.TryGet(name, out var feature)
            && feature.Index < FeatureCatalogue.NumericCount).ToArray();
        var columns = Array.ConvertAll(names, name => rows.Column(IndexOf(name)));
        return (names, columns, ClusterSpace.Fit(names, columns));
    }

    private (ClusterFit Found, IReadOnlyList<ClusterTrial> Trials) Search(PointSet points)
    {
        var search = new KMeansOptions(Math.Max(1, options.Count)) { Seed = options.Seed };
        if (options.Count > 0)
        {
            return (KMeans.Fit(points, search), []);
        }

        var trials = ClusterCount.Try(points, options.Least, options.Most, search);
        var best = ClusterCount.Best(trials)?.Clusters ?? options.Least;
        return (KMeans.Fit(points, search with { Clusters = best }), trials);
    }

    private static CustomerCluster Describe(
        string key,
        (ClusterFit Fit, int Number) cluster,
        IReadOnlyList<ClusterDifference> differences,
        PrincipalComponents plane)
    {
        var (fit, c) = cluster;
        var share = (double)fit.Sizes[c] / fit.Of.Count;
        return new CustomerCluster(
            key,
            ClusterWords.Name(differences),
            ClusterWords.Story(fit.Sizes[c], share, differences),
            fit.Sizes[c],
            share,
            fit.Centres[c].ToArray(),
            differences,
            plane.Project(fit.Centres[c], 0),
            plane.Shares.Count > 1 ? plane.Project(fit.Centres[c], 1) : 0);
    }

    private static PicturePoint[] Picture(
        PointSet points, ClusterFit found, string[] keys, PrincipalComponents plane)
    {
        var step = Math.Max(1, points.Count / PicturePoints);
        return [.. Enumerable.Range(0, points.Count).Where(i => i % step == 0).Select(i => new PicturePoint(
            Math.Round(plane.Project(points[i], 0), 4),
            plane.Shares.Count > 1 ? Math.Round(plane.Project(points[i], 1), 4) : 0,
            keys[found.Of[i]]))];
    }

    private static int IndexOf(string name) => FeatureCatalogue.TryGet(name, out var feature) ? feature.Index : -1;

    private static double? Number(double value) => double.IsFinite(value) ? value : null;
}
