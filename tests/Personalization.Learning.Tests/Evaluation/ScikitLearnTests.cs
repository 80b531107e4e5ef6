using System.Text.Json;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Evaluation;

/// <summary>
/// Measures against scikit-learn's of the same rows; tests/vectors/make_evaluation.py makes the figures.
/// </summary>
public sealed class ScikitLearnTests
{
    private const double Tolerance = 1e-12;
    private static readonly JsonElement Expected = Vectors.Read("evaluation.json");

    [Fact, Trait("clause", "LRN-20")]
    public void Binary_measures_equal_scikit_learns_with_ties_and_weights()
    {
        foreach (var (expected, rows) in BinaryCases())
        {
            var (scores, labels, weights) = rows;
            var at = Confusion.At(0.5, scores, labels, weights);

            Assert.Equal(expected.Number("auc"), BinaryMetrics.Auc(scores, labels, weights), Tolerance);
            Assert.Equal(
                expected.Number("averagePrecision"),
                BinaryMetrics.AveragePrecision(scores, labels, weights),
                Tolerance);
            Assert.Equal(expected.Number("logLoss"), BinaryMetrics.LogLoss(scores, labels, weights), Tolerance);
            Assert.Equal(expected.Number("brier"), BinaryMetrics.Brier(scores, labels, weights), Tolerance);
            Assert.Equal(expected.Number("accuracy"), at.Accuracy, Tolerance);
            Assert.Equal(expected.Number("precision"), at.Precision, Tolerance);
            Assert.Equal(expected.Number("recall"), at.Recall, Tolerance);
            Assert.Equal(expected.Number("f1"), at.F1, Tolerance);
        }
    }

    [Fact, Trait("clause", "LRN-20")]
    public void Curves_equal_scikit_learns_point_by_point()
    {
        foreach (var (expected, rows) in BinaryCases())
        {
            var ranked = new RankedOutcomes(rows.Scores, rows.Labels);

            AssertPoints(expected.Points("roc"), ranked.Roc(rows.Weights));
            AssertPoints(expected.Points("precisionRecall"), ranked.PrecisionRecall(rows.Weights));
        }
    }

    [Fact, Trait("clause", "LRN-20")]
    public void Calibration_curves_equal_scikit_learns_with_bins_of_equal_width_and_count()
    {
        var cases = BinaryCases().Where(one => one.Rows.Weights.Length == 0).ToArray();
        foreach (var (expected, (scores, labels, _)) in cases)
        {
            foreach (var (name, binning) in new[]
            {
                ("equalWidth", CalibrationBins.EqualWidth), ("equalCount", CalibrationBins.EqualCount),
            })
            {
                var curve = CalibrationCurve.Of(scores, labels, binning);
                var points = curve.Select(bin => new CurvePoint(bin.To, bin.Probability, bin.Rate)).ToArray();

                AssertPoints(expected.Points(name), points);
                Assert.Equal(
                    curve.Sum(bin => bin.Weight * Math.Abs(bin.Probability - bin.Rate)) / labels.Length,
                    CalibrationCurve.ExpectedError(scores, labels, binning),
                    Tolerance);
            }
        }

        Assert.Equal(2, cases.Length);
    }

    [Fact, Trait("clause", "LRN-20")]
    public void Regression_measures_equal_scikit_learns()
    {
        foreach (var expected in Expected.GetProperty("regression").EnumerateArray())
        {
            var predictions = expected.Doubles("predictions");
            var labels = expected.Floats("labels");
            var weights = expected.Floats("weights");
            float[] more = [.. labels.Select(label => label + 1)];

            Assert.Equal(expected.Number("rmse"), RegressionMetrics.Rmse(predictions, labels, weights), Tolerance);
            Assert.Equal(expected.Number("mae"), RegressionMetrics.Mae(predictions, labels, weights), Tolerance);
            Assert.Equal(expected.Number("r2"), RegressionMetrics.R2(predictions, labels, weights), Tolerance);
            Assert.Equal(
                expected.Number("poisson"), RegressionMetrics.PoissonDeviance(predictions, labels, weights), Tolerance);
            Assert.Equal(
                expected.Number("tweedie15"),
                RegressionMetrics.TweedieDeviance(1.5, predictions, labels, weights),
                Tolerance);
            Assert.Equal(
                expected.Number("gammaOfLabelsPlus1"),
                RegressionMetrics.TweedieDeviance(2, predictions, more, weights),
                Tolerance);
            Assert.Equal(
                expected.Number("tweedie3OfLabelsPlus1"),
                RegressionMetrics.TweedieDeviance(3, predictions, more, weights),
                Tolerance);
            Assert.Equal(
                Math.Pow(expected.Number("rmse"), 2),
                RegressionMetrics.TweedieDeviance(0, predictions, labels, weights),
                Tolerance * 100);
        }
    }

    [Fact, Trait("clause", "LRN-20")]
    public void Measures_of_several_classes_equal_scikit_learns()
    {
        foreach (var expected in Expected.GetProperty("classes").EnumerateArray())
        {
            var probabilities = expected.Doubles("probabilities");
            var labels = expected.Floats("labels");
            var weights = expected.Floats("weights");

            Assert.Equal(
                expected.Number("logLoss"), MultiClassMetrics.LogLoss(probabilities, labels, weights), Tolerance);
            Assert.Equal(
                expected.Number("accuracy"), MultiClassMetrics.Accuracy(probabilities, labels, weights), Tolerance);
        }
    }

    private static IEnumerable<(JsonElement Expected, (double[] Scores, float[] Labels, float[] Weights) Rows)>
        BinaryCases() => Expected.GetProperty("binary").EnumerateArray().Select(expected =>
            (expected, (expected.Doubles("scores"), expected.Floats("labels"), expected.Floats("weights"))));

    private static void AssertPoints((double X, double Y)[] expected, IReadOnlyList<CurvePoint> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].X, actual[i].X, 1e-11);
            Assert.Equal(expected[i].Y, actual[i].Y, 1e-11);
        }
    }
}
