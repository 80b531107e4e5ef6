using System.Numerics;
using Personalization.Learning.Boosting;

namespace Personalization.Learning.Tests.Boosting;

public class ExponentialTests
{
    [Fact]
    public void Is_within_two_units_of_the_last_place()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var x = (float)((170 * random.NextDouble()) - 85);
            var expected = Math.Exp(x);

            var actual = Exponential.Exp(new Vector<float>(x))[0];

            Assert.Equal(1, actual / expected, tolerance: 2.5e-7);
        }
    }

    [Fact]
    public void Never_overflows_and_is_1_at_0()
    {
        float[] values = [0, -0f, 1000, float.PositiveInfinity, -1000, float.NegativeInfinity, 1, 2, 3];

        Exponential.Exp(values);

        Assert.Equal([1f, 1f], values[..2]);
        Assert.All(values, value => Assert.True(float.IsFinite(value) && value > 0));
    }
}
