using Personalization.Learning.Clustering;

namespace Personalization.Learning.Tests.Clustering;

public sealed class MatchingTests
{
    [Fact, Trait("clause", "CLU-3")]
    public void Costs_no_more_than_any_other_pairing()
    {
        var random = new Random(20260113);
        for (var round = 0; round < 50; round++)
        {
            var (rows, columns) = (random.Next(1, 6), random.Next(1, 6));
            var costs = new double[rows, columns];
            for (var i = 0; i < rows * columns; i++)
            {
                costs[i / columns, i % columns] = random.Next(0, 20);
            }

            var matched = Matching.Cheapest(costs);

            Assert.Equal(Math.Min(rows, columns), matched.Count(column => column >= 0));
            Assert.Equal(matched.Count(c => c >= 0), matched.Where(c => c >= 0).Distinct().Count());
            Assert.Equal(Least(costs, 0, 0), Cost(costs, matched));
        }
    }

    [Fact]
    public void Takes_a_dearer_pair_where_that_makes_the_whole_cheaper()
    {
        Assert.Equal([1, 0], Matching.Cheapest(new double[,] { { 1, 2 }, { 2, 9 } }));
        Assert.Equal([-1, 0], Matching.Cheapest(new double[,] { { 5 }, { 1 } }));
        Assert.Equal([2], Matching.Cheapest(new double[,] { { 5, 3, 1 } }));
    }

    private static double Cost(double[,] costs, int[] matched) =>
        matched.Select((column, row) => column < 0 ? 0 : costs[row, column]).Sum();

    // Every pairing, by trying all; leaves out rows only while there are more rows than columns.
    private static double Least(double[,] costs, int row, int used)
    {
        var (rows, columns) = (costs.GetLength(0), costs.GetLength(1));
        if (row == rows)
        {
            return 0;
        }

        var spare = rows - row - (columns - int.PopCount(used));
        var least = spare > 0 ? Least(costs, row + 1, used) : double.PositiveInfinity;
        for (var column = 0; column < columns; column++)
        {
            if ((used & (1 << column)) == 0)
            {
                least = Math.Min(least, costs[row, column] + Least(costs, row + 1, used | (1 << column)));
            }
        }

        return least;
    }
}
