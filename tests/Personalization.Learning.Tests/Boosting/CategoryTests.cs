using Personalization.Learning.Boosting;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class CategoryTests
{
    private static readonly BoostingOptions Cities = new()
    {
        Rounds = 30,
        Depth = 3,
        Categorical = ["city"],
        CategorySmoothing = 1,
    };

    [Fact]
    public void Categories_of_no_order_are_learnt_with_fewer_splits_than_as_numbers()
    {
        var train = Labelled.WithCategories(6000, seed: 1);
        var test = Labelled.WithCategories(6000, seed: 2);
        var shallow = Cities with { Rounds = 5, Depth = 2, LearningRate = 0.5 };

        var categorical = GradientBoosting.Train(train, shallow);
        var ordinal = GradientBoosting.Train(train, shallow with { Categorical = [] });

        Assert.True(
            BinaryMetrics.Auc(Synthetic.Predict(categorical, test.Features), test.Labels)
            > BinaryMetrics.Auc(Synthetic.Predict(ordinal, test.Features), test.Labels) + 0.02);
    }

    [Fact]
    [Trait("clause", "GBT-6")]
    public void The_split_found_is_the_best_of_all_ways_to_divide_the_categories()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(2, 9);
            var options = new BoostingOptions { L2 = 0, MinChildWeight = 0, CategorySmoothing = 0 };
            var cuts = QuantileCuts.FromCategories([.. Enumerable.Range(0, count)], 255, hasMissing: false);
            var histogram = new double[Histogram.FeatureLength];
            var node = default(Sums);
            for (var bin = 0; bin < count; bin++)
            {
                var sums = new Sums(random.NextDouble() - 0.5, 0.1 + random.NextDouble());
                (histogram[2 * bin], histogram[(2 * bin) + 1]) = (sums.Gradient, sums.Hessian);
                node += sums;
            }

            var split = new SplitSearch(options, []).Best(histogram, 0, cuts, new SplitNode(node, Bounds.None));

            Assert.Equal(BestOfAllSets(histogram, count, node), split.Gain, tolerance: 1e-9);
        }
    }

    [Fact]
    public void Rows_divided_by_bins_and_rows_walked_by_values_come_to_the_same_leaves()
    {
        var set = Labelled.WithCategories(3000, seed: 3);

        var result = GradientBoosting.Fit(set, Cities with { Depth = 6, MinChildWeight = 0 });

        Assert.Contains(result.Ensemble.AllTrees, tree => tree.HasCategories);
        Assert.Equal(
            BinaryMetrics.LogLoss(Synthetic.Predict(result.Ensemble, set.Features), set.Labels),
            result.Rounds[^1].TrainLoss,
            tolerance: 1e-6);
    }

    [Fact]
    [Trait("clause", "GBT-6")]
    public void More_categories_than_bins_leave_the_rare_ones_together()
    {
        var random = new Random(4);
        var features = new FeatureMatrix(["city"], 5000);
        var labels = new float[5000];
        for (var row = 0; row < labels.Length; row++)
        {
            features[row, 0] = (int)(2000 * Math.Pow(random.NextDouble(), 3));
            labels[row] = random.NextDouble() < ((int)features[row, 0] % 2 == 0 ? 0.8 : 0.2) ? 1 : 0;
        }

        var result = GradientBoosting.Fit(new TrainingSet(features, labels), Cities with { Bins = 32, Depth = 2 });

        Assert.Equal(
            BinaryMetrics.LogLoss(Synthetic.Predict(result.Ensemble, features), labels),
            result.Rounds[^1].TrainLoss,
            tolerance: 1e-6);
        Assert.True(result.Ensemble.Probability([0]) > result.Ensemble.Probability([1]) + 0.2);
        Assert.Equal(result.Ensemble.Probability([1_000_000]), result.Ensemble.Probability([1999]));
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(1.5f)]
    [InlineData(16777216f)]
    public void A_value_that_is_no_code_is_refused_with_its_row(float value)
    {
        var set = Labelled.WithCategories(100, seed: 5);
        set.Features[42, 0] = value;

        var refused = Assert.Throws<ArgumentException>(() => GradientBoosting.Train(set, Cities));

        Assert.Contains("'city'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("row 42", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_with_categories_read_back_is_the_same()
    {
        var set = Labelled.WithCategories(2000, seed: 6);
        var ensemble = GradientBoosting.Train(set, Cities);

        var json = ensemble.ToXgboostJson();
        var read = TreeEnsemble.FromXgboostJson(json);

        Assert.Equal(json, read.ToXgboostJson());
        Assert.Equal(Synthetic.Predict(ensemble, set.Features), Synthetic.Predict(read, set.Features));
    }

    private static double BestOfAllSets(double[] histogram, int count, Sums node)
    {
        var best = 0.0;
        for (var set = 1; set < (1 << count) - 1; set++)
        {
            double gradient = 0, hessian = 0;
            for (var bin = 0; bin < count; bin++)
            {
                gradient += (set >> bin & 1) * histogram[2 * bin];
                hessian += (set >> bin & 1) * histogram[(2 * bin) + 1];
            }

            var gain = (gradient * gradient / hessian)
                + (Math.Pow(node.Gradient - gradient, 2) / (node.Hessian - hessian))
                - (node.Gradient * node.Gradient / node.Hessian);
            best = gain > 1e-6 ? Math.Max(best, gain) : best;
        }

        return best;
    }
}
