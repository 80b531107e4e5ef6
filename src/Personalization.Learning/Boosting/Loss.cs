using System.Runtime.InteropServices;

namespace Personalization.Learning.Boosting;

/// <summary>First and second derivative of the loss of one row at its present margin.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct GradientPair(float gradient, float hessian)
{
    public readonly float Gradient = gradient;
    public readonly float Hessian = hessian;
}

/// <summary>Rows with the margins that an ensemble gives them so far, one array for each output.</summary>
/// <param name="Weights">What each row counts for; empty where each counts for 1.</param>
internal sealed record LossRows(float[][] Margins, float[] Labels, float[] Weights)
{
    public float Weight(int row) => Weights.Length == 0 ? 1 : Weights[row];
}

/// <summary>What training makes small: its derivatives and mean, and how margins become predictions.</summary>
/// <remarks>Rows are taken in blocks of fixed bounds, so the number of threads changes no sum.</remarks>
internal abstract class Loss
{
    protected const float LeastHessian = 1e-16f;
    private const int Block = 1 << 13;

    public static Loss Of(Objective objective, double maxDeltaStep = 0) => objective.Kind switch
    {
        ObjectiveKind.Binary => new LogisticLoss(),
        ObjectiveKind.SquaredError => new SquaredLoss(),
        ObjectiveKind.Poisson => new PoissonLoss(maxDeltaStep),
        ObjectiveKind.Tweedie => new TweedieLoss(objective.VariancePower),
        ObjectiveKind.MultiClass => new SoftmaxLoss(objective.Outputs),
        _ => throw new ArgumentOutOfRangeException(nameof(objective), objective.Kind, "There is no such objective."),
    };

    /// <summary>What is wrong with a label, as the end of "the label is x; ...", or null.</summary>
    public abstract string? Fault(float label);

    /// <summary>The best constant prediction, as it is kept in the model file.</summary>
    public abstract float BaseScore(LossRows rows);

    /// <summary>The margin that a base score stands for.</summary>
    public abstract double Margin(double baseScore);

    /// <summary>What a margin predicts.</summary>
    public abstract double Predict(double margin);

    /// <summary>Turns the margins of all outputs of a row into its predictions, in place.</summary>
    public virtual void Predict(Span<double> margins) => margins[0] = Predict(margins[0]);

    /// <summary>The margins that training starts from, one for each output.</summary>
    public virtual double[] Start(LossRows rows, double baseScore) => [Margin(baseScore)];

    /// <summary>The derivatives of every row, for every output.</summary>
    public void Derive(LossRows rows, GradientPair[][] into, Workers workers) =>
        workers.RunBlocks(rows.Labels.Length, Block, (from, to) => DeriveBlock(rows, into, from, to));

    /// <summary>The weighted mean loss over all rows, in the unit that is reported.</summary>
    public double Mean(LossRows rows, Workers workers)
    {
        var blocks = (rows.Labels.Length + Block - 1) / Block;
        var sums = new double[blocks];
        var weights = new double[blocks];
        workers.RunBlocks(rows.Labels.Length, Block, (from, to) =>
        {
            sums[from / Block] = SumBlock(rows, from, to);
            weights[from / Block] = rows.Weights.Length == 0 ? to - from : SumOf(rows.Weights.AsSpan(from, to - from));
        });
        return Reported(sums.Sum() / weights.Sum());
    }

    /// <summary>The weighted mean label.</summary>
    protected static double MeanLabel(LossRows rows)
    {
        double sum = 0, weight = 0;
        for (var row = 0; row < rows.Labels.Length; row++)
        {
            sum += (double)rows.Weight(row) * rows.Labels[row];
            weight += rows.Weight(row);
        }

        return sum / weight;
    }

    protected abstract void DeriveBlock(LossRows rows, GradientPair[][] into, int from, int to);

    protected abstract double SumBlock(LossRows rows, int from, int to);

    protected virtual double Reported(double mean) => mean;

    private static double SumOf(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}
