namespace Personalization.Learning.Boosting;

/// <summary>Rows with a label each: 1 where the outcome happened, 0 where it did not.</summary>
public sealed record TrainingSet(FeatureMatrix Features, float[] Labels)
{
    /// <summary>Refuses what no model can be learnt from.</summary>
    /// <exception cref="ArgumentException">Empty, of unequal lengths, an infinite value or a label other than 0 and
    /// 1.</exception>
    internal void Validate(string called)
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

        ValidateLabels(called);
        for (var c = 0; c < Features.Columns; c++)
        {
            ValidateColumn(c, called);
        }
    }

    /// <summary>Refuses labels that are all the same, from which nothing can be learnt.</summary>
    internal void RequireBothClasses(string called)
    {
        if (Labels.AsSpan().IndexOfAnyExcept(Labels[0]) < 0)
        {
            throw new ArgumentException(
                $"Every label of the {called} set is {Labels[0]}; both 0 and 1 must occur.", called);
        }
    }

    private void ValidateLabels(string called)
    {
        var odd = Labels.AsSpan().IndexOfAnyExcept(0f, 1f);
        if (odd >= 0)
        {
            throw new ArgumentException(
                $"The label of row {odd} of the {called} set is {Labels[odd]}; labels must be 0 or 1.", called);
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
/// <param name="TrainLogLoss">Mean log loss over all training rows, sampled or not.</param>
/// <param name="ValidationLogLoss">Mean log loss over the validation rows, where there are any.</param>
public readonly record struct BoostingRound(int Round, int Rounds, double TrainLogLoss, double? ValidationLogLoss);
