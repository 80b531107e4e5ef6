using Personalization.Learning.Clustering;

namespace Personalization.Learning.Tests.Clustering;

public sealed class ColumnScaleTests
{
    [Fact]
    public void Takes_the_logarithm_of_what_has_a_long_tail_and_standardises()
    {
        double[] values = [0, 1, 2, 1, 3, 2, 500, double.NaN];

        var scale = ColumnScale.Fit(values)!;
        var scaled = Array.ConvertAll(values, scale.Apply);

        Assert.True(scale.Log);
        Assert.Equal(2, scale.Missing);
        Assert.Equal(0, scaled.Average(), tolerance: 1e-12);
        Assert.Equal(1, scaled.Average(x => x * x), tolerance: 1e-12);
        Assert.Equal(scale.Apply(2), scaled[7]);
        Assert.Equal(500, scale.Undo(scaled[6]), tolerance: 1e-9);
    }

    [Fact]
    public void Leaves_even_and_negative_columns_plain()
    {
        Assert.False(ColumnScale.Fit([1, 2, 3, 4])!.Log);
        Assert.False(ColumnScale.Fit([-1, 0, 1, 500])!.Log);
    }

    [Fact]
    public void A_column_that_tells_nothing_apart_has_no_scale()
    {
        Assert.Null(ColumnScale.Fit([3, 3, double.NaN]));
        Assert.Null(ColumnScale.Fit([double.NaN]));
        Assert.Null(ColumnScale.Fit([]));
        Assert.Throws<ArgumentException>(() => ColumnScale.Fit([1, double.PositiveInfinity]));
    }
}
