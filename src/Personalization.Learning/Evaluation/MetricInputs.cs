namespace Personalization.Learning.Evaluation;

/// <summary>What every measure asks of its rows.</summary>
internal static class MetricInputs
{
    /// <summary>No weights at all means that every row weighs 1.</summary>
    public static double Weight(ReadOnlySpan<float> weights, int row) => weights.IsEmpty ? 1 : weights[row];

    public static void CheckBinary(
        ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights = default)
    {
        CheckLengths(scores.Length, labels.Length, weights);
        if (labels.IndexOfAnyExcept(0f, 1f) is >= 0 and var odd)
        {
            throw new ArgumentException($"The label of row {odd} is {labels[odd]}; it must be 0 or 1.", nameof(labels));
        }

        for (var i = 0; i < scores.Length; i++)
        {
            if (double.IsNaN(scores[i]))
            {
                throw new ArgumentException($"The score of row {i} is not a number.", nameof(scores));
            }
        }
    }

    public static void CheckProbabilities(ReadOnlySpan<double> scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] is not (>= 0 and <= 1))
            {
                throw new ArgumentException(
                    $"The score of row {i} is {scores[i]}; a probability from 0 to 1 is expected.", nameof(scores));
            }
        }
    }

    public static void CheckRegression(
        ReadOnlySpan<double> predictions, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        CheckLengths(predictions.Length, labels.Length, weights);
        for (var i = 0; i < labels.Length; i++)
        {
            if (!double.IsFinite(predictions[i]) || !float.IsFinite(labels[i]))
            {
                throw new ArgumentException(
                    $"Row {i} has the prediction {predictions[i]} and the label {labels[i]}; both must be finite.",
                    nameof(predictions));
            }
        }
    }

    /// <summary>Weights must be finite, not negative and not all zero; none at all are fine.</summary>
    public static void CheckWeights(int rows, ReadOnlySpan<float> weights)
    {
        if (weights.IsEmpty)
        {
            return;
        }

        if (weights.Length != rows)
        {
            throw new ArgumentException(
                $"There are {rows} rows and {weights.Length} weights; give one a row, or none.", nameof(weights));
        }

        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight >= 0 && float.IsFinite(weight) ? weight : double.NaN;
        }

        if (double.IsNaN(sum) || sum == 0)
        {
            throw new ArgumentException(
                "Weights must be finite, not negative, and not all of them 0.", nameof(weights));
        }
    }

    private static void CheckLengths(int scores, int labels, ReadOnlySpan<float> weights)
    {
        if (scores == 0 || scores != labels)
        {
            throw new ArgumentException(
                $"There are {scores} scores and {labels} labels; give as many of each, one at least.", nameof(scores));
        }

        CheckWeights(scores, weights);
    }
}
