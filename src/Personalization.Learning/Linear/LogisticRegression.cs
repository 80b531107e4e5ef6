using Personalization.Learning.Boosting;

namespace Personalization.Learning.Linear;

/// <summary>Ridge logistic regression: the plain model that anything cleverer has to beat.</summary>
/// <remarks>
/// Columns are squeezed by the inverse hyperbolic sine (counts and money have long tails), standardised, and missing
/// values put at the mean. Fitted by Newton's method (iteratively reweighted least squares; Hastie, Tibshirani and
/// Friedman, "The Elements of Statistical Learning", 4.4.1) with an L2 penalty on all weights but the intercept.
/// </remarks>
public sealed class LogisticRegression
{
    private const int Iterations = 12;
    private const double Converged = 1e-6;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _weights;

    private LogisticRegression(double[] means, double[] scales, double[] weights) =>
        (_means, _scales, _weights) = (means, scales, weights);

    /// <summary>Fits the weights; time grows with rows times columns squared.</summary>
    /// <param name="train">What to learn from; not changed.</param>
    /// <param name="penalty">The L2 penalty, over 0; with standardised columns, 1 is gentle.</param>
    public static LogisticRegression Fit(TrainingSet train, double penalty = 1)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(penalty);
        var columns = train.Features.Columns;
        var model = new LogisticRegression(new double[columns], new double[columns], new double[columns + 1]);
        model.Standardise(train.Features);
        model._weights[columns] = InitialIntercept(train.Labels);
        for (var i = 0; i < Iterations && model.Step(train, penalty) > Converged; i++)
        {
        }

        return model;
    }

    /// <summary>The probability of label 1, 0 to 1.</summary>
    public double Probability(FeatureMatrix features, int row)
    {
        Span<double> inputs = stackalloc double[_weights.Length];
        Fill(features, row, inputs);
        return Probability(inputs);
    }

    private static double InitialIntercept(float[] labels)
    {
        var rate = Math.Clamp(labels.Average(label => (double)label), 1e-6, 1 - 1e-6);
        return Math.Log(rate / (1 - rate));
    }

    private void Standardise(FeatureMatrix features)
    {
        for (var column = 0; column < features.Columns; column++)
        {
            double sum = 0, squares = 0;
            var count = 0;
            foreach (var value in features.Column(column))
            {
                if (!float.IsNaN(value))
                {
                    var squeezed = Math.Asinh(value);
                    sum += squeezed;
                    squares += squeezed * squeezed;
                    count++;
                }
            }

            _means[column] = count > 0 ? sum / count : 0;
            var variance = count > 0 ? (squares / count) - (_means[column] * _means[column]) : 0;
            _scales[column] = variance > 1e-12 ? 1 / Math.Sqrt(variance) : 0;
        }
    }

    private void Fill(FeatureMatrix features, int row, Span<double> inputs)
    {
        for (var column = 0; column < _means.Length; column++)
        {
            var value = features[row, column];
            inputs[column] = float.IsNaN(value) ? 0 : (Math.Asinh(value) - _means[column]) * _scales[column];
        }

        inputs[^1] = 1;
    }

    private double Probability(ReadOnlySpan<double> inputs)
    {
        var margin = 0.0;
        for (var i = 0; i < inputs.Length; i++)
        {
            margin += inputs[i] * _weights[i];
        }

        return 1 / (1 + Math.Exp(-margin));
    }

    // One Newton step; the largest change of a weight.
    private double Step(TrainingSet train, double penalty)
    {
        var size = _weights.Length;
        var hessian = new double[size, size];
        var gradient = new double[size];
        var inputs = new double[size];
        for (var row = 0; row < train.Labels.Length; row++)
        {
            Fill(train.Features, row, inputs);
            var probability = Probability(inputs);
            Accumulate(inputs, probability - train.Labels[row], probability * (1 - probability), gradient, hessian);
        }

        for (var i = 0; i < size; i++)
        {
            gradient[i] += i < size - 1 ? penalty * _weights[i] : 0;
            hessian[i, i] += i < size - 1 ? penalty : 1e-9;
        }

        Cholesky.Solve(hessian, gradient);
        var largest = 0.0;
        for (var i = 0; i < size; i++)
        {
            _weights[i] -= gradient[i];
            largest = Math.Max(largest, Math.Abs(gradient[i]));
        }

        return largest;
    }

    private static void Accumulate(
        double[] inputs, double residual, double curvature, double[] gradient, double[,] hessian)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            gradient[i] += residual * inputs[i];
            var scaled = curvature * inputs[i];
            for (var j = 0; scaled != 0 && j <= i; j++)
            {
                hessian[i, j] += scaled * inputs[j];
            }
        }
    }
}
