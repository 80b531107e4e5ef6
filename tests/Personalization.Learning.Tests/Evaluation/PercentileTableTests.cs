using Personalization.Learning.Evaluation;

namespace Personalization.Learning.Tests.Evaluation;

public sealed class PercentileTableTests
{
    [Fact]
    public void A_higher_score_never_has_a_lower_percentile()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var scores = Enumerable.Range(0, random.Next(1, 3000))
                .Select(_ => random.Next(3) == 0 ? random.Next(5) / 5.0 : random.NextDouble()).ToArray();
            var table = PercentileTable.FromScores(scores, random.Next(1, 1200));

            var asked = Enumerable.Range(-20, 340).Select(i => i / 300.0).ToArray();
            var percentiles = asked.Select(table.Percentile).ToArray();

            Assert.Equal(percentiles.Order(), percentiles);
            Assert.All(percentiles, percentile => Assert.InRange(percentile, 0, 100));
        }
    }

    [Fact]
    public void The_percentile_is_the_share_of_the_population_below()
    {
        var random = new Random(1);
        var scores = Enumerable.Range(0, 50_000).Select(_ => Math.Pow(random.NextDouble(), 3)).ToArray();
        var table = PercentileTable.FromScores(scores);

        foreach (var score in new[] { 0.0005, 0.01, 0.1, 0.35, 0.8, 0.99 })
        {
            var below = scores.Count(other => other < score);
            Assert.Equal(100.0 * below / scores.Length, table.Percentile(score), tolerance: 0.1);
        }
    }

    [Fact]
    public void Ends_ties_and_lone_scores_have_fixed_places()
    {
        var table = PercentileTable.FromScores([1, 2, 2, 2, 3]);

        Assert.Equal([0, 0, 12.5, 50, 75 + 12.5, 100, 100], new[] { 0, 1, 1.5, 2, 2.5, 3, 9 }.Select(table.Percentile));
        Assert.Equal([0, 50, 100], new[] { 6.9, 7, 7.1 }.Select(PercentileTable.FromScores([7]).Percentile));
        Assert.Equal(0, table.Percentile(double.NegativeInfinity));
        Assert.Equal(100, table.Percentile(double.PositiveInfinity));
    }

    [Fact]
    public void A_stored_table_gives_the_same_percentiles()
    {
        var random = new Random(2);
        var table = PercentileTable.FromScores([.. Enumerable.Range(0, 5000).Select(_ => random.NextDouble())]);

        var stored = new PercentileTable(table.ToArray());

        Assert.Equal(PercentileTable.DefaultSteps + 1, table.ToArray().Length);
        for (var i = 0; i < 1000; i++)
        {
            var score = random.NextDouble();
            Assert.Equal(table.Percentile(score), stored.Percentile(score));
        }
    }

    [Fact]
    public void A_table_that_is_none_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new PercentileTable([]));
        Assert.Throws<ArgumentException>(() => new PercentileTable([1, 0]));
        Assert.Throws<ArgumentException>(() => new PercentileTable([0, double.NaN]));
        Assert.Throws<ArgumentException>(() => PercentileTable.FromScores([0, double.PositiveInfinity]));
        Assert.Throws<ArgumentException>(() => PercentileTable.FromScores([1]).Percentile(double.NaN));
    }
}
