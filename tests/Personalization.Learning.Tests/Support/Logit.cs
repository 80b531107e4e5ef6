using Personalization.Learning.Boosting;

namespace Personalization.Learning.Tests.Support;

/// <summary>A plain logistic regression by gradient descent, missing values as zeros: the baseline to beat.</summary>
internal static class Logit
{
    public static double[] FitAndPredict(TrainingSet train, FeatureMatrix test)
    {
        var weights = new double[train.Features.Columns + 1];
        for (var step = 0; step < 300; step++)
        {
            var slopes = new double[weights.Length];
            for (var row = 0; row < train.Labels.Length; row++)
            {
                var error = Predict(weights, train.Features, row) - train.Labels[row];
                slopes[^1] += error;
                for (var c = 0; c < train.Features.Columns; c++)
                {
                    slopes[c] += error * Value(train.Features, row, c);
                }
            }

            for (var w = 0; w < weights.Length; w++)
            {
                weights[w] -= 2 * slopes[w] / train.Labels.Length;
            }
        }

        return [.. Enumerable.Range(0, test.Rows).Select(row => Predict(weights, test, row))];
    }

    private static double Predict(double[] weights, FeatureMatrix features, int row)
    {
        var margin = weights[^1];
        for (var c = 0; c < features.Columns; c++)
        {
            margin += weights[c] * Value(features, row, c);
        }

        return 1 / (1 + Math.Exp(-margin));
    }

    private static double Value(FeatureMatrix features, int row, int column) =>
        float.IsNaN(features[row, column]) ? 0 : features[row, column];
}
