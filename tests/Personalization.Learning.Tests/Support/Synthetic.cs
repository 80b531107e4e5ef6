using Personalization.Learning.Boosting;

namespace Personalization.Learning.Tests.Support;

/// <summary>Seeded data whose outcome follows a known, crooked rule.</summary>
internal static class Synthetic
{
    /// <summary>Rows of even numbers in -1..1 with a step, an interaction, a bend, missing values and noise.</summary>
    public static TrainingSet Crooked(int rows, int seed, int columns = 6)
    {
        var random = new Random(seed);
        var features = Noise(rows, columns, random);
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            var margin = (features[row, 0] > 0.2f ? 1.5 : -1)
                + (3 * features[row, 1] * features[row, 2])
                + (2 * Math.Cos(4 * features[row, 3])) - 0.5;
            labels[row] = random.NextDouble() < 1 / (1 + Math.Exp(-2 * margin)) ? 1 : 0;
            if (random.NextDouble() < 0.1)
            {
                features[row, 0] = float.NaN;
            }
        }

        return new TrainingSet(features, labels);
    }

    /// <summary>The outcome is 1 with a known logistic chance, linear in the first three columns.</summary>
    public static TrainingSet Linear(int rows, int seed, int columns = 5)
    {
        var random = new Random(seed);
        var features = Noise(rows, columns, random);
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            var margin = (2 * features[row, 0]) - features[row, 1] + (0.5 * features[row, 2]);
            labels[row] = random.NextDouble() < 1 / (1 + Math.Exp(-margin)) ? 1 : 0;
        }

        return new TrainingSet(features, labels);
    }

    public static FeatureMatrix Noise(int rows, int columns, Random random)
    {
        var features = new FeatureMatrix([.. Enumerable.Range(0, columns).Select(c => $"x{c}")], rows);
        for (var row = 0; row < rows; row++)
        {
            for (var c = 0; c < columns; c++)
            {
                features[row, c] = (float)((2 * random.NextDouble()) - 1);
            }
        }

        return features;
    }

    public static double[] Predict(TreeEnsemble ensemble, FeatureMatrix features)
    {
        var probabilities = new double[features.Rows];
        ensemble.Probabilities(features, probabilities);
        return probabilities;
    }

    public static TrainingSet Take(TrainingSet set, IReadOnlyList<int> rows)
    {
        var features = new FeatureMatrix(set.Features.Names, rows.Count);
        for (var c = 0; c < features.Columns; c++)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                features[i, c] = set.Features[rows[i], c];
            }
        }

        return new TrainingSet(features, [.. rows.Select(row => set.Labels[row])]);
    }
}
