namespace Personalization.Learning.Clustering;

/// <summary>The directions in which points differ most, for drawing them in a plane.</summary>
/// <remarks>
/// Eigenvectors of the covariance matrix, found by Jacobi's rotations (Golub and Van Loan, "Matrix Computations", 8.5);
/// time grows with the cube of the number of dimensions.
/// </remarks>
public sealed class PrincipalComponents
{
    private const int MostSweeps = 100;
    private readonly double[] _mean;
    private readonly double[][] _directions;

    private PrincipalComponents(double[] mean, double[][] directions, double[] shares)
    {
        _mean = mean;
        _directions = directions;
        Shares = shares;
    }

    /// <summary>The part of the points' variance that each component shows, greatest first.</summary>
    public IReadOnlyList<double> Shares { get; }

    /// <summary>
    /// Each component's weight of every dimension: a vector of length 1 whose largest entry is positive.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>> Directions => _directions;

    /// <summary>Finds the first components of some points; fewer when there are fewer dimensions.</summary>
    public static PrincipalComponents Fit(PointSet points, int components = 2)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(points.Count, 1, nameof(points));
        var size = points.Dimensions;
        var mean = new double[size];
        for (var i = 0; i < points.Count; i++)
        {
            for (var d = 0; d < size; d++)
            {
                mean[d] += points[i][d] / points.Count;
            }
        }

        var matrix = Covariance(points, mean);
        var total = Enumerable.Range(0, size).Sum(d => matrix[d, d]);
        var vectors = Diagonalise(matrix);
        var order = Enumerable.Range(0, size).OrderByDescending(d => matrix[d, d]).Take(components).ToArray();
        return new PrincipalComponents(
            mean,
            Array.ConvertAll(order, c => Direction(vectors, c)),
            Array.ConvertAll(order, c => total > 0 ? matrix[c, c] / total : 0));
    }

    /// <summary>The coordinate of a point on a component; the mean of all points is at 0.</summary>
    public double Project(ReadOnlySpan<double> point, int component)
    {
        var direction = _directions[component];
        var sum = 0.0;
        for (var d = 0; d < direction.Length; d++)
        {
            sum += (point[d] - _mean[d]) * direction[d];
        }

        return sum;
    }

    private static double[] Direction(double[,] vectors, int column)
    {
        var direction = Enumerable.Range(0, vectors.GetLength(0)).Select(d => vectors[d, column]).ToArray();
        var sign = Math.Sign(direction.MaxBy(Math.Abs));
        return Array.ConvertAll(direction, weight => weight * sign);
    }

    private static double[,] Covariance(PointSet points, double[] mean)
    {
        var size = mean.Length;
        var matrix = new double[size, size];
        for (var i = 0; i < points.Count; i++)
        {
            var point = points[i];
            for (var a = 0; a < size; a++)
            {
                for (var b = 0; b <= a; b++)
                {
                    matrix[a, b] += (point[a] - mean[a]) * (point[b] - mean[b]) / points.Count;
                    matrix[b, a] = matrix[a, b];
                }
            }
        }

        return matrix;
    }

    /// <summary>Turns a symmetric matrix into a diagonal one and answers the rotation, its columns the
    /// eigenvectors.</summary>
    private static double[,] Diagonalise(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        var vectors = new double[size, size];
        for (var d = 0; d < size; d++)
        {
            vectors[d, d] = 1;
        }

        var turned = true;
        for (var sweep = 0; turned && sweep < MostSweeps; sweep++)
        {
            turned = false;
            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                {
                    turned |= Rotate(matrix, vectors, p, q);
                }
            }
        }

        return vectors;
    }

    private static bool Rotate(double[,] matrix, double[,] vectors, int p, int q)
    {
        if (Math.Abs(matrix[p, q]) <= 1e-15 * Math.Sqrt(Math.Abs(matrix[p, p] * matrix[q, q])))
        {
            return false;
        }

        var theta = (matrix[q, q] - matrix[p, p]) / (2 * matrix[p, q]);
        var tangent = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        var cosine = 1 / Math.Sqrt((tangent * tangent) + 1);
        var sine = tangent * cosine;
        var size = matrix.GetLength(0);
        for (var k = 0; k < size; k++)
        {
            (matrix[k, p], matrix[k, q]) = Turn(matrix[k, p], matrix[k, q]);
            (vectors[k, p], vectors[k, q]) = Turn(vectors[k, p], vectors[k, q]);
        }

        for (var k = 0; k < size; k++)
        {
            (matrix[p, k], matrix[q, k]) = Turn(matrix[p, k], matrix[q, k]);
        }

        matrix[p, q] = matrix[q, p] = 0;
        return true;

        (double, double) Turn(double a, double b) => ((cosine * a) - (sine * b), (sine * a) + (cosine * b));
    }
}
