using Personalization.Domain.Features;
using Personalization.Domain.Propensity;
using Personalization.Learning.Clustering;
using Personalization.Learning.Evaluation;

namespace Personalization.Domain.Clusters;

/// <summary>
/// Decides whether newly found clusters are to be served: by the silhouette over the newest customers, against equal
/// slices along the direction in which they differ most and against the clusters that are served.
/// </summary>
/// <remarks>
/// Against slices, each half of the customers teaches clusters as many as the challenger's, and the other half tells.
/// The champion was found in these customers too, so both are asked about all of them as they are: a few centres cannot
/// remember customers. Everything is measured in the challenger's space. The silhouette and not the inertia: with more
/// clusters the inertia falls whatever they are.
/// </remarks>
/// <param name="options">How the challenger was searched for.</param>
/// <param name="renewAfter">As <see cref="MeasuredContest"/> has it.</param>
public sealed class ClusterContest(ClusterOptions options, TimeSpan? renewAfter)
{
    // The silhouette takes time with the square of the customers.
    private const int MostTested = 2_500;

    /// <summary>By what clusters are compared.</summary>
    public static ContestMeasure Measure { get; } = new("silhouette", HigherIsBetter: true);

    /// <summary>Judges a challenger.</summary>
    /// <param name="rows">The customers it was found in.</param>
    /// <param name="challenger">The clusters that might be served.</param>
    /// <param name="champion">The clusters that are; null when there are none.</param>
    public MeasuredVerdict Judge(ClusterRows rows, ClusterArtifact challenger, ClusterModel? champion)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(challenger);
        var space = challenger.Metadata.Space;
        var points = space.Place(
            space.Columns, [.. space.Columns.Select(name => rows.Column(IndexOf(name)))]);
        return new MeasuredContest(Measure, renewAfter).Judge(
            rows.Until,
            [AgainstSlices(points, challenger.Metadata.Clusters.Count)],
            champion is null ? null : new ChampionPairing(
                champion.Version,
                champion.Metadata.Until,
                AgainstChampion(rows, points, ClusterModel.Load(challenger), champion)),
            challenger.Metadata.Until);
    }

    private Pairing AgainstSlices(PointSet points, int count)
    {
        var found = new List<double>();
        var slices = new List<double>();
        foreach (var half in new[] { 0, 1 })
        {
            var all = Enumerable.Range(0, points.Count).ToArray();
            var taught = points.Take(Array.FindAll(all, i => i % 2 != half));
            var test = points.Take(Some(Array.FindAll(all, i => i % 2 == half)));
            found.AddRange(Found(taught, test, count));
            slices.AddRange(Slices(taught, test, count));
        }

        return new Pairing("equal slices", [.. found], [.. slices]);
    }

    private static Pairing AgainstChampion(
        ClusterRows rows, PointSet points, ClusterModel challenger, ClusterModel champion)
    {
        var tested = Some([.. Enumerable.Range(0, points.Count)]);
        var test = points.Take(tested);
        double[] Widths(ClusterModel model) =>
            ClusterQuality.Widths(test, Array.ConvertAll(tested, row => model.Assign(rows.Row(row))));
        return new Pairing(
            $"version {champion.Version}",
            Widths(challenger),
            Widths(champion),
            champion.Metadata.Space.Columns.SequenceEqual(challenger.Metadata.Space.Columns, StringComparer.Ordinal)
                ? "Both know these customers, it as they were in its time."
                : "It goes by other features than those by which they are compared.");
    }

    private double[] Found(PointSet taught, PointSet test, int count)
    {
        var fit = KMeans.Fit(taught, new KMeansOptions(count) { Seed = options.Seed });
        return ClusterQuality.Widths(
            test, [.. Enumerable.Range(0, test.Count).Select(i => PointSet.Nearest(test[i], fit.Centres).Centre)]);
    }

    private static double[] Slices(PointSet taught, PointSet test, int count)
    {
        var direction = PrincipalComponents.Fit(taught, components: 1);
        var places = Enumerable.Range(0, taught.Count).Select(i => direction.Project(taught[i], 0)).ToArray();
        var borders = Quantiles.Of(places, count)[1..^1];
        return ClusterQuality.Widths(
            test,
            [.. Enumerable.Range(0, test.Count)
                .Select(i => direction.Project(test[i], 0))
                .Select(place => borders.Count(border => border < place))]);
    }

    private static int IndexOf(string name) => FeatureCatalogue.TryGet(name, out var feature) ? feature.Index
        : throw new ArgumentException($"There is no feature '{name}'.", nameof(name));

    private static int[] Some(int[] numbers)
    {
        var step = ((numbers.Length - 1) / MostTested) + 1;
        return [.. numbers.Where((_, i) => i % step == 0)];
    }
}
