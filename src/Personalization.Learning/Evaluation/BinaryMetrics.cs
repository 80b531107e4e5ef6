namespace Personalization.Learning.Evaluation;

/// <summary>How well scores tell label 1 from label 0; scikit-learn's definitions, ties included.</summary>
/// <remarks>
/// Every measure throws <see cref="ArgumentException"/> for no rows, unequal lengths, a score that is NaN or a label
/// other than 0 and 1. Equations are those of docs/learning.md.
/// </remarks>
public static class BinaryMetrics
{
    // As scikit-learn: a certain and wrong answer costs about 36, not infinitely much.
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>The chance that a random 1 scores above a random 0, a tie counting half: equation (13); 0.5 is
    /// guessing.</summary>
    /// <exception cref="ArgumentException">Also where only one of the labels occurs.</exception>
    public static double Auc(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        Check(scores, labels);
        var (sorted, order) = Ranked(scores);
        double rankSum = 0, positives = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = EndOfTie(sorted, start);
            var rank = (start + 1 + end) / 2.0;
            for (var i = start; i < end; i++)
            {
                positives += labels[order[i]];
                rankSum += rank * labels[order[i]];
            }
        }

        var negatives = sorted.Length - positives;
        return positives > 0 && negatives > 0
            ? (rankSum - (positives * (positives + 1) / 2)) / (positives * negatives)
            : throw new ArgumentException("The area under the curve needs both labels, 0 and 1.", nameof(labels));
    }

    /// <summary>The mean negative log likelihood, in nats: equation (14). Scores are probabilities; 0 is
    /// perfect.</summary>
    public static double LogLoss(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        Check(scores, labels);
        CheckProbabilities(scores);
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            var p = Math.Clamp(scores[i], Epsilon, 1 - Epsilon);
            sum -= Math.Log(labels[i] > 0 ? p : 1 - p);
        }

        return sum / scores.Length;
    }

    /// <summary>The mean squared distance of probability and outcome: equation (15); 0 is perfect, 1 the
    /// worst.</summary>
    public static double Brier(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        Check(scores, labels);
        CheckProbabilities(scores);
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            sum += (scores[i] - labels[i]) * (scores[i] - labels[i]);
        }

        return sum / scores.Length;
    }

    /// <summary>
    /// How many times more often 1 occurs among the best scores than in all rows: equation (16). The top is the given
    /// fraction of rows, rounded up; of rows tied at its border each counts for the same part.
    /// </summary>
    /// <exception cref="ArgumentException">Also where the fraction is not over 0 and up to 1, or no label is
    /// 1.</exception>
    public static double Lift(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels, double topFraction)
    {
        Check(scores, labels);
        if (topFraction is not (> 0 and <= 1))
        {
            throw new ArgumentException(
                $"topFraction is {topFraction}; it must be over 0 and up to 1.", nameof(topFraction));
        }

        var (sorted, order) = Ranked(scores);
        // A fraction such as 0.1 of 30 is a little over 3 in binary; that must not become 4.
        var top = (int)Math.Ceiling((topFraction * sorted.Length) - 1e-9);
        double inTop = 0, all = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            end = EndOfTie(sorted, start);
            var positives = 0.0;
            for (var i = start; i < end; i++)
            {
                positives += labels[order[i]];
            }

            var share = Math.Clamp((double)(end - (sorted.Length - top)) / (end - start), 0, 1);
            inTop += share * positives;
            all += positives;
        }

        return all > 0
            ? inTop / top / (all / sorted.Length)
            : throw new ArgumentException("Lift needs a label of 1.", nameof(labels));
    }

    private static (double[] Sorted, int[] Order) Ranked(ReadOnlySpan<double> scores)
    {
        var sorted = scores.ToArray();
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        return (sorted, order);
    }

    private static int EndOfTie(double[] sorted, int start)
    {
        var end = start + 1;
        while (end < sorted.Length && sorted[end] == sorted[start])
        {
            end++;
        }

        return end;
    }

    private static void Check(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        if (scores.Length == 0 || scores.Length != labels.Length)
        {
            throw new ArgumentException(
                $"There are {scores.Length} scores and {labels.Length} labels; give as many of each, one at least.",
                nameof(scores));
        }

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

    private static void CheckProbabilities(ReadOnlySpan<double> scores)
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
}
