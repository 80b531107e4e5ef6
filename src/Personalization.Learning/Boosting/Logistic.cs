using System.Numerics;
using System.Runtime.InteropServices;

namespace Personalization.Learning.Boosting;

/// <summary>First and second derivative of the loss of one row at its present margin.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct GradientPair(float gradient, float hessian)
{
    public readonly float Gradient = gradient;
    public readonly float Hessian = hessian;
}

/// <summary>The logistic loss: equations (2) to (4) of docs/learning.md.</summary>
internal static class Logistic
{
    private const int Block = 1 << 14;
    private const float LeastHessian = 1e-16f;

    /// <summary>Equation (2).</summary>
    public static double Probability(double margin) => 1 / (1 + Math.Exp(-margin));

    /// <summary>The inverse of equation (2).</summary>
    public static double Margin(double probability) => -Math.Log((1 / probability) - 1);

    /// <summary>Equation (4) for every row.</summary>
    public static void Derive(float[] margins, float[] labels, GradientPair[] into, Workers workers) =>
        workers.RunBlocks(margins.Length, Block, (from, to) =>
        {
            Span<float> probabilities = stackalloc float[Vector<float>.Count];
            for (; from < to; from += Vector<float>.Count)
            {
                var size = Math.Min(Vector<float>.Count, to - from);
                var negated = -Load(margins, from, size);
                (Vector<float>.One / (Vector<float>.One + Vector.Exp(negated))).CopyTo(probabilities);
                for (var i = 0; i < size; i++)
                {
                    var p = probabilities[i];
                    into[from + i] = new(p - labels[from + i], Math.Max(p * (1 - p), LeastHessian));
                }
            }
        });

    /// <summary>The mean of equation (3) over all rows; sums are made block by block, so threads do not change
    /// them.</summary>
    public static double MeanLoss(float[] margins, float[] labels, Workers workers)
    {
        var sums = new double[(margins.Length + Block - 1) / Block];
        workers.RunBlocks(margins.Length, Block, (from, to) =>
        {
            var sum = 0.0;
            for (var at = from; at < to; at += Vector<float>.Count)
            {
                var size = Math.Min(Vector<float>.Count, to - at);
                sum += Vector.Sum(Losses(Load(margins, at, size), Load(labels, at, size), size));
            }

            sums[from / Block] = sum;
        });
        return sums.Sum() / margins.Length;
    }

    // log(1 + exp(z)) with z the margin against the label, written so that exp never overflows.
    private static Vector<float> Losses(Vector<float> margins, Vector<float> labels, int size)
    {
        var z = margins * (Vector<float>.One - (labels + labels));
        var loss = Vector.Max(z, Vector<float>.Zero) + Vector.Log(Vector<float>.One + Vector.Exp(-Vector.Abs(z)));
        return size == Vector<float>.Count
            ? loss
            : Vector.ConditionalSelect(
                Vector.LessThan(Vector<float>.Indices, new Vector<float>(size)), loss, Vector<float>.Zero);
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
