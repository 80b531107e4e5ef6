using Personalization.Learning.Boosting;

namespace Personalization.Learning.Tests.Boosting;

public sealed class ThresholdTableTests
{
    [Fact]
    public void Counts_the_thresholds_at_or_below_any_value()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            float[] thresholds =
            [
                .. Enumerable.Range(0, seed < 5 ? 255 : random.Next(256))
                    .Select(_ => (float)random.Next(-400, 400))
                    .Distinct()
                    .Order(),
            ];
            var table = new ThresholdTable(thresholds);
            float[] values =
            [
                .. Enumerable.Range(0, 200).Select(_ => (float)random.Next(-450, 450) / random.Next(1, 3)),
                float.NegativeInfinity, float.PositiveInfinity, float.MaxValue, -float.MaxValue, -0f,
            ];

            Assert.All(values, value => Assert.Equal(thresholds.Count(one => one <= value), table.Count(value)));
            Assert.Equal(0, table.Count(float.NaN));
        }
    }

    [Fact]
    public void Codes_are_written_as_far_apart_as_asked_with_a_code_for_missing_values()
    {
        var codes = new byte[7];

        new ThresholdTable([1, 2]).Count([0, 1.5f, float.NaN], codes, 3, missing: 9);

        Assert.Equal([0, 0, 0, 1, 0, 0, 9], codes);
    }

    [Fact]
    public void Room_for_fewer_codes_than_values_is_refused()
    {
        var table = new ThresholdTable([1, 2]);

        Assert.Throws<ArgumentException>(() => table.Count([0, 1], new byte[3], 3, missing: 0));
    }
}
