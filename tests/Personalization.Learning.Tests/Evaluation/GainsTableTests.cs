using Personalization.Learning.Evaluation;

namespace Personalization.Learning.Tests.Evaluation;

public sealed class GainsTableTests
{
    [Fact, Trait("clause", "LRN-21")]
    public void Each_part_tells_its_rate_its_lift_and_the_gain_so_far()
    {
        double[] scores = [0.1, 0.9, 0.3, 0.7, 0.5, 0.6, 0.4, 0.8];
        float[] labels = [0, 1, 0, 0, 0, 1, 1, 1];

        var table = GainsTable.Of(new RankedOutcomes(scores, labels), parts: 4);

        Assert.Equal([1, 2, 3, 4], table.Select(part => part.Part));
        Assert.Equal([2, 2, 2, 2], table.Select(part => part.Rows));
        Assert.Equal([2, 1, 1, 0], table.Select(part => part.Positives));
        Assert.Equal([2, 1, 1, 0], table.Select(part => part.Lift));
        Assert.Equal([0.5, 0.75, 1, 1], table.Select(part => part.Gain));
        Assert.Equal([0.85, 0.65, 0.45, 0.2], table.Select(part => Math.Round(part.MeanScore, 12)));
    }

    [Fact, Trait("clause", "LRN-21")]
    public void Ties_are_shared_between_parts_and_every_row_and_label_is_in_one_of_them()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var rows = random.Next(1, 90);
            var scores = Enumerable.Range(0, rows).Select(_ => random.Next(6) / 6.0).ToArray();
            var labels = Enumerable.Range(0, rows).Select(_ => (float)random.Next(2)).ToArray();

            var table = GainsTable.Of(new RankedOutcomes(scores, labels));

            Assert.Equal(Math.Min(10, rows), table.Count);
            Assert.Equal(rows, table.Sum(part => part.Rows));
            Assert.Equal(labels.Sum(), table.Sum(part => part.Positives), 1e-9);
            Assert.Equal(scores.Sum(), table.Sum(part => part.Rows * part.MeanScore), 1e-9);
            Assert.True(table.Max(part => part.Rows) - table.Min(part => part.Rows) <= 1);
        }

        var tied = GainsTable.Of(new RankedOutcomes([1, 1, 1, 1], [1, 0, 0, 0]), parts: 2);
        Assert.Equal([0.5, 0.5], tied.Select(part => part.Positives));
    }
}
