using System.Runtime.Intrinsics;
using Personalization.Learning.Numerics;

namespace Personalization.Learning.Tests.Numerics;

public sealed class FloatLanesTests
{
    [Fact, Trait("clause", "LRN-52")]
    public void The_exponential_is_within_two_units_of_the_last_place()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var x = (float)((170 * random.NextDouble()) - 85);
            var expected = Math.Exp(x);

            var actual = FloatLanes.Exp(Vector256.Create(x))[0];

            Assert.Equal(1, actual / expected, tolerance: 2.5e-7);
        }
    }

    [Fact, Trait("clause", "LRN-52")]
    public void The_exponential_never_overflows_and_is_1_at_0()
    {
        float[] values = [0, -0f, 1000, float.PositiveInfinity, -1000, float.NegativeInfinity, 1, 2, 3];

        FloatLanes.Exp(values);

        Assert.Equal([1f, 1f], values[..2]);
        Assert.All(values, value => Assert.True(float.IsFinite(value) && value > 0));
    }

    [Fact, Trait("clause", "LRN-52")]
    public void The_logarithm_is_within_two_units_of_the_last_place_from_the_least_normal_number_to_the_greatest()
    {
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            var x = i % 2 == 0
                ? (float)Math.ScaleB(1 + random.NextDouble(), random.Next(-126, 127))
                : (float)(1 + (0.1 * (random.NextDouble() - 0.5)));
            var expected = Math.Log(x);

            var actual = FloatLanes.Log(Vector256.Create(x))[0];

            var unit = MathF.BitIncrement(MathF.Abs((float)expected)) - MathF.Abs((float)expected);
            Assert.True(Math.Abs(actual - expected) <= 2 * unit, $"log {x:R} is {expected:R}, not {actual:R}");
        }

        Assert.Equal(0f, FloatLanes.Log(Vector256<float>.One)[0]);
    }
}
