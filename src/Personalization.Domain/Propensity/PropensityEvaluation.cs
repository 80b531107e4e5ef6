using Personalization.Domain.Features;

namespace Personalization.Domain.Propensity;

/// <summary>Holds a model against what customers did after an instant.</summary>
public static class PropensityEvaluation
{
    /// <summary>The one cut-off of an evaluation.</summary>
    public static IReadOnlyList<CutOff> At(DateTimeOffset instant) => [new CutOff(instant, CutOffRole.Test)];

    /// <summary>Scores every row as it would have been scored then and measures the outcome.</summary>
    public static BinaryQuality Measure(PropensityModel model, TrainingRows rows) => QualityMeasures.Measure(
        Probabilities(model, rows, _ => true), Labels(rows, _ => true));

    /// <summary>The model's probabilities for the rows of some cut-offs, in order.</summary>
    public static double[] Probabilities(PropensityModel model, TrainingRows rows, Func<RowKey, bool> which)
    {
        var features = new double[FeatureCatalogue.NumericCount];
        var probabilities = new List<double>();
        for (var row = 0; row < rows.Keys.Count; row++)
        {
            if (!which(rows.Keys[row]))
            {
                continue;
            }

            var values = rows[row];
            for (var i = 0; i < values.Length; i++)
            {
                features[i] = values[i];
            }

            probabilities.Add(model.Score(features).Probability);
        }

        return [.. probabilities];
    }

    /// <summary>1 for the rows with the outcome and 0 for the others, of the same rows in the same order.</summary>
    public static float[] Labels(TrainingRows rows, Func<RowKey, bool> which) =>
        [.. rows.Keys.Where(which).Select(key => key.HasOutcome ? 1f : 0f)];
}
