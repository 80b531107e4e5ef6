using Personalization.Learning.Boosting;

namespace Personalization.Learning.Tests.Boosting;

public sealed class FeatureMatrixTests
{
    [Fact]
    public void A_new_matrix_is_all_missing()
    {
        var matrix = new FeatureMatrix(["a", "b"], 3);

        Assert.All(Enumerable.Range(0, 6), i => Assert.True(float.IsNaN(matrix[i / 2, i % 2])));
    }

    [Fact]
    public void A_row_is_copied_in_the_order_of_the_columns()
    {
        var matrix = new FeatureMatrix(["a", "b", "c"], 2);
        new float[] { 1, 2 }.CopyTo(matrix.Column(0));
        new float[] { 3, 4 }.CopyTo(matrix.Column(1));
        matrix[1, 2] = 5;
        var row = new float[3];

        matrix.CopyRow(1, row);

        Assert.Equal([2f, 4f, 5f], row);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "")]
    [InlineData("a", "b[0]")]
    [InlineData("a", "b<c")]
    public void Names_that_XGBoost_would_refuse_are_refused(string first, string second)
    {
        var refused = Assert.Throws<ArgumentException>(() => new FeatureMatrix([first, second], 1));

        Assert.Contains($"'{second}'", refused.Message, StringComparison.Ordinal);
    }
}
