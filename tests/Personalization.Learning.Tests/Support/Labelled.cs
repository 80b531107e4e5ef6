using Personalization.Learning.Boosting;

namespace Personalization.Learning.Tests.Support;

/// <summary>Seeded data for every objective, with the mean or the chances that they were drawn from.</summary>
internal static class Labelled
{
    public static IEnumerable<Objective> Objectives =>
    [
        Objective.Binary, Objective.SquaredError, Objective.Poisson, Objective.Tweedie(1.4), Objective.MultiClass(4),
    ];

    /// <summary>Rows whose labels are of the objective's kind and follow a crooked rule in the first columns.</summary>
    public static TrainingSet For(Objective objective, int rows, int seed, int columns = 6)
    {
        var random = new Random(seed);
        var features = Synthetic.Noise(rows, columns, random);
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            var rule = Rule(features, row);
            labels[row] = objective.Kind switch
            {
                ObjectiveKind.Binary => random.NextDouble() < Logistic.Probability(3 * rule) ? 1 : 0,
                ObjectiveKind.SquaredError => (float)(5 + (10 * rule) + random.NextDouble()),
                ObjectiveKind.Poisson => Count(Math.Exp(rule), random),
                ObjectiveKind.Tweedie => Amount(Math.Exp(rule), random),
                _ => Class(rule, objective.Outputs, random),
            };
            if (random.Next(10) == 0)
            {
                features[row, random.Next(columns)] = float.NaN;
            }
        }

        return new TrainingSet(features, labels);
    }

    /// <summary>A categorical first column ("city", 12 codes, some rare), whose codes have effects in no
    /// order.</summary>
    public static TrainingSet WithCategories(int rows, int seed)
    {
        var random = new Random(seed);
        var noise = Synthetic.Noise(rows, 3, random);
        var features = new FeatureMatrix(["city", "x1", "x2", "x3"], rows);
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            var code = Math.Min(random.Next(12), random.Next(14));
            for (var c = 0; c < 3; c++)
            {
                features[row, c + 1] = noise[row, c];
            }

            features[row, 0] = random.Next(15) == 0 ? float.NaN : code * 7;
            var margin = (code * 5 % 12 / 3.0) - 2 + noise[row, 0];
            labels[row] = random.NextDouble() < Logistic.Probability(margin) ? 1 : 0;
        }

        return new TrainingSet(features, labels);
    }

    private static double Rule(FeatureMatrix features, int row) =>
        (features[row, 0] > 0.2f ? 0.6 : -0.6) + (features[row, 1] * features[row, 2]) + Math.Cos(3 * features[row, 3]);

    private static float Count(double mean, Random random)
    {
        var count = 0;
        for (var chance = random.NextDouble(); chance > Math.Exp(-mean); chance *= random.NextDouble())
        {
            count++;
        }

        return count;
    }

    // A Poisson number of exponential amounts, which is a Tweedie distribution.
    private static float Amount(double mean, Random random)
    {
        var sum = 0.0;
        for (var parts = Count(mean, random); parts > 0; parts--)
        {
            sum -= Math.Log(1 - random.NextDouble());
        }

        return (float)sum;
    }

    private static float Class(double rule, int classes, Random random) =>
        random.Next(8) == 0 ? random.Next(classes) : (float)Math.Clamp(Math.Floor((rule + 1.5) * 1.4), 0, classes - 1);
}
