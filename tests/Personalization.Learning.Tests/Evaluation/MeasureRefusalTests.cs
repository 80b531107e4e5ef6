using Personalization.Learning.Evaluation;

namespace Personalization.Learning.Tests.Evaluation;

public sealed class MeasureRefusalTests
{
    [Fact, Trait("clause", "LRN-22")]
    public void Rows_without_a_meaning_for_a_measure_are_refused()
    {
        Assert.Throws<ArgumentException>(() => BinaryMetrics.AveragePrecision([1, 2], [1, 1]));
        Assert.Throws<ArgumentException>(() => BinaryMetrics.Auc([1, 2], [1, 0], [1, -1]));
        Assert.Throws<ArgumentException>(() => BinaryMetrics.Auc([1, 2], [1, 0], [0, 0]));
        Assert.Throws<ArgumentException>(() => BinaryMetrics.Auc([1, 2], [1, 0], [1]));
        Assert.Throws<ArgumentException>(() => CalibrationCurve.Of([0.5, 2], [1, 0], CalibrationBins.EqualWidth));
        Assert.Throws<ArgumentException>(() => RegressionMetrics.Rmse([double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => RegressionMetrics.PoissonDeviance([0], [1]));
        Assert.Throws<ArgumentException>(() => RegressionMetrics.PoissonDeviance([1], [-1]));
        Assert.Throws<ArgumentException>(() => RegressionMetrics.TweedieDeviance(0.5, [1], [1]));
        Assert.Throws<ArgumentException>(() => RegressionMetrics.TweedieDeviance(2, [1], [0]));
        Assert.Throws<ArgumentException>(() => MultiClassMetrics.LogLoss([0.5, 0.5, 1], [0, 1]));
        Assert.Throws<ArgumentException>(() => MultiClassMetrics.Accuracy([0.5, 0.5], [2]));
    }

    [Fact, Trait("clause", "LRN-22")]
    public void With_one_label_only_a_rank_has_no_meaning_and_no_weight_changes_that()
    {
        var ranked = new RankedOutcomes([0.2, 0.7, 0.7], [0, 1, 0]);

        Assert.Equal(0.75, ranked.Auc());
        Assert.True(double.IsNaN(ranked.Auc([1, 0, 1])));
        Assert.True(double.IsNaN(ranked.AveragePrecision([0, 1, 0])));
    }

    [Fact]
    public void Labels_that_are_all_the_same_are_explained_fully_or_not_at_all()
    {
        Assert.Equal(1, RegressionMetrics.R2([2, 2], [2, 2]));
        Assert.Equal(0, RegressionMetrics.R2([2, 3], [2, 2]));
    }

    [Fact]
    public void Ratios_over_nothing_are_zero()
    {
        var nothing = Confusion.At(2, [0.5, 0.4], [0, 0]);

        Assert.Equal(new Confusion(0, 0, 0, 2), nothing);
        Assert.Equal((0, 0, 0, 1), (nothing.Precision, nothing.Recall, nothing.F1, nothing.Accuracy));
    }
}
