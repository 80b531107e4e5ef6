using Personalization.Domain.Features;

namespace Personalization.Domain.Propensity;

/// <summary>Holds a model against what customers did after an instant.</summary>
public static class PropensityEvaluation
{
    /// <summary>The one cut-off of an evaluation.</summary>
    public static IReadOnlyList<CutOff> At(DateTimeOffset instant) => [new CutOff(instant, CutOffRole.Test)];

    /// <summary>Scores every row as it would have been scored then and measures the outcome.</summary>
    public static BinaryQuality Measure(PropensityModel model, TrainingRows rows)
    {
        var features = new double[FeatureCatalogue.NumericCount];
        var probabilities = new double[rows.Keys.Count];
        var labels = new float[rows.Keys.Count];
        for (var row = 0; row < labels.Length; row++)
        {
            var values = rows[row];
            for (var i = 0; i < values.Length; i++)
            {
                features[i] = values[i];
            }

            probabilities[row] = model.Score(features).Probability;
            labels[row] = rows.Keys[row].HasOutcome ? 1 : 0;
        }

        return QualityMeasures.Measure(probabilities, labels);
    }
}
