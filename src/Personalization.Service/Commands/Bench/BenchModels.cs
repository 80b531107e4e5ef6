using Personalization.Domain.Features;
using Personalization.Domain.Profiles;
using Personalization.Domain.Propensity;
using Personalization.Learning.Boosting;
using Personalization.Learning.Evaluation;

namespace Personalization.Service.Commands.Bench;

/// <summary>Models of the budget's size, 200 trees of depth 6, grown on the benchmark's own customers.</summary>
/// <remarks>What they predict is made up (a noisy mixture of features), so that the trees get as deep as real
/// ones.</remarks>
internal static class BenchModels
{
    public static ModelArtifact Grow(PropensityTarget target, IReadOnlyList<Profile> customers, DateTimeOffset now)
    {
        var names = FeatureCatalogue.Numeric.Select(feature => feature.Name).ToArray();
        var matrix = new FeatureMatrix(names, customers.Count);
        var labels = new float[customers.Count];
        var random = new Random(target.HorizonDays);
        var row = new double[FeatureCatalogue.NumericCount];
        for (var i = 0; i < customers.Count; i++)
        {
            FeatureCatalogue.Compute(customers[i], now, row);
            for (var column = 0; column < row.Length; column++)
            {
                matrix[i, column] = double.IsFinite(row[column]) ? (float)row[column] : float.NaN;
            }

            labels[i] = Label(row, random);
        }

        var set = new TrainingSet(matrix, labels);
        var trees = GradientBoosting.Train(set, new BoostingOptions { Rounds = 200, Depth = 6, MinChildWeight = 0.1 });
        return new ModelArtifact(target.Name, Version: 0, trees.ToXgboostJson(), Describe(target, trees, set, now));
    }

    private static float Label(double[] row, Random random)
    {
        var sum = 0.0;
        for (var column = 0; column < row.Length; column++)
        {
            sum += double.IsFinite(row[column]) ? Math.Log(1 + Math.Abs(row[column])) * ((column % 7) - 3) : 0;
        }

        return Math.Sin(sum) + random.NextDouble() > 0.5 ? 1 : 0;
    }

    private static ModelMetadata Describe(
        PropensityTarget target, TreeEnsemble trees, TrainingSet set, DateTimeOffset now)
    {
        var probabilities = new double[set.Labels.Length];
        trees.Probabilities(set.Features, probabilities);
        return new ModelMetadata
        {
            Target = target,
            Until = now,
            Features = trees.FeatureNames,
            ProbabilityQuantiles = PercentileTable.FromScores(probabilities).ToArray(),
            Parameters = new TrainingParameters { RoundsWithoutValidation = 200, Depth = 6 },
            Report = new TrainingReport
            {
                CutOffs = [],
                Rows = set.Labels.Length,
                Positives = set.Labels.Count(label => label > 0),
                CustomerShare = 1,
                Trees = trees.Trees,
                Importance = [],
                Missing = [],
            },
        };
    }
}
