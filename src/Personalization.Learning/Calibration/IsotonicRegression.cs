using Personalization.Learning.Evaluation;

namespace Personalization.Learning.Calibration;

/// <summary>
/// The never falling function of the probability with the least squared error: pool adjacent violators (Barlow et al.,
/// "Statistical Inference under Order Restrictions", 1972), equation (30), with lines between its steps and flat beyond
/// its ends, as scikit-learn's <c>IsotonicRegression</c> with <c>out_of_bounds="clip"</c>.
/// </summary>
internal static class IsotonicRegression
{
    public static Calibrator Fit(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        MetricInputs.CheckBinary(probabilities, labels, weights);
        MetricInputs.CheckProbabilities(probabilities);
        var points = Points(probabilities, labels, weights);
        var fitted = Pool(points);
        var (from, to) = (new List<double>(), new List<double>());
        for (var i = 0; i < points.Count; i++)
        {
            // Within a step only its two ends are needed.
            if (i == 0 || i == points.Count - 1 || fitted[i] != fitted[i - 1] || fitted[i] != fitted[i + 1])
            {
                from.Add(points[i].X);
                to.Add(Math.Clamp(fitted[i], 0, 1));
            }
        }

        return new Calibrator(new CalibrationCoefficients
        {
            Method = CalibrationMethod.Isotonic,
            From = from,
            To = to,
        });
    }

    // Rows of one probability are one point at their mean; rows without weight do not count.
    private static List<Point> Points(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<float> labels, ReadOnlySpan<float> weights)
    {
        var sorted = probabilities.ToArray();
        var order = new int[sorted.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        var points = new List<Point>();
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            double sum = 0, weight = 0;
            for (end = start; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
                var one = MetricInputs.Weight(weights, order[end]);
                sum += one * labels[order[end]];
                weight += one;
            }

            if (weight > 0)
            {
                points.Add(new Point(sorted[start], sum / weight, weight));
            }
        }

        return points;
    }

    private static double[] Pool(List<Point> points)
    {
        var blocks = new Stack<(double Mean, double Weight, int Count)>();
        foreach (var point in points)
        {
            var block = (point.Mean, point.Weight, Count: 1);
            while (blocks.TryPeek(out var last) && last.Mean >= block.Mean)
            {
                blocks.Pop();
                var weight = last.Weight + block.Weight;
                var mean = ((last.Mean * last.Weight) + (block.Mean * block.Weight)) / weight;
                block = (mean, weight, last.Count + block.Count);
            }

            blocks.Push(block);
        }

        var fitted = new double[points.Count];
        var at = points.Count;
        foreach (var (mean, _, count) in blocks)
        {
            at -= count;
            fitted.AsSpan(at, count).Fill(mean);
        }

        return fitted;
    }

    private readonly record struct Point(double X, double Mean, double Weight);
}
