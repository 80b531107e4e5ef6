namespace Personalization.Learning.Lifetime;

/// <summary>Computes a function and its gradient at a point.</summary>
internal delegate double SmoothFunction(ReadOnlySpan<double> at, Span<double> gradient);

/// <summary>A minimum that <see cref="Bfgs"/> found.</summary>
internal sealed record Minimum(double[] At, double Value, int Iterations, bool Converged);

/// <summary>
/// Minimises a smooth function of a few variables by the BFGS method with a backtracking line search (Nocedal and
/// Wright, "Numerical Optimization", algorithm 6.1 and section 3.5).
/// </summary>
/// <remarks>
/// Meant for logarithms of parameters: a step moves no variable by more than 2, none falls below -12, and none rises
/// above its own wall. A function that falls for ever, ever more slowly, thus ends where its gradient does not matter
/// any more, or at a wall.
/// </remarks>
internal sealed class Bfgs
{
    private const int MostIterations = 500;
    private const int MostHalvings = 40;
    private const double LongestStep = 2;
    private const double Lowest = -12;
    private const double SmallestGradient = 1e-9;
    private const double SufficientDecrease = 1e-4;

    private readonly SmoothFunction _function;
    private readonly double[] _highest;
    private readonly int _size;
    private readonly double[,] _inverseHessian;
    private double[] _at;
    private double[] _gradient;
    private double _value;

    private Bfgs(SmoothFunction function, double[] start, double[] highest)
    {
        _function = function;
        _highest = highest;
        _size = start.Length;
        _inverseHessian = new double[_size, _size];
        _at = [.. start];
        _gradient = new double[_size];
        _value = function(_at, _gradient);
    }

    public static Minimum Minimise(SmoothFunction function, double[] start, double[] highest) =>
        new Bfgs(function, start, highest).Run();

    private Minimum Run()
    {
        Forget();
        var isFresh = true;
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            if (Largest(_gradient) < SmallestGradient)
            {
                return new Minimum(_at, _value, iteration, Converged: true);
            }

            if (Step(isFresh))
            {
                isFresh = false;
            }
            else if (isFresh)
            {
                // Not even straight downhill is lower: rounding is all that is left of the gradient.
                return new Minimum(_at, _value, iteration, Largest(_gradient) < Math.Sqrt(SmallestGradient));
            }
            else
            {
                Forget();
                isFresh = true;
            }
        }

        return new Minimum(_at, _value, MostIterations, Converged: false);
    }

    private void Forget()
    {
        Array.Clear(_inverseHessian);
        for (var i = 0; i < _size; i++)
        {
            _inverseHessian[i, i] = 1;
        }
    }

    /// <summary>Goes to a lower point; false when the line search finds none.</summary>
    private bool Step(bool isFresh)
    {
        var direction = new double[_size];
        var slope = 0.0;
        for (var i = 0; i < _size; i++)
        {
            for (var j = 0; j < _size; j++)
            {
                direction[i] -= _inverseHessian[i, j] * _gradient[j];
            }

            slope += direction[i] * _gradient[i];
        }

        if (!(slope < 0))
        {
            return false;
        }

        var (at, gradient) = (new double[_size], new double[_size]);
        var length = Math.Min(1, LongestStep / Largest(direction));
        for (var halving = 0; halving < MostHalvings; halving++, length /= 2)
        {
            for (var i = 0; i < _size; i++)
            {
                at[i] = _at[i] + (length * direction[i]);
            }

            var value = IsInside(at) ? _function(at, gradient) : double.PositiveInfinity;
            if (value <= _value + (SufficientDecrease * length * slope) && value < _value)
            {
                Update(at, gradient, isFresh);
                (_at, _gradient, _value) = (at, gradient, value);
                return true;
            }
        }

        return false;
    }

    // H <- (I - s y'/s'y) H (I - y s'/s'y) + s s'/s'y; skipped where the curvature is not positive.
    private void Update(double[] at, double[] gradient, bool isFresh)
    {
        var s = new double[_size];
        var y = new double[_size];
        var (sy, yy) = (0.0, 0.0);
        for (var i = 0; i < _size; i++)
        {
            s[i] = at[i] - _at[i];
            y[i] = gradient[i] - _gradient[i];
            sy += s[i] * y[i];
            yy += y[i] * y[i];
        }

        if (!(sy > 1e-14 * yy))
        {
            return;
        }

        for (var i = 0; isFresh && i < _size; i++)
        {
            _inverseHessian[i, i] = sy / yy;
        }

        var hy = new double[_size];
        var yhy = 0.0;
        for (var i = 0; i < _size; i++)
        {
            for (var j = 0; j < _size; j++)
            {
                hy[i] += _inverseHessian[i, j] * y[j];
            }

            yhy += y[i] * hy[i];
        }

        for (var i = 0; i < _size; i++)
        {
            for (var j = 0; j < _size; j++)
            {
                _inverseHessian[i, j] += (((1 + (yhy / sy)) * s[i] * s[j]) - (hy[i] * s[j]) - (s[i] * hy[j])) / sy;
            }
        }
    }

    private bool IsInside(double[] at)
    {
        for (var i = 0; i < at.Length; i++)
        {
            if (!(at[i] >= Lowest && at[i] <= _highest[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static double Largest(double[] values)
    {
        var largest = 0.0;
        foreach (var value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }
}
