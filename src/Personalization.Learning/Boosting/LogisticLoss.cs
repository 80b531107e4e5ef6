using System.Numerics;

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
        Span<float> probabilities = stackalloc float[Vector<float>.Count];
        var pairs = into[0];
        for (; from < to; from += Vector<float>.Count)
        {
            var size = Math.Min(Vector<float>.Count, to - from);
            var negated = -Load(rows.Margins[0], from, size);
            (Vector<float>.One / (Vector<float>.One + Exponential.Exp(negated))).CopyTo(probabilities);
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
        Span<float> losses = stackalloc float[Vector<float>.Count];
        var sum = 0.0;
        for (; from < to; from += Vector<float>.Count)
        {
            var size = Math.Min(Vector<float>.Count, to - from);
            var labels = Load(rows.Labels, from, size);
            var z = Load(rows.Margins[0], from, size) * (Vector<float>.One - (labels + labels));
            var loss = Vector.Max(z, Vector<float>.Zero)
                + Vector.Log(Vector<float>.One + Exponential.Exp(-Vector.Abs(z)));
            loss.CopyTo(losses);
            for (var i = 0; i < size; i++)
            {
                sum += rows.Weight(from + i) * losses[i];
            }
        }

        return sum;
    }

    private static Vector<float> Load(float[] values, int from, int size)
    {
        if (size == Vector<float>.Count)
        {
            return new Vector<float>(values, from);
        }

        Span<float> part = stackalloc float[Vector<float>.Count];
        part.Clear();
        values.AsSpan(from, size).CopyTo(part);
        return new Vector<float>(part);
    }
}
