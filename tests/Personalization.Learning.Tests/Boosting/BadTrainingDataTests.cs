using Personalization.Learning.Boosting;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Boosting;

public sealed class BadTrainingDataTests
{
    [Fact]
    [Trait("clause", "GBT-8")]
    public void A_label_other_than_0_and_1_is_refused_with_its_row()
    {
        var set = Synthetic.Linear(50, seed: 1);
        set.Labels[17] = 0.5f;

        Assert.Contains("row 17 of the train set is 0.5", Refusal(set), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_label_is_refused()
    {
        var set = Synthetic.Linear(50, seed: 1);
        set.Labels[3] = float.NaN;

        Assert.Contains("row 3 of the train set is NaN", Refusal(set), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Labels_of_one_kind_are_refused(float label)
    {
        var set = Synthetic.Linear(50, seed: 1);
        set.Labels.AsSpan().Fill(label);

        Assert.Contains($"Every label of the train set is {label}", Refusal(set), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void An_infinite_value_is_refused_with_its_column_and_row(float value)
    {
        var set = Synthetic.Linear(50, seed: 1);
        set.Features[11, 2] = value;

        var message = Refusal(set);

        Assert.Contains("Column 'x2'", message, StringComparison.Ordinal);
        Assert.Contains("row 11", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    public void An_empty_matrix_is_refused(int rows, int columns)
    {
        var features = new FeatureMatrix([.. Enumerable.Range(0, columns).Select(c => $"x{c}")], rows);

        var message = Refusal(new TrainingSet(features, new float[rows]));

        Assert.Contains($"{rows} rows and {columns} columns", message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_label_a_row_is_asked_for()
    {
        var set = Synthetic.Linear(50, seed: 1) with { Labels = new float[49] };

        Assert.Contains("50 rows and 49 labels", Refusal(set), StringComparison.Ordinal);
    }

    [Fact]
    public void Early_stopping_without_a_validation_set_is_refused()
    {
        var options = new BoostingOptions { EarlyStoppingRounds = 5 };

        var refused = Assert.Throws<ArgumentException>(
            () => GradientBoosting.Train(Synthetic.Linear(50, seed: 1), options));

        Assert.Contains("EarlyStoppingRounds", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_validation_set_with_other_columns_is_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => GradientBoosting.Train(
            Synthetic.Linear(50, seed: 1), new BoostingOptions(), Synthetic.Linear(50, seed: 2, columns: 4)));

        Assert.Equal("validation", refused.ParamName);
    }

    private static string Refusal(TrainingSet set) =>
        Assert.Throws<ArgumentException>(() => GradientBoosting.Train(set, new BoostingOptions())).Message;
}
