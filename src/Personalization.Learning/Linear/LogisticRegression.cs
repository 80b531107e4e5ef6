using System.Runtime.Intrinsics;
using Personalization.Learning.Boosting;
using Personalization.Learning.Numerics;

namespace Personalization.Learning.Linear;

/// <summary>What a logistic regression has learnt; plain numbers that can be stored as JSON.</summary>
public sealed record LogisticCoefficients
{
    /// <summary>The value, squeezed, at which a column adds nothing; a missing value counts as it.</summary>
    public required IReadOnlyList<float> Centers { get; init; }

    /// <summary>What each squeezed unit over the center adds to the log-odds.</summary>
    public required IReadOnlyList<float> Slopes { get; init; }

    /// <summary>The log-odds of a row that is at every center.</summary>
    public required float Intercept { get; init; }
}

/// <summary>Ridge logistic regression: the plain model that anything cleverer has to beat, or to be blended
/// with.</summary>
/// <remarks>
/// Columns are squeezed by the inverse hyperbolic sine (counts and money have long tails) and missing values put at the
/// mean: <c>margin = intercept + sum of slope (asinh(x) - center)</c>. Immutable, safe for any number of threads;
/// scoring a row allocates nothing.
/// </remarks>
public sealed class LogisticRegression
{
    private readonly float[] _centers;
    private readonly float[] _slopes;

    /// <summary>A model from what <see cref="Coefficients"/> gave.</summary>
    /// <exception cref="ArgumentException">Not as many centers as slopes, or a number that is not finite.</exception>
    public LogisticRegression(LogisticCoefficients coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        if (coefficients.Centers.Count != coefficients.Slopes.Count
            || !coefficients.Centers.Concat(coefficients.Slopes).Append(coefficients.Intercept).All(float.IsFinite))
        {
            throw new ArgumentException(
                $"{coefficients.Centers.Count} centers and {coefficients.Slopes.Count} slopes are no logistic "
                + "regression: there is one of each a column, all of them finite.",
                nameof(coefficients));
        }

        Coefficients = coefficients;
        var whole = (coefficients.Slopes.Count + Vector256<float>.Count - 1) / Vector256<float>.Count;
        _centers = new float[whole * Vector256<float>.Count];
        _slopes = new float[_centers.Length];
        for (var c = 0; c < coefficients.Slopes.Count; c++)
        {
            (_centers[c], _slopes[c]) = (coefficients.Centers[c], coefficients.Slopes[c]);
        }
    }

    /// <summary>What there is to store.</summary>
    public LogisticCoefficients Coefficients { get; }

    /// <summary>How many values a row has.</summary>
    public int Columns => Coefficients.Slopes.Count;

    /// <summary>Fits the weights; time grows with rows times columns squared.</summary>
    /// <param name="train">What to learn from, weights included; not changed.</param>
    /// <param name="penalty">The L2 penalty, over 0; with standardised columns, 1 is gentle.</param>
    public static LogisticRegression Fit(TrainingSet train, double penalty = 1)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(penalty);
        return new LogisticRegression(new LogisticFit(train, penalty).Run());
    }

    /// <summary>The log-odds of label 1; NaN is a missing value.</summary>
    /// <exception cref="ArgumentException">The row does not have as many values as there are columns.</exception>
    public double Margin(ReadOnlySpan<float> row)
    {
        RequireLength(row);
        var sum = Vector256<float>.Zero;
        Span<float> rest = stackalloc float[Vector256<float>.Count];
        for (var c = 0; c < row.Length; c += Vector256<float>.Count)
        {
            sum += Part(c, row, rest);
        }

        // The eight lanes are added in one order whatever the processor has for it.
        var four = sum.GetLower() + sum.GetUpper();
        return Coefficients.Intercept + (double)(four[0] + four[2] + (four[1] + four[3]));
    }

    /// <summary>The probability of label 1 in a row of a matrix, 0 to 1.</summary>
    public double Probability(FeatureMatrix features, int row)
    {
        ArgumentNullException.ThrowIfNull(features);
        var values = new float[features.Columns];
        features.CopyRow(row, values);
        return 1 / (1 + Portable.Exp(-Margin(values)));
    }

    /// <summary>What each column adds to the log-odds of this row over those at the center of all.</summary>
    public void Contributions(ReadOnlySpan<float> row, Span<double> into)
    {
        RequireLength(row);
        Span<float> rest = stackalloc float[Vector256<float>.Count];
        for (var c = 0; c < row.Length; c++)
        {
            into[c] = Part(c / Vector256<float>.Count * Vector256<float>.Count, row, rest)
                [c % Vector256<float>.Count];
        }
    }

    private Vector256<float> Part(int from, ReadOnlySpan<float> row, Span<float> rest)
    {
        var values = row[from..];
        if (values.Length < rest.Length)
        {
            rest.Clear();
            values.CopyTo(rest);
            values = rest;
        }

        var value = Vector256.Create(values);
        var added = (Squash.Of(value) - Vector256.Create(_centers, from)) * Vector256.Create(_slopes, from);
        return Vector256.ConditionalSelect(Vector256.IsNaN(value), Vector256<float>.Zero, added);
    }

    private void RequireLength(ReadOnlySpan<float> row)
    {
        if (row.Length != Columns)
        {
            throw new ArgumentException(
                $"The row has {row.Length} values and the model {Columns} columns.", nameof(row));
        }
    }
}
