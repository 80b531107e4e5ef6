using System.Runtime.Intrinsics;
using Personalization.Learning.Numerics;

namespace Personalization.Learning.Boosting;

/// <summary>The log loss of a yes-or-no outcome: equations (2) to (4) and (11) of docs/learning.md.</summary>
internal sealed class LogisticLoss : Loss
{
    private const double LeastRate = 1e-6;

    public override string? Fault(float label) => label is 0 or 1 ? null : "labels must be 0 or 1";

    public override float BaseScore(LossRows rows) => (float)Math.Clamp(MeanLabel(rows), LeastRate, 1 - LeastRate);

    public override double Margin(double baseScore) => Logistic.Margin(baseScore);

    public override double Predict(double margin) => Logistic.Probability(margin);

    protected override void DeriveBlock(LossRows rows, GradientPair[][] into, int from, int to)
    {
        Span<float> probabilities = stackalloc float[Vector256<float>.Count];
        var pairs = into[0];
        for (; from < to; from += Vector256<float>.Count)
        {
            var size = Math.Min(Vector256<float>.Count, to - from);
            var negated = -Load(rows.Margins[0], from, size);
            (Vector256<float>.One / (Vector256<float>.One + FloatLanes.Exp(negated))).CopyTo(probabilities);
            for (var i = 0; i < size; i++)
            {
                var p = probabilities[i];
                var weight = rows.Weight(from + i);
                pairs[from + i] = new(
                    weight * (p - rows.Labels[from + i]), weight * Math.Max(p * (1 - p), LeastHessian));
            }
        }
    }

    // log(1 + exp(z)) with z the margin against the label, written so that exp never overflows.
    protected override double SumBlock(LossRows rows, int from, int to)
    {
        Span<float> losses = stackalloc float[Vector256<float>.Count];
        var sum = 0.0;
        for (; from < to; from += Vector256<float>.Count)
        {
            var size = Math.Min(Vector256<float>.Count, to - from);
            var labels = Load(rows.Labels, from, size);
            var z = Load(rows.Margins[0], from, size) * (Vector256<float>.One - (labels + labels));
            var loss = Vector256.Max(z, Vector256<float>.Zero)
                + FloatLanes.Log(Vector256<float>.One + FloatLanes.Exp(-Vector256.Abs(z)));
            loss.CopyTo(losses);
            for (var i = 0; i < size; i++)
            {
                sum += rows.Weight(from + i) * losses[i];
            }
        }

        return sum;
    }

    private static Vector256<float> Load(float[] values, int from, int size)
    {
        if (size == Vector256<float>.Count)
        {
            return Vector256.Create(values, from);
        }

        Span<float> part = stackalloc float[Vector256<float>.Count];
        part.Clear();
        values.AsSpan(from, size).CopyTo(part);
        return Vector256.Create<float>(part);
    }
}
