namespace Personalization.Learning.Linear;

/// <summary>Solves a symmetric positive definite system in place by Cholesky's factorisation.</summary>
internal static class Cholesky
{
    /// <summary>
    /// Replaces <paramref name="right"/> by the solution; only the lower triangle of the matrix is read.
    /// </summary>
    /// <exception cref="ArithmeticException">The matrix is not positive definite.</exception>
    public static void Solve(double[,] matrix, double[] right)
    {
        Factorise(matrix);
        var size = right.Length;
        for (var i = 0; i < size; i++)
        {
            for (var k = 0; k < i; k++)
            {
                right[i] -= matrix[i, k] * right[k];
            }

            right[i] /= matrix[i, i];
        }

        for (var i = size - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < size; k++)
            {
                right[i] -= matrix[k, i] * right[k];
            }

            right[i] /= matrix[i, i];
        }
    }

    private static void Factorise(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        for (var j = 0; j < size; j++)
        {
            for (var i = j; i < size; i++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++)
                {
                    sum -= matrix[i, k] * matrix[j, k];
                }

                matrix[i, j] = i == j ? Root(sum) : sum / matrix[j, j];
            }
        }
    }

    private static double Root(double pivot) =>
        pivot > 0 ? Math.Sqrt(pivot) : throw new ArithmeticException("The matrix is not positive definite.");
}
