using Personalization.Learning.Boosting;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class QualityTests
{
    private static readonly BoostingOptions ForShoppers = new()
    {
        Rounds = 700,
        Depth = 4,
        LearningRate = 0.02,
        Subsample = 0.7,
        ColumnSample = 0.6,
        ColumnSampleByNode = 0.7,
        L2 = 10,
        Categorical = ["Month", "TrafficType"],
        CategorySmoothing = 20,
        Seed = 7,
    };

    [Theory]
    [InlineData(0, 0.944004, 0.290710)]
    [InlineData(16, 0.946551, 0.282785)]
    public void Figures_on_seeded_data_stay_what_they_are(int leaves, double auc, double logLoss)
    {
        var train = Synthetic.Crooked(8000, seed: 60);
        var test = Synthetic.Crooked(8000, seed: 61);
        var options = new BoostingOptions { Rounds = 80, Subsample = 0.8, Seed = 1 } with
        {
            Depth = leaves > 0 ? 0 : 4,
            Leaves = leaves,
        };

        var predicted = Synthetic.Predict(GradientBoosting.Train(train, options), test.Features);

        // On one machine they are equal to the bit; another's exp may round differently and so tip a close split.
        Assert.Equal(auc, BinaryMetrics.Auc(predicted, test.Labels), tolerance: 3e-4);
        Assert.Equal(logLoss, BinaryMetrics.LogLoss(predicted, test.Labels), tolerance: 6e-4);
    }

    [Fact]
    public void Crooked_data_are_learnt_far_better_than_by_a_constant_or_a_logistic()
    {
        var train = Synthetic.Crooked(6000, seed: 62);
        var test = Synthetic.Crooked(6000, seed: 63);
        var rate = (double)train.Labels.Average();

        var boosted = Synthetic.Predict(
            GradientBoosting.Train(train, new BoostingOptions { Rounds = 100, Depth = 4 }), test.Features);
        var logit = Logit.FitAndPredict(train, test.Features);

        var constantLoss = BinaryMetrics.LogLoss([.. test.Labels.Select(_ => rate)], test.Labels);
        var logitLoss = BinaryMetrics.LogLoss(logit, test.Labels);
        var loss = BinaryMetrics.LogLoss(boosted, test.Labels);
        Assert.True(loss < 0.75 * logitLoss, $"{loss} against {logitLoss}");
        Assert.True(logitLoss < constantLoss, $"{logitLoss} against {constantLoss}");
        Assert.True(BinaryMetrics.Auc(boosted, test.Labels) > BinaryMetrics.Auc(logit, test.Labels) + 0.1);
    }

    [Fact]
    public void Probabilities_are_those_of_the_data()
    {
        var train = Synthetic.Linear(20_000, seed: 64);
        var test = Synthetic.Linear(20_000, seed: 65);

        var ensemble = GradientBoosting.Train(train, new BoostingOptions { Rounds = 100, Depth = 3 });

        var predicted = Synthetic.Predict(ensemble, test.Features);

        foreach (var tenth in Enumerable.Range(0, 20_000).OrderBy(row => predicted[row]).Chunk(2000))
        {
            Assert.Equal(tenth.Average(row => test.Labels[row]), tenth.Average(row => predicted[row]), tolerance: 0.04);
        }
    }

    [DataFact("online_shoppers_intention.csv")]
    [Trait("clause", "GBT-10")]
    public void Buyers_among_online_shoppers_are_told_as_well_as_public_tools_do()
    {
        var set = ShoppersData.Read(Repository.Data("online_shoppers_intention.csv")!);
        var folds = Folds(set.Labels, 5);

        var measured = Enumerable.Range(0, 5).Select(fold =>
        {
            var rows = Enumerable.Range(0, set.Labels.Length).ToLookup(row => folds[row] == fold);
            var test = Synthetic.Take(set, [.. rows[true]]);
            var ensemble = GradientBoosting.Train(Synthetic.Take(set, [.. rows[false]]), ForShoppers);
            var predicted = Synthetic.Predict(ensemble, test.Features);
            return (
                Auc: BinaryMetrics.Auc(predicted, test.Labels), Loss: BinaryMetrics.LogLoss(predicted, test.Labels));
        }).ToArray();

        var (auc, loss) = (measured.Average(fold => fold.Auc), measured.Average(fold => fold.Loss));
        Assert.Equal(12_330, set.Labels.Length);
        Assert.Equal(1_908, set.Labels.Sum());
        Assert.True(auc >= 0.934 && loss <= 0.2250, $"AUC {auc:F5}, log loss {loss:F5}");
    }

    /// <summary>A fold for each row, drawn so that each fold has its part of each label.</summary>
    private static int[] Folds(float[] labels, int count)
    {
        var order = Enumerable.Range(0, labels.Length).ToArray();
        new Random(66).Shuffle(order);
        var folds = new int[labels.Length];
        var dealt = new int[2];
        foreach (var row in order)
        {
            folds[row] = dealt[(int)labels[row]]++ % count;
        }

        return folds;
    }
}
