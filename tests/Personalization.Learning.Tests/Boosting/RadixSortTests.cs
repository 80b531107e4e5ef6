using Personalization.Learning.Boosting;

namespace Personalization.Learning.Tests.Boosting;

public sealed class RadixSortTests
{
    [Fact]
    public void Sorts_any_floats_like_the_framework_and_leaves_out_the_missing()
    {
        var sorter = new RadixSort(500);
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var values = new float[random.Next(0, 500)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = AnyFloat(random);
            }

            var sorted = sorter.Sort(values).ToArray();

            var expected = values.Where(value => !float.IsNaN(value)).Order().ToArray();
            Assert.Equal(expected, sorted);
        }
    }

    private static float AnyFloat(Random random)
    {
        var bits = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        return random.Next(5) switch
        {
            0 => random.Next(-3, 4),
            1 => float.NaN,
            2 => (float)(random.NextDouble() - 0.5),
            3 => -0f,
            _ => float.IsFinite(bits) ? bits : float.MaxValue,
        };
    }
}
