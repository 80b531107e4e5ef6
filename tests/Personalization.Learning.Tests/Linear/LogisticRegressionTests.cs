using Personalization.Learning.Boosting;
using Personalization.Learning.Evaluation;
using Personalization.Learning.Linear;
using Shouldly;

namespace Personalization.Learning.Tests.Linear;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void At_the_optimum_the_mean_probability_is_the_rate_of_the_label()
    {
        var set = Made(rows: 3000, seed: 1);

        var model = LogisticRegression.Fit(set);

        var mean = Probabilities(model, set).Average();
        mean.ShouldBe(set.Labels.Average(label => (double)label), tolerance: 1e-6);
    }

    [Fact]
    public void A_linear_effect_is_found_and_ranks_new_rows()
    {
        var test = Made(rows: 3000, seed: 2);

        var model = LogisticRegression.Fit(Made(rows: 3000, seed: 1));

        // The probabilities that the labels were drawn from reach 0.80 on rows like these.
        BinaryMetrics.Auc(Probabilities(model, test), test.Labels).ShouldBeInRange(0.77, 0.85);
    }

    [Fact]
    public void Missing_values_constant_and_repeated_columns_do_no_harm()
    {
        var matrix = new FeatureMatrix(["x", "again", "constant", "missing"], 200);
        var labels = new float[200];
        for (var row = 0; row < 200; row++)
        {
            matrix[row, 0] = matrix[row, 1] = row % 50 == 0 ? float.NaN : row;
            matrix[row, 2] = 7;
            labels[row] = row >= 100 ? 1 : 0;
        }

        var set = new TrainingSet(matrix, labels);
        var probabilities = Probabilities(LogisticRegression.Fit(set), set);

        probabilities.ShouldAllBe(probability => probability > 0 && probability < 1);
        BinaryMetrics.Auc(probabilities, labels).ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void Labels_that_are_all_the_same_give_that_label()
    {
        var set = Made(rows: 100, seed: 1) with { Labels = Enumerable.Repeat(1f, 100).ToArray() };

        Probabilities(LogisticRegression.Fit(set), set).ShouldAllBe(probability => probability > 0.99);
    }

    [Fact]
    public void Contributions_and_the_intercept_add_up_to_the_margin_and_a_missing_value_adds_nothing()
    {
        var set = Made(rows: 1000, seed: 3);
        var model = new LogisticRegression(LogisticRegression.Fit(set, penalty: 20).Coefficients);
        float[] row = [0.7f, float.NaN, -0.2f];
        var contributions = new double[3];

        model.Contributions(row, contributions);

        contributions[1].ShouldBe(0);
        contributions[0].ShouldBeGreaterThan(0.5);
        (contributions.Sum() + model.Coefficients.Intercept).ShouldBe(model.Margin(row), tolerance: 1e-5);
        (Math.Asinh(0.7) - model.Coefficients.Centers[0]).ShouldBe(
            contributions[0] / model.Coefficients.Slopes[0], tolerance: 1e-5);
        Should.Throw<ArgumentException>(() => model.Margin([1, 2]));
    }

    [Fact]
    public void A_row_of_weight_two_counts_as_two_rows()
    {
        var set = Made(rows: 300, seed: 4);
        var twice = new FeatureMatrix(set.Features.Names, 600);
        for (var column = 0; column < 3; column++)
        {
            set.Features.Column(column).CopyTo(twice.Column(column));
            set.Features.Column(column).CopyTo(twice.Column(column)[300..]);
        }

        var weighted = LogisticRegression.Fit(set with { Weights = [.. Enumerable.Repeat(2f, 300)] });
        var repeated = LogisticRegression.Fit(new TrainingSet(twice, [.. set.Labels, .. set.Labels]));

        for (var column = 0; column < 3; column++)
        {
            weighted.Coefficients.Slopes[column].ShouldBe(repeated.Coefficients.Slopes[column], tolerance: 1e-5f);
        }
    }

    [Fact]
    public void A_value_of_any_size_is_squeezed_and_never_overflows()
    {
        float[] values = [0, -0.5f, 3, -1e4f, 1e10f, 1e30f, float.MaxValue, -float.MaxValue, float.NaN, 1e-8f];
        var squeezed = new float[values.Length];

        Squash.Apply(values, squeezed);

        for (var i = 0; i < 5; i++)
        {
            ((double)squeezed[i]).ShouldBe(Math.Asinh(values[i]), tolerance: 2e-6 * (1 + Math.Abs(squeezed[i])));
        }

        squeezed[5..8].ShouldAllBe(value => Math.Abs(value) > 40 && float.IsFinite(value));
        squeezed[8].ShouldBe(float.NaN);
    }

    private static double[] Probabilities(LogisticRegression model, TrainingSet set) =>
        [.. Enumerable.Range(0, set.Labels.Length).Select(row => model.Probability(set.Features, row))];

    private static TrainingSet Made(int rows, int seed)
    {
        var random = new Random(seed);
        var matrix = new FeatureMatrix(["a", "b", "noise"], rows);
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                matrix[row, column] = (float)((random.NextDouble() * 2) - 1);
            }

            var margin = (2.5 * matrix[row, 0]) - (1.5 * matrix[row, 1]) - 0.5;
            labels[row] = random.NextDouble() < 1 / (1 + Math.Exp(-margin)) ? 1 : 0;
        }

        return new TrainingSet(matrix, labels);
    }
}
