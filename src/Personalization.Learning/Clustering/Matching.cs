namespace Personalization.Learning.Clustering;

/// <summary>Pairs up two lists at the least total cost (the assignment problem).</summary>
/// <remarks>
/// The Hungarian method with potentials, one shortest augmenting path a row (Jonker and Volgenant, Computing 38, 1987);
/// the cube of the longer side.
/// </remarks>
public static class Matching
{
    /// <summary>
    /// The column of each row, -1 where there are more rows than columns and the row is left over; no column is used
    /// twice.
    /// </summary>
    /// <param name="costs">Finite costs of pairing a row with a column.</param>
    public static int[] Cheapest(double[,] costs)
    {
        ArgumentNullException.ThrowIfNull(costs);
        var (rows, columns) = (costs.GetLength(0), costs.GetLength(1));
        if (rows > columns)
        {
            var byColumn = Cheapest(Transpose(costs));
            var byRow = new int[rows];
            byRow.AsSpan().Fill(-1);
            for (var column = 0; column < columns; column++)
            {
                byRow[byColumn[column]] = column;
            }

            return byRow;
        }

        return Solve(costs, rows, columns);
    }

    // Rows and columns are counted from 1; column 0 stands for "no column yet".
    private static int[] Solve(double[,] costs, int rows, int columns)
    {
        var (u, v) = (new double[rows + 1], new double[columns + 1]);
        var rowOf = new int[columns + 1];
        for (var row = 1; row <= rows; row++)
        {
            rowOf[0] = row;
            Augment(costs, (u, v, rowOf), columns);
        }

        var matched = new int[rows];
        for (var column = 1; column <= columns; column++)
        {
            if (rowOf[column] > 0)
            {
                matched[rowOf[column] - 1] = column - 1;
            }
        }

        return matched;
    }

    private static void Augment(double[,] costs, (double[] U, double[] V, int[] RowOf) state, int columns)
    {
        var (u, v, rowOf) = state;
        var least = new double[columns + 1];
        least.AsSpan().Fill(double.PositiveInfinity);
        var before = new int[columns + 1];
        var isReached = new bool[columns + 1];
        var at = 0;
        while (rowOf[at] != 0)
        {
            isReached[at] = true;
            var (next, step) = (0, double.PositiveInfinity);
            for (var column = 1; column <= columns; column++)
            {
                if (isReached[column])
                {
                    continue;
                }

                var reduced = costs[rowOf[at] - 1, column - 1] - u[rowOf[at]] - v[column];
                if (reduced < least[column])
                {
                    (least[column], before[column]) = (reduced, at);
                }

                if (least[column] < step)
                {
                    (next, step) = (column, least[column]);
                }
            }

            for (var column = 0; column <= columns; column++)
            {
                if (isReached[column])
                {
                    u[rowOf[column]] += step;
                    v[column] -= step;
                }
                else
                {
                    least[column] -= step;
                }
            }

            at = next;
        }

        while (at != 0)
        {
            rowOf[at] = rowOf[before[at]];
            at = before[at];
        }
    }

    private static double[,] Transpose(double[,] matrix)
    {
        var turned = new double[matrix.GetLength(1), matrix.GetLength(0)];
        for (var i = 0; i < matrix.GetLength(0); i++)
        {
            for (var j = 0; j < matrix.GetLength(1); j++)
            {
                turned[j, i] = matrix[i, j];
            }
        }

        return turned;
    }
}
