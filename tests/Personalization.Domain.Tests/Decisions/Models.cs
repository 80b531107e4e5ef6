using Personalization.Domain.Features;
using Personalization.Domain.Propensity;
using Personalization.Learning.Boosting;

namespace Personalization.Domain.Tests.Decisions;

/// <summary>Real models of any number of trees, learnt from made-up rows: more orders, more likely.</summary>
internal static class Models
{
    internal static PropensityModel Learn(string name, int trees = 5)
    {
        var data = Rows(seed: name.Length);
        var options = new BoostingOptions { Rounds = trees, Depth = 4, Bins = 32, Threads = 1 };
        var ensemble = GradientBoosting.Train(data, options);
        return PropensityModel.Load(new ModelArtifact(name, 1, ensemble.ToXgboostJson(), Metadata(name, trees)));
    }

    private static TrainingSet Rows(int seed)
    {
        const int rows = 300;
        var random = new Random(seed);
        var names = FeatureCatalogue.Numeric.Select(feature => feature.Name).ToArray();
        var features = new FeatureMatrix(names, rows);
        var labels = new float[rows];
        var orders = Array.IndexOf(names, "orders_lifetime");
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < names.Length; column++)
            {
                features.Column(column)[row] = random.Next(10) == 0 ? float.NaN : (float)(random.NextDouble() * 100);
            }

            labels[row] = features[row, orders] + (random.NextDouble() * 30) > 65 ? 1 : 0;
        }

        return new TrainingSet(features, labels);
    }

    private static ModelMetadata Metadata(string name, int trees) => new()
    {
        Target = PropensityTarget.Purchase with { Name = name },
        Until = World.Now,
        Features = [.. FeatureCatalogue.Numeric.Select(feature => feature.Name)],
        ProbabilityQuantiles = [.. Enumerable.Range(0, 101).Select(rank => rank / 100.0)],
        Parameters = new TrainingParameters(),
        Report = new TrainingReport
        {
            CutOffs = [],
            Rows = 300,
            Positives = 100,
            CustomerShare = 1,
            Trees = trees,
            Importance = [],
            Missing = [],
        },
    };
}
