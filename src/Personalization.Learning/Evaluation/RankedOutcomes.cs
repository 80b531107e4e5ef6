namespace Personalization.Learning.Evaluation;

/// <summary>One point of a curve over thresholds: rows with a score of <paramref name="Threshold"/> or more are taken
/// for 1.</summary>
/// <param name="Threshold">Infinite in the first point of a ROC curve, which takes nothing for 1.</param>
/// <param name="X">False positive rate (ROC) or recall (precision and recall).</param>
/// <param name="Y">True positive rate (ROC) or precision.</param>
public readonly record struct CurvePoint(double Threshold, double X, double Y);

/// <summary>Scores and labels sorted once, best score first, so that measures of rank cost one pass each.</summary>
/// <remarks>
/// scikit-learn's definitions, ties included. Weights are optional: an empty span weighs every row 1. Where only one
/// label has any weight a measure of rank has no meaning and is NaN. Immutable and safe for any number of threads.
/// </remarks>
public sealed class RankedOutcomes
{
    private readonly double[] _scores;
    private readonly float[] _labels;
    private readonly int[] _order;
    private readonly int[] _ends;

    /// <summary>Sorts the rows.</summary>
    /// <exception cref="ArgumentException">No rows, unequal lengths, a score that is NaN or a label other than 0 and
    /// 1.</exception>
    public RankedOutcomes(ReadOnlySpan<double> scores, ReadOnlySpan<float> labels)
    {
        MetricInputs.CheckBinary(scores, labels);
        _scores = new double[scores.Length];
        _order = new int[scores.Length];
        for (var i = 0; i < _order.Length; i++)
        {
            _scores[i] = -scores[i];
            _order[i] = i;
        }

        Array.Sort(_scores, _order);
        _labels = new float[scores.Length];
        var ends = new List<int>();
        for (var i = 0; i < _order.Length; i++)
        {
            _scores[i] = -_scores[i];
            _labels[i] = labels[_order[i]];
            if (i > 0 && _scores[i] != _scores[i - 1])
            {
                ends.Add(i);
            }
        }

        ends.Add(_order.Length);
        _ends = [.. ends];
    }

    /// <summary>The number of rows.</summary>
    public int Rows => _order.Length;

    /// <summary>The chance that a random 1 scores above a random 0, a tie counting half: equation (13).</summary>
    public double Auc(ReadOnlySpan<float> weights = default)
    {
        double area = 0, positives = 0, negatives = 0;
        foreach (var group in Groups(weights))
        {
            area += group.Negatives * (positives + (group.Positives / 2));
            positives += group.Positives;
            negatives += group.Negatives;
        }

        return area / (positives * negatives);
    }

    /// <summary>
    /// The area under the curve of precision over recall as the sum of steps: equation (21), scikit-learn's average
    /// precision.
    /// </summary>
    public double AveragePrecision(ReadOnlySpan<float> weights = default)
    {
        double sum = 0, positives = 0, negatives = 0;
        foreach (var group in Groups(weights))
        {
            positives += group.Positives;
            negatives += group.Negatives;
            sum += group.Positives > 0 ? group.Positives * positives / (positives + negatives) : 0;
        }

        return negatives > 0 ? sum / positives : double.NaN;
    }

    /// <summary>The ROC curve, from (0, 0) to (1, 1): one point a distinct score.</summary>
    public IReadOnlyList<CurvePoint> Roc(ReadOnlySpan<float> weights = default)
    {
        var points = new List<CurvePoint> { new(double.PositiveInfinity, 0, 0) };
        double positives = 0, negatives = 0;
        foreach (var group in Groups(weights))
        {
            positives += group.Positives;
            negatives += group.Negatives;
            points.Add(new CurvePoint(group.Score, negatives, positives));
        }

        return points.ConvertAll(point => point with { X = point.X / negatives, Y = point.Y / positives });
    }

    /// <summary>Precision (Y) over recall (X), highest threshold first: one point a distinct score.</summary>
    public IReadOnlyList<CurvePoint> PrecisionRecall(ReadOnlySpan<float> weights = default)
    {
        var points = new List<CurvePoint>();
        double positives = 0, negatives = 0;
        foreach (var group in Groups(weights))
        {
            positives += group.Positives;
            negatives += group.Negatives;
            points.Add(new CurvePoint(group.Score, positives, positives / (positives + negatives)));
        }

        return points.ConvertAll(point => point with { X = point.X / positives });
    }

    /// <summary>The sums of labels and of scores over the best rows, of a tie at the border in proportion.</summary>
    internal (double Positives, double Scores) InTop(int top)
    {
        double positives = 0, scores = 0;
        var start = 0;
        foreach (var end in _ends)
        {
            if (start >= top)
            {
                break;
            }

            var share = Math.Min(1, (double)(top - start) / (end - start));
            double inGroup = 0;
            for (var i = start; i < end; i++)
            {
                inGroup += _labels[i];
            }

            positives += share * inGroup;
            scores += share * (end - start) * _scores[start];
            start = end;
        }

        return (positives, scores);
    }

    private Tie[] Groups(ReadOnlySpan<float> weights)
    {
        MetricInputs.CheckWeights(_order.Length, weights);
        var ties = new Tie[_ends.Length];
        var start = 0;
        for (var g = 0; g < ties.Length; g++)
        {
            double positives = 0, negatives = 0;
            for (var i = start; i < _ends[g]; i++)
            {
                var weight = MetricInputs.Weight(weights, _order[i]);
                positives += _labels[i] * weight;
                negatives += (1 - _labels[i]) * weight;
            }

            ties[g] = new Tie(_scores[start], positives, negatives);
            start = _ends[g];
        }

        return ties;
    }

    private readonly record struct Tie(double Score, double Positives, double Negatives);
}
