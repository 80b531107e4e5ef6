using Personalization.Learning.Boosting;

namespace Personalization.Learning.Evaluation;

/// <summary>Measures rows with a weight each. It is called from several threads at once and must not keep state; NaN
/// means that these weights leave nothing to measure.</summary>
public delegate double WeightedMeasure(ReadOnlySpan<float> weights);

/// <summary>How a bootstrap is drawn.</summary>
public sealed record BootstrapOptions
{
    /// <summary>How often rows are drawn anew, 1 or more.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>The part of resamples that lies inside the interval, over 0 and under 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>The same seed draws the same rows, whatever the number of threads.</summary>
    public int Seed { get; init; }
}

/// <summary>A measure with the interval in which it would mostly lie on other rows of the same kind.</summary>
/// <param name="Value">The measure of the rows as they are.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="ShareOver0">The part of resamples in which the measure was over 0, a 0 counting half.</param>
public readonly record struct MeasuredInterval(double Value, double Low, double High, double ShareOver0);

/// <summary>
/// Percentile intervals by drawing as many rows as there are with replacement, again and again (Efron and Tibshirani,
/// "An Introduction to the Bootstrap", 1993, chapter 13).
/// </summary>
/// <remarks>A drawing is a weight a row, how often it was drawn, so that rows sorted once stay sorted.</remarks>
public static class Bootstrap
{
    private const int Block = 16;
    private const int MostOfMean = 20_000;

    /// <summary>The interval of one measure.</summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="measure">Given weights that are small whole numbers.</param>
    /// <param name="options">How to draw; null is the defaults.</param>
    /// <exception cref="ArgumentException">No resample could be measured.</exception>
    public static MeasuredInterval Interval(int rows, WeightedMeasure measure, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(measure);
        options ??= new BootstrapOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Resamples, 1, nameof(options));
        var values = new double[options.Resamples];
        new Workers(0).RunBlocks(values.Length, Block, (from, to) =>
        {
            var weights = new float[rows];
            for (var i = from; i < to; i++)
            {
                Draw(options.Seed, i, weights);
                values[i] = measure(weights);
            }
        });
        var measured = Array.FindAll(values, value => !double.IsNaN(value));
        if (measured.Length == 0)
        {
            throw new ArgumentException("No resample could be measured.", nameof(measure));
        }

        Array.Sort(measured);
        var tail = (1 - options.Confidence) / 2;
        return new MeasuredInterval(
            measure(Ones(rows)),
            Quantiles.OfSorted(measured, tail),
            Quantiles.OfSorted(measured, 1 - tail),
            measured.Average(value => value > 0 ? 1 : value == 0 ? 0.5 : 0));
    }

    /// <summary>
    /// The interval of the first measure less the second, both of the same drawn rows: far narrower than the two
    /// intervals apart, since what is hard for one model is mostly hard for the other.
    /// </summary>
    public static MeasuredInterval Difference(
        int rows, WeightedMeasure first, WeightedMeasure second, BootstrapOptions? options = null) =>
        Interval(rows, weights => first(weights) - second(weights), options);

    /// <summary>The interval of the mean of values; of many, every n-th, since more make it no narrower.</summary>
    /// <param name="values">At least one.</param>
    public static MeasuredInterval Mean(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var step = ((values.Length - 1) / MostOfMean) + 1;
        var some = step == 1 ? values : [.. values.Where((_, i) => i % step == 0)];
        return Interval(some.Length, weights => Mean(some, weights));
    }

    private static double Mean(double[] values, ReadOnlySpan<float> weights)
    {
        double sum = 0, weight = 0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += values[i] * weights[i];
            weight += weights[i];
        }

        return sum / weight;
    }

    private static float[] Ones(int rows)
    {
        var weights = new float[rows];
        weights.AsSpan().Fill(1);
        return weights;
    }

    private static void Draw(int seed, int resample, Span<float> weights)
    {
        weights.Clear();
        var random = SplitMix.For(seed, resample, Purpose);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[random.Below(weights.Length)]++;
        }
    }

    private const uint Purpose = 0xB0;
}
