using Personalization.Learning.Numerics;

namespace Personalization.Learning.Boosting;

/// <summary>The log loss of one class among several: equation (B4) of docs/learning.md.</summary>
internal sealed class SoftmaxLoss(int classes) : Loss
{
    private const double LeastRate = 1e-6;

    public override string? Fault(float label) => label >= 0 && label < classes && label == MathF.Floor(label)
        ? null
        : $"labels must be whole numbers from 0 to {classes - 1}";

    /// <summary>0: what all classes have in common changes nothing, and where each starts is kept in the first
    /// trees.</summary>
    public override float BaseScore(LossRows rows) => 0;

    public override double Margin(double baseScore) => baseScore;

    public override double Predict(double margin) =>
        throw new NotSupportedException("A margin of one class predicts nothing without those of the others.");

    public override void Predict(Span<double> margins)
    {
        var greatest = double.NegativeInfinity;
        foreach (var margin in margins)
        {
            greatest = Math.Max(greatest, margin);
        }

        var sum = 0.0;
        foreach (ref var margin in margins)
        {
            margin = Portable.Exp(margin - greatest);
            sum += margin;
        }

        foreach (ref var margin in margins)
        {
            margin /= sum;
        }
    }

    public override double[] Start(LossRows rows, double baseScore)
    {
        var weights = new double[classes];
        for (var row = 0; row < rows.Labels.Length; row++)
        {
            weights[(int)rows.Labels[row]] += rows.Weight(row);
        }

        var total = weights.Sum();
        return Array.ConvertAll(weights, weight => Portable.Log(Math.Max(weight / total, LeastRate)));
    }

    protected override void DeriveBlock(LossRows rows, GradientPair[][] into, int from, int to)
    {
        Span<float> chances = stackalloc float[classes];
        for (; from < to; from++)
        {
            Chances(rows.Margins, from, chances);
            var weight = rows.Weight(from);
            for (var k = 0; k < classes; k++)
            {
                var p = chances[k];
                var hit = (int)rows.Labels[from] == k ? 1f : 0f;
                into[k][from] = new(weight * (p - hit), weight * Math.Max(2 * p * (1 - p), LeastHessian));
            }
        }
    }

    protected override double SumBlock(LossRows rows, int from, int to)
    {
        Span<float> chances = stackalloc float[classes];
        var sum = 0.0;
        for (; from < to; from++)
        {
            Chances(rows.Margins, from, chances);
            sum -= rows.Weight(from) * Portable.Log(Math.Max(chances[(int)rows.Labels[from]], 1e-16));
        }

        return sum;
    }

    private static void Chances(float[][] margins, int row, Span<float> into)
    {
        var greatest = float.NegativeInfinity;
        for (var k = 0; k < into.Length; k++)
        {
            into[k] = margins[k][row];
            greatest = Math.Max(greatest, into[k]);
        }

        foreach (ref var margin in into)
        {
            margin -= greatest;
        }

        FloatLanes.Exp(into);
        var sum = 0f;
        foreach (var chance in into)
        {
            sum += chance;
        }

        foreach (ref var chance in into)
        {
            chance /= sum;
        }
    }
}
