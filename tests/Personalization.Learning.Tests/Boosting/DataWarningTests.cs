using Personalization.Learning.Boosting;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class DataWarningTests
{
    private static readonly BoostingOptions Small = new() { Rounds = 3, Depth = 3 };

    [Fact]
    [Trait("clause", "GBT-7")]
    public void A_feature_that_gives_the_label_away_is_warned_of_by_name()
    {
        foreach (var objective in Labelled.Objectives)
        {
            var set = Labelled.For(objective, 3000, seed: 1);
            set.Labels.CopyTo(set.Features.Column(4));

            var warnings = GradientBoosting.Fit(set, Small with { Objective = objective }).Warnings;

            var warning = Assert.Single(warnings);
            Assert.Contains("'x4'", warning, StringComparison.Ordinal);
            Assert.Contains("leak", warning, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_feature_that_is_missing_exactly_where_the_label_is_1_is_warned_of()
    {
        var set = Labelled.For(Objective.Binary, 3000, seed: 2);
        for (var row = 0; row < 3000; row++)
        {
            set.Features[row, 5] = set.Labels[row] == 1 ? float.NaN : row;
        }

        var warning = Assert.Single(GradientBoosting.Fit(set, Small).Warnings);

        Assert.Contains("'x5'", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_leak_of_a_rare_label_is_warned_of_whichever_way_it_points(int rare, int common)
    {
        var features = new FeatureMatrix(["leak", "x"], 1000);
        var labels = new float[1000];
        for (var row = 0; row < 1000; row++)
        {
            features[row, 0] = row < 5 ? 0 : 1;
            features[row, 1] = row % 13;
            labels[row] = row < 5 ? rare : common;
        }

        var warning = Assert.Single(GradientBoosting.Fit(new TrainingSet(features, labels), Small).Warnings);

        Assert.Contains("'leak'", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(400)]
    [InlineData(5000)]
    public void Honest_features_of_data_of_any_size_are_not_warned_of(int rows)
    {
        foreach (var objective in Labelled.Objectives)
        {
            var set = Labelled.For(objective, rows, seed: 3);

            Assert.Empty(GradientBoosting.Fit(set, Small with { Objective = objective }).Warnings);
        }
    }

    [Fact]
    [Trait("clause", "GBT-7")]
    public void Columns_without_information_are_warned_of_and_never_used()
    {
        var noise = Synthetic.Noise(500, 1, new Random(4));
        var features = new FeatureMatrix(["real", "constant", "absent"], 500);
        noise.Column(0).CopyTo(features.Column(0));
        features.Column(1).Fill(2.5f);
        var labels = new float[500];
        for (var row = 0; row < 500; row++)
        {
            labels[row] = noise[row, 0] + ((row % 7) / 7f) > 0.3f ? 1 : 0;
        }

        var result = GradientBoosting.Fit(new TrainingSet(features, labels), Small);

        Assert.Equal(2, result.Warnings.Count);
        Assert.Contains("'constant' is 2.5 in every row", result.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("'absent' is missing in every row", result.Warnings[1], StringComparison.Ordinal);
        Assert.Equal(["real"], result.Ensemble.GainImportance().Select(one => one.Feature));
    }

    [Fact]
    public void Ten_thousand_columns_are_trained_on()
    {
        var set = Synthetic.Crooked(120, seed: 5, columns: 10_000);

        var result = GradientBoosting.Fit(set, new BoostingOptions { Rounds = 2, Depth = 2 });

        Assert.Equal(2, result.Ensemble.Trees);
        Assert.True(result.Rounds[1].TrainLoss < result.Rounds[0].TrainLoss);
    }
}
