using Personalization.Learning.Boosting;
using Personalization.Learning.Calibration;
using Personalization.Learning.Linear;
using Personalization.Learning.Numerics;

namespace Personalization.Domain.Propensity;

/// <summary>
/// Trees, a logistic regression beside them and a calibration over both: how features become a probability; equation
/// (31) of docs/learning.md.
/// </summary>
/// <remarks>Immutable, safe for any number of threads; scoring a row allocates nothing.</remarks>
internal sealed class PropensityBlend
{
    private readonly LogisticRegression? _linear;
    private readonly double _share;

    public PropensityBlend(TreeEnsemble trees, LogisticRegression? linear, double share, Calibrator calibrator)
    {
        if (linear is not null && linear.Columns != trees.FeatureNames.Count)
        {
            throw new ArgumentException(
                $"The trees have {trees.FeatureNames.Count} inputs and the logistic regression {linear.Columns}.",
                nameof(linear));
        }

        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"The linear share is {share}; it must be 0 to 1.", nameof(share));
        }

        Trees = trees;
        _linear = share > 0 ? linear : null;
        _share = _linear is null ? 0 : share;
        Calibrator = calibrator;
    }

    public TreeEnsemble Trees { get; }

    public LogisticRegression? Linear => _linear;

    public Calibrator Calibrator { get; }

    public PropensityBlend With(Calibrator calibrator) => new(Trees, _linear, _share, calibrator);

    public double Probability(ReadOnlySpan<float> row)
    {
        var margin = _linear is null
            ? Trees.Margin(row)
            : ((1 - _share) * Trees.Margin(row)) + (_share * _linear.Margin(row));
        return Calibrator.Apply(1 / (1 + Portable.Exp(-margin)));
    }

    public double[] Probabilities(FeatureMatrix matrix)
    {
        var row = new float[matrix.Columns];
        var probabilities = new double[matrix.Rows];
        for (var r = 0; r < probabilities.Length; r++)
        {
            matrix.CopyRow(r, row);
            probabilities[r] = Probability(row);
        }

        return probabilities;
    }

    /// <summary>
    /// What each feature adds to the log-odds. A calibration by steps has no slope that parts could be multiplied by;
    /// then they explain the log-odds before it.
    /// </summary>
    public double[] Contributions(ReadOnlySpan<float> row)
    {
        var ofTrees = new double[row.Length + 1];
        Trees.Contributions(row, ofTrees);
        var ofLine = new double[row.Length];
        _linear?.Contributions(row, ofLine);
        var slope = Calibrator.Coefficients.Method == CalibrationMethod.Platt ? Calibrator.Coefficients.Slope : 1;
        for (var i = 0; i < ofLine.Length; i++)
        {
            ofLine[i] = slope * (((1 - _share) * ofTrees[i]) + (_share * ofLine[i]));
        }

        return ofLine;
    }
}
