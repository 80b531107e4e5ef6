using Personalization.Learning.Numerics;

namespace Personalization.Learning.Boosting;

/// <summary>Losses of means that are never negative; the margin is the mean's logarithm.</summary>
internal abstract class LogLinkLoss : Loss
{
    public override string? Fault(float label) =>
        float.IsFinite(label) && label >= 0 ? null : "labels must be finite and 0 or more";

    public override float BaseScore(LossRows rows) => (float)MeanLabel(rows);

    public override double Margin(double baseScore) => Portable.Log(baseScore);

    public override double Predict(double margin) => Portable.Exp(margin);
}

/// <summary>The Poisson likelihood of counts, reported as mean deviance: equation (B2) of docs/learning.md.</summary>
/// <param name="maxDeltaStep">Raises the second derivative by its exponential, as XGBoost does, so that no step is much
/// longer.</param>
internal sealed class PoissonLoss(double maxDeltaStep) : LogLinkLoss
{
    private readonly float _damping = (float)Portable.Exp(maxDeltaStep);

    protected override void DeriveBlock(LossRows rows, GradientPair[][] into, int from, int to)
    {
        Span<float> means = stackalloc float[256];
        for (; from < to; from += means.Length)
        {
            var size = Math.Min(means.Length, to - from);
            rows.Margins[0].AsSpan(from, size).CopyTo(means);
            FloatLanes.Exp(means[..size]);
            for (var i = 0; i < size; i++)
            {
                var weight = rows.Weight(from + i);
                into[0][from + i] = new(
                    weight * (means[i] - rows.Labels[from + i]), weight * Math.Max(means[i] * _damping, LeastHessian));
            }
        }
    }

    protected override double SumBlock(LossRows rows, int from, int to)
    {
        var sum = 0.0;
        for (; from < to; from++)
        {
            double label = rows.Labels[from], mean = Portable.Exp(rows.Margins[0][from]);
            var likelihood = label > 0 ? label * Portable.Log(label / mean) : 0;
            sum += rows.Weight(from) * 2 * (likelihood - label + mean);
        }

        return sum;
    }
}

/// <summary>The Tweedie likelihood of amounts, reported as mean deviance: equation (B3) of docs/learning.md.</summary>
internal sealed class TweedieLoss(double power) : LogLinkLoss
{
    private readonly float _one = (float)(1 - power);
    private readonly float _two = (float)(2 - power);

    protected override void DeriveBlock(LossRows rows, GradientPair[][] into, int from, int to)
    {
        Span<float> ones = stackalloc float[256];
        Span<float> twos = stackalloc float[256];
        for (; from < to; from += ones.Length)
        {
            var size = Math.Min(ones.Length, to - from);
            for (var i = 0; i < size; i++)
            {
                ones[i] = _one * rows.Margins[0][from + i];
                twos[i] = _two * rows.Margins[0][from + i];
            }

            FloatLanes.Exp(ones[..size]);
            FloatLanes.Exp(twos[..size]);
            for (var i = 0; i < size; i++)
            {
                var weight = rows.Weight(from + i);
                var pull = rows.Labels[from + i] * ones[i];
                into[0][from + i] = new(
                    weight * (twos[i] - pull),
                    weight * Math.Max((_two * twos[i]) - (_one * pull), LeastHessian));
            }
        }
    }

    protected override double SumBlock(LossRows rows, int from, int to)
    {
        double one = 1 - power, two = 2 - power;
        var sum = 0.0;
        for (; from < to; from++)
        {
            double label = rows.Labels[from], margin = rows.Margins[0][from];
            var deviance = (Portable.Pow(label, two) / (one * two)) - (label * Portable.Exp(one * margin) / one)
                + (Portable.Exp(two * margin) / two);
            sum += rows.Weight(from) * 2 * deviance;
        }

        return sum;
    }
}
