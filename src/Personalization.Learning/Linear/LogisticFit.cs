using System.Runtime.InteropServices;
using Personalization.Learning.Boosting;
using Personalization.Learning.Numerics;

namespace Personalization.Learning.Linear;

/// <summary>
/// Newton's method (iteratively reweighted least squares; Hastie, Tibshirani and Friedman, "The Elements of Statistical
/// Learning", 4.4.1) on standardised columns, with an L2 penalty on all weights but the intercept.
/// </summary>
internal sealed class LogisticFit
{
    private const int Iterations = 12;
    private const double Converged = 1e-6;
    private readonly float[] _labels;
    private readonly float[]? _rowWeights;
    private readonly double _penalty;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _weights;

    // Row by row, the intercept's 1 last.
    private readonly double[] _inputs;

    public LogisticFit(TrainingSet train, double penalty)
    {
        _labels = train.Labels;
        _rowWeights = train.Weights;
        _penalty = penalty;
        var columns = train.Features.Columns;
        _means = new double[columns];
        _scales = new double[columns];
        _weights = new double[columns + 1];
        _inputs = new double[(long)(columns + 1) * train.Features.Rows];
        Standardise(train.Features);
        var rate = Math.Clamp(_labels.Average(label => (double)label), 1e-6, 1 - 1e-6);
        _weights[columns] = Portable.Log(rate / (1 - rate));
    }

    public LogisticCoefficients Run()
    {
        for (var i = 0; i < Iterations && Step() > Converged; i++)
        {
        }

        return new LogisticCoefficients
        {
            Centers = [.. _means.Select(mean => (float)mean)],
            Slopes = [.. _scales.Select((scale, c) => (float)(scale * _weights[c]))],
            Intercept = (float)_weights[^1],
        };
    }

    private void Standardise(FeatureMatrix features)
    {
        var squeezed = new float[features.Rows];
        for (var c = 0; c < _means.Length; c++)
        {
            Squash.Apply(features.Column(c), squeezed);
            (_means[c], _scales[c]) = Moments(squeezed);
            for (var row = 0; row < squeezed.Length; row++)
            {
                var value = squeezed[row];
                _inputs[(row * _weights.Length) + c] = float.IsNaN(value) ? 0 : (value - _means[c]) * _scales[c];
            }
        }

        for (var row = 0; row < squeezed.Length; row++)
        {
            _inputs[(row * _weights.Length) + _means.Length] = 1;
        }
    }

    private static (double Mean, double Scale) Moments(float[] values)
    {
        double sum = 0, squares = 0;
        var count = 0;
        foreach (var value in values)
        {
            if (!float.IsNaN(value))
            {
                sum += value;
                squares += (double)value * value;
                count++;
            }
        }

        var mean = count > 0 ? sum / count : 0;
        var variance = count > 0 ? (squares / count) - (mean * mean) : 0;
        return (mean, variance > 1e-9 ? 1 / Math.Sqrt(variance) : 0);
    }

    // One Newton step; the largest change of a weight.
    private double Step()
    {
        var size = _weights.Length;
        var hessian = new double[size, size];
        var gradient = new double[size];
        for (var row = 0; row < _labels.Length; row++)
        {
            Accumulate(row, gradient, hessian);
        }

        for (var i = 0; i < size; i++)
        {
            gradient[i] += i < size - 1 ? _penalty * _weights[i] : 0;
            hessian[i, i] += i < size - 1 ? _penalty : 1e-9;
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

    private void Accumulate(int row, double[] gradient, double[,] hessian)
    {
        ReadOnlySpan<double> inputs = _inputs.AsSpan(row * _weights.Length, _weights.Length);
        var weight = _rowWeights?[row] ?? 1;
        var margin = 0.0;
        for (var i = 0; i < inputs.Length; i++)
        {
            margin += inputs[i] * _weights[i];
        }

        var probability = 1 / (1 + Portable.Exp(-margin));
        Squash.AddScaled(gradient, inputs, weight * (probability - _labels[row]));
        var curvature = weight * probability * (1 - probability);
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] != 0)
            {
                var lower = MemoryMarshal.CreateSpan(ref hessian[i, 0], i + 1);
                Squash.AddScaled(lower, inputs[..(i + 1)], curvature * inputs[i]);
            }
        }
    }
}
