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

    /// <summary>Whether trees have a say in it.</summary>
    public bool HasTrees => _share < 1;

    /// <summary>A logistic regression alone.</summary>
    public static PropensityBlend Line(IReadOnlyList<string> inputs, LogisticRegression line) =>
        new(TreeEnsemble.Constant(inputs, 0.5), line, 1, Calibrator.None);

    public PropensityBlend With(Calibrator calibrator) => new(Trees, _linear, _share, calibrator);

    public double Probability(ReadOnlySpan<float> row)
    {
        var margin = _linear is null ? Trees.Margin(row)
            : !HasTrees ? _linear.Margin(row)
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
    /// Each feature's share of what tells customers apart, greatest first: of the trees' gain or, without trees, of
    /// what moves the log-odds of these rows.
    /// </summary>
    public IReadOnlyList<FeatureShare> Importance(FeatureMatrix rows, int most)
    {
        if (HasTrees)
        {
            return [.. Trees.GainImportance().Take(most).Select(one => new FeatureShare(one.Feature, one.Share))];
        }

        var (row, parts, sums) = (new float[rows.Columns], new double[rows.Columns], new double[rows.Columns]);
        for (var r = 0; r < rows.Rows; r++)
        {
            rows.CopyRow(r, row);
            _linear!.Contributions(row, parts);
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += Math.Abs(parts[i]);
            }
        }

        var all = sums.Sum();
        return
        [
            .. sums.Select((sum, i) => new FeatureShare(rows.Names[i], all > 0 ? sum / all : 0))
                .Where(one => one.Share > 0).OrderByDescending(one => one.Share)
                .ThenBy(one => one.Feature, StringComparer.Ordinal).Take(most),
        ];
    }

    /// <summary>
    /// What each feature adds to the log-odds. A calibration by steps has no slope that parts could be multiplied by;
    /// then they explain the log-odds before it.
    /// </summary>
    public double[] Contributions(ReadOnlySpan<float> row)
    {
        var ofTrees = new double[row.Length + 1];
        if (HasTrees)
        {
            Trees.Contributions(row, ofTrees);
        }

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
