using Personalization.Learning.Boosting;

namespace Personalization.Domain.Propensity;

/// <summary>Counts what a training set holds.</summary>
internal static class TrainingSummary
{
    /// <summary>Rows and outcomes of every cut-off.</summary>
    public static IReadOnlyList<CutOffSize> Sizes(TrainingRows rows)
    {
        var counts = new int[rows.CutOffs.Count];
        var positives = new int[rows.CutOffs.Count];
        foreach (var key in rows.Keys)
        {
            counts[key.CutOff]++;
            positives[key.CutOff] += key.HasOutcome ? 1 : 0;
        }

        return [.. rows.CutOffs.Select((cutOff, i) => new CutOffSize(cutOff.At, cutOff.Role, counts[i], positives[i]))];
    }

    /// <summary>The share of missing values of every column that has any, greatest first.</summary>
    public static IReadOnlyList<FeatureShare> MissingShares(FeatureMatrix matrix)
    {
        var shares = new List<FeatureShare>();
        for (var column = 0; column < matrix.Columns; column++)
        {
            var missing = 0;
            foreach (var value in matrix.Column(column))
            {
                missing += float.IsNaN(value) ? 1 : 0;
            }

            if (missing > 0)
            {
                shares.Add(new FeatureShare(matrix.Names[column], (double)missing / matrix.Rows));
            }
        }

        return [.. shares.OrderByDescending(s => s.Share).ThenBy(s => s.Feature, StringComparer.Ordinal)];
    }
}
