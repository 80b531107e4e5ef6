using Personalization.Domain.Features;
using Personalization.Learning.Clustering;

namespace Personalization.Domain.Clusters;

/// <summary>Finds the features, of all there are, in which clusters differ from the whole.</summary>
internal sealed class ClusterDifferences(ClusterRows rows, ClusterFit fit)
{
    /// <summary>
    /// For each cluster the features of greatest standardised difference, at most so many and none that differs less
    /// than the least. Of features that say the same over several windows only the strongest is there.
    /// </summary>
    public ClusterDifference[][] Find(int most, double least)
    {
        var found = new List<ClusterDifference>[fit.Sizes.Count];
        for (var c = 0; c < found.Length; c++)
        {
            found[c] = [];
        }

        foreach (var feature in FeatureCatalogue.Numeric)
        {
            var values = rows.Column(feature.Index);
            if (ColumnScale.Fit(values) is { } scale)
            {
                Compare(feature.Name, values, scale, found);
            }
        }

        return Array.ConvertAll(found, differences => Choose(differences, most, least));
    }

    // Half of the places are for what there are good words for.
    private static ClusterDifference[] Choose(List<ClusterDifference> differences, int most, double least)
    {
        var all = differences.Where(difference => Math.Abs(difference.Deviations) >= least)
            .OrderByDescending(difference => Math.Abs(difference.Deviations))
            .ThenBy(difference => difference.Feature, StringComparer.Ordinal)
            .DistinctBy(difference => ClusterWords.Stem(difference.Feature))
            .DistinctBy(difference => difference.Words)
            .ToArray();
        return [.. all.Where(difference => ClusterWords.Has(difference.Feature)).Take(most / 2)
            .Concat(all)
            .Distinct()
            .Take(most)
            .OrderByDescending(difference => Math.Abs(difference.Deviations))];
    }

    // The scale's mean is 0 and its deviation 1, so a cluster's mean on it is the standardised difference.
    private void Compare(string feature, double[] values, ColumnScale scale, List<ClusterDifference>[] found)
    {
        var means = new double[found.Length];
        for (var i = 0; i < values.Length; i++)
        {
            means[fit.Of[i]] += scale.Apply(values[i]) / fit.Sizes[fit.Of[i]];
        }

        var overall = Round(scale.Undo(0));
        for (var c = 0; c < means.Length; c++)
        {
            found[c].Add(new ClusterDifference(
                feature,
                Round(scale.Undo(means[c])),
                overall,
                Math.Round(means[c], 3),
                ClusterWords.Of(feature, means[c])));
        }
    }

    private static double Round(double value) => Math.Round(value, 4);
}
