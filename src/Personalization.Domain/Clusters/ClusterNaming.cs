using System.Globalization;
using Personalization.Learning.Clustering;

namespace Personalization.Domain.Clusters;

/// <summary>Gives clusters their keys, so that those found again keep theirs.</summary>
/// <remarks>
/// New centres are put into the space of the clusters before and paired with theirs at the least total distance. A pair
/// keeps the key when the new centre is nearer to the old one than the old one is to any other old one.
/// </remarks>
internal static class ClusterNaming
{
    /// <summary>The key of each centre, and the number that the next new cluster is named by.</summary>
    public static (string[] Keys, int NextNumber) Name(
        ClusterSpace space, IReadOnlyList<double[]> centres, ClusterMetadata? before)
    {
        var next = before?.NextNumber ?? 1;
        var kept = before is null ? new string?[centres.Count] : Keep(space, centres, before);
        var keys = Array.ConvertAll(kept, key => key ?? string.Create(CultureInfo.InvariantCulture, $"c{next++}"));
        return (keys, next);
    }

    private static string?[] Keep(ClusterSpace space, IReadOnlyList<double[]> centres, ClusterMetadata before)
    {
        var columns = Enumerable.Range(0, space.Columns.Count)
            .Select(d => (New: d, Old: before.Space.Columns.ToList().IndexOf(space.Columns[d])))
            .Where(pair => pair.Old >= 0).ToArray();
        var keys = new string?[centres.Count];
        if (columns.Length == 0)
        {
            return keys;
        }

        var moved = PointSet.Of([.. centres.Select(centre => Array.ConvertAll(columns, column =>
            before.Space.Scales[column.Old].Apply(space.Scales[column.New].Undo(centre[column.New]))))]);
        var old = PointSet.Of([.. before.Clusters.Select(
            cluster => Array.ConvertAll(columns, column => cluster.Centre[column.Old]))]);
        var distances = new double[moved.Count, old.Count];
        for (var i = 0; i < moved.Count; i++)
        {
            for (var j = 0; j < old.Count; j++)
            {
                distances[i, j] = Math.Sqrt(PointSet.SquaredDistance(moved[i], old[j]));
            }
        }

        var matched = Matching.Cheapest(distances);
        for (var i = 0; i < keys.Length; i++)
        {
            if (matched[i] is >= 0 and var j && distances[i, j] < Gap(old, j))
            {
                keys[i] = before.Clusters[j].Key;
            }
        }

        return keys;
    }

    private static double Gap(PointSet centres, int centre)
    {
        var least = double.PositiveInfinity;
        for (var other = 0; other < centres.Count; other++)
        {
            least = other == centre
                ? least
                : Math.Min(least, Math.Sqrt(PointSet.SquaredDistance(centres[centre], centres[other])));
        }

        return least;
    }
}
