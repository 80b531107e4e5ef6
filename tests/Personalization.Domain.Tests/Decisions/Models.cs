using Personalization.Domain.Features;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;
using Personalization.Learning.Boosting;
using Personalization.Learning.Lifetime;

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

    /// <summary>A lifetime model of which half of the customers are worth 50 or more in a year, a tenth 600.</summary>
    internal static LifetimeModel Lifetime() => LifetimeModel.Load(new LifetimeArtifact(1, new LifetimeMetadata
    {
        Until = World.Now,
        HorizonDays = 90,
        YearlyDiscount = 0,
        Orders = new BetaGeometric(0.8, 6, 0.9, 3),
        Values = new GammaGamma(6, 4, 15),
        MeanValue = 30,
        ValueQuantiles = [0, 5, 10, 20, 35, 50, 80, 120, 250, 600, 2000],
        Serves = LifetimeMethod.Probability,
        Report = new LifetimeReport(0, 0, 0, 0, "", null),
    }, []));

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
