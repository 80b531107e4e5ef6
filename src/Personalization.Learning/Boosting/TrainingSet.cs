namespace Personalization.Learning.Boosting;

/// <summary>Rows with a label each, of the kind that the objective asks for: for the default, 1 where the outcome
/// happened and 0 where it did not.</summary>
public sealed record TrainingSet(FeatureMatrix Features, float[] Labels)
{
    /// <summary>What each row counts for, 0 or more; null where each counts for 1. A weight of 2 is the row given
    /// twice, but for where the borders of bins come to lie.</summary>
    public float[]? Weights { get; init; }

    /// <summary>Refuses what no model can be learnt from.</summary>
    /// <exception cref="ArgumentException">Empty, of unequal lengths, an infinite value, a bad weight or a label that
    /// the loss does not allow.</exception>
    internal void Validate(string called, Loss loss)
    {
        ArgumentNullException.ThrowIfNull(Features, called);
        ArgumentNullException.ThrowIfNull(Labels, called);
        if (Features.Rows == 0 || Features.Columns == 0)
        {
            throw new ArgumentException(
                $"The {called} set has {Features.Rows} rows and {Features.Columns} columns; "
                + "it needs one of each at least.",
                called);
        }

        if (Labels.Length != Features.Rows)
        {
            throw new ArgumentException(
                $"The {called} set has {Features.Rows} rows and {Labels.Length} labels; give one label a row.", called);
        }

        ValidateLabels(called, loss);
        ValidateWeights(called);
        for (var c = 0; c < Features.Columns; c++)
        {
            ValidateColumn(c, called);
        }
    }

    /// <summary>Refuses labels that are all the same, from which nothing can be learnt.</summary>
    internal void RequireDifferentLabels(string called, Objective objective)
    {
        if (Labels.AsSpan().IndexOfAnyExcept(Labels[0]) < 0)
        {
            var wanted = objective.Kind == ObjectiveKind.Binary ? "both 0 and 1 must occur" : "they must differ";
            throw new ArgumentException($"Every label of the {called} set is {Labels[0]}; {wanted}.", called);
        }
    }

    /// <summary>Weights with the class weight in them; empty where every row counts for 1.</summary>
    internal float[] EffectiveWeights(BoostingOptions options)
    {
        if (options.PositiveWeight == 1)
        {
            return Weights ?? [];
        }

        var weights = new float[Labels.Length];
        for (var row = 0; row < weights.Length; row++)
        {
            weights[row] = (Weights?[row] ?? 1) * (Labels[row] == 1 ? (float)options.PositiveWeight : 1);
        }

        return weights;
    }

    private void ValidateLabels(string called, Loss loss)
    {
        for (var row = 0; row < Labels.Length; row++)
        {
            if (loss.Fault(Labels[row]) is { } fault)
            {
                throw new ArgumentException(
                    $"The label of row {row} of the {called} set is {Labels[row]}; {fault}.", called);
            }
        }
    }

    private void ValidateWeights(string called)
    {
        if (Weights is null)
        {
            return;
        }

        if (Weights.Length != Labels.Length)
        {
            throw new ArgumentException(
                $"The {called} set has {Labels.Length} rows and {Weights.Length} weights; give one a row or none.",
                called);
        }

        var sum = 0.0;
        for (var row = 0; row < Weights.Length; row++)
        {
            if (!(float.IsFinite(Weights[row]) && Weights[row] >= 0))
            {
                throw new ArgumentException(
                    $"The weight of row {row} of the {called} set is {Weights[row]}; weights must be finite and 0 or "
                    + "more.",
                    called);
            }

            sum += Weights[row];
        }

        if (sum == 0)
        {
            throw new ArgumentException($"Every weight of the {called} set is 0.", called);
        }
    }

    private void ValidateColumn(int c, string called)
    {
        var odd = Features.Column(c).IndexOfAny(float.PositiveInfinity, float.NegativeInfinity);
        if (odd >= 0)
        {
            throw new ArgumentException(
                $"Column '{Features.Names[c]}' of the {called} set is {Features[odd, c]} at row {odd}; "
                + "values must be finite, or NaN where missing.",
                called);
        }
    }
}

/// <summary>Where training stands after one round.</summary>
/// <param name="Round">The round just finished, from 1.</param>
/// <param name="Rounds">The rounds asked for.</param>
/// <param name="TrainLoss">
/// The mean loss over all training rows, sampled or not: log loss for classes, root of the mean squared error, mean
/// deviance for counts and amounts; rows count by their weights.
/// </param>
/// <param name="ValidationLoss">The same over the validation rows, where there are any.</param>
public readonly record struct BoostingRound(int Round, int Rounds, double TrainLoss, double? ValidationLoss);
