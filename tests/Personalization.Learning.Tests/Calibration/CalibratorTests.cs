using System.Text.Json;
using Personalization.Learning.Calibration;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Calibration;

public sealed class CalibratorTests
{
    private static readonly JsonElement[] Cases =
        [.. Vectors.Read("calibration.json").GetProperty("cases").EnumerateArray()];

    [Fact, Trait("clause", "LRN-30")]
    public void Isotonic_regression_equals_scikit_learns_with_ties_and_weights()
    {
        foreach (var expected in Cases)
        {
            var calibrator = Fit(CalibrationMethod.Isotonic, expected);

            AssertEqual(expected.Doubles("isotonic"), expected.Doubles("at"), calibrator, 1e-12);
        }
    }

    [Fact, Trait("clause", "LRN-30")]
    public void Platts_line_equals_scikit_learns_to_its_precision_and_the_true_minimum_to_more()
    {
        foreach (var expected in Cases)
        {
            var calibrator = Fit(CalibrationMethod.Platt, expected);

            AssertEqual(expected.Doubles("platt"), expected.Doubles("at"), calibrator, 1e-4);
            Assert.Equal(expected.Number("slope"), calibrator.Coefficients.Slope, 1e-6);
            Assert.Equal(expected.Number("intercept"), calibrator.Coefficients.Intercept, 1e-6);
        }
    }

    [Theory, Trait("clause", "LRN-31")]
    [InlineData(CalibrationMethod.Platt)]
    [InlineData(CalibrationMethod.Isotonic)]
    public void A_higher_probability_never_becomes_a_lower_one_and_all_stay_between_zero_and_one(
        CalibrationMethod method)
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (probabilities, labels) = Overconfident(new Random(seed), 2 + (seed * 3));

            var calibrator = Calibrator.Fit(method, probabilities, labels);

            var last = 0.0;
            for (var i = 0; i <= 1000; i++)
            {
                var calibrated = calibrator.Apply(i / 1000.0);
                Assert.InRange(calibrated, last, 1);
                last = calibrated;
            }
        }
    }

    [Theory, Trait("clause", "LRN-31")]
    [InlineData(CalibrationMethod.Platt, 0.01)]
    [InlineData(CalibrationMethod.Isotonic, 0.02)]
    public void Overconfident_probabilities_come_true_on_rows_not_seen(CalibrationMethod method, double most)
    {
        var (probabilities, labels) = Overconfident(new Random(1), 20_000);
        var (later, outcomes) = Overconfident(new Random(2), 20_000);

        var calibrator = Calibrator.Fit(method, probabilities, labels);

        var calibrated = Array.ConvertAll(later, calibrator.Apply);
        Assert.True(CalibrationCurve.ExpectedError(later, outcomes) > 0.08);
        Assert.InRange(CalibrationCurve.ExpectedError(calibrated, outcomes), 0, most);
        Assert.True(BinaryMetrics.LogLoss(calibrated, outcomes) < BinaryMetrics.LogLoss(later, outcomes));
    }

    [Theory, Trait("clause", "LRN-32")]
    [InlineData(CalibrationMethod.None)]
    [InlineData(CalibrationMethod.Platt)]
    [InlineData(CalibrationMethod.Isotonic)]
    public void What_was_stored_as_json_calibrates_the_same(CalibrationMethod method)
    {
        var (probabilities, labels) = Overconfident(new Random(3), 500);
        var calibrator = Calibrator.Fit(method, probabilities, labels);

        var read = new Calibrator(JsonSerializer.Deserialize<CalibrationCoefficients>(
            JsonSerializer.Serialize(calibrator.Coefficients))!);

        Assert.All(probabilities, p => Assert.Equal(calibrator.Apply(p), read.Apply(p)));
    }

    [Fact, Trait("clause", "LRN-32")]
    public void Coefficients_that_would_turn_a_ranking_round_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Calibrator(
            new CalibrationCoefficients { Method = CalibrationMethod.Platt, Slope = -1 }));
        Assert.Throws<ArgumentException>(() => new Calibrator(
            new CalibrationCoefficients { Method = CalibrationMethod.Isotonic }));
        Assert.Throws<ArgumentException>(() => new Calibrator(
            new CalibrationCoefficients { Method = CalibrationMethod.Isotonic, From = [0.1, 0.2], To = [0.5, 0.4] }));
        Assert.Throws<ArgumentException>(() => new Calibrator(
            new CalibrationCoefficients { Method = CalibrationMethod.Isotonic, From = [0.2, 0.2], To = [0.3, 0.4] }));
        Assert.Throws<ArgumentException>(() => Calibrator.Fit(CalibrationMethod.Platt, [1.5], [1]));
    }

    [Fact]
    public void Scores_that_rank_the_wrong_way_round_give_everybody_the_rate()
    {
        var platt = Calibrator.Fit(CalibrationMethod.Platt, [0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1]);

        Assert.Equal(0.5, platt.Apply(0.9), 1e-12);
        Assert.Equal(0.5, platt.Apply(0.1), 1e-12);
    }

    [Fact]
    public void Applying_allocates_nothing()
    {
        var (probabilities, labels) = Overconfident(new Random(3), 500);
        Calibrator[] all =
        [
            Calibrator.Fit(CalibrationMethod.Platt, probabilities, labels),
            Calibrator.Fit(CalibrationMethod.Isotonic, probabilities, labels),
        ];
        Assert.All(all, calibrator => calibrator.Apply(0.3));

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var calibrator in all)
        {
            for (var i = 0; i < 100; i++)
            {
                calibrator.Apply(i / 100.0);
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static Calibrator Fit(CalibrationMethod method, JsonElement rows) => Calibrator.Fit(
        method, rows.Doubles("scores"), rows.Floats("labels"), rows.Floats("weights"));

    private static void AssertEqual(double[] expected, double[] at, Calibrator calibrator, double tolerance)
    {
        for (var i = 0; i < at.Length; i++)
        {
            Assert.Equal(expected[i], calibrator.Apply(at[i]), tolerance);
        }
    }

    // Log-odds that are 1.8 times as far from a half as they should be, and shifted.
    private static (double[] Probabilities, float[] Labels) Overconfident(Random random, int rows)
    {
        var probabilities = new double[rows];
        var labels = new float[rows];
        for (var i = 0; i < rows; i++)
        {
            var margin = (random.NextDouble() * 6) - 3;
            labels[i] = random.NextDouble() < 1 / (1 + Math.Exp(-margin)) ? 1 : 0;
            probabilities[i] = 1 / (1 + Math.Exp(-((1.8 * margin) + 0.4)));
        }

        return (probabilities, labels);
    }
}
