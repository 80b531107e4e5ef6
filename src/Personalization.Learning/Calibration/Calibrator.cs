using System.Text.Json.Serialization;

namespace Personalization.Learning.Calibration;

/// <summary>How probabilities are corrected.</summary>
public enum CalibrationMethod
{
    /// <summary>Not at all.</summary>
    [JsonStringEnumMemberName("none")]
    None = 0,

    /// <summary>By a line on the log-odds: two numbers, good from some hundred rows on.</summary>
    [JsonStringEnumMemberName("platt")]
    Platt = 1,

    /// <summary>
    /// By steps that never fall, with lines between them: any shape, good from some thousand rows on.
    /// </summary>
    [JsonStringEnumMemberName("isotonic")]
    Isotonic = 2,
}

/// <summary>What a calibrator has learnt; plain numbers that can be stored as JSON.</summary>
public sealed record CalibrationCoefficients
{
    /// <summary>Which of the others count.</summary>
    public CalibrationMethod Method { get; init; }

    /// <summary>Platt: what the log-odds are multiplied by; 0 or more.</summary>
    public double Slope { get; init; }

    /// <summary>Platt: what is added to the log-odds then.</summary>
    public double Intercept { get; init; }

    /// <summary>Isotonic: probabilities, strictly ascending.</summary>
    public IReadOnlyList<double>? From { get; init; }

    /// <summary>Isotonic: what they become, never descending.</summary>
    public IReadOnlyList<double>? To { get; init; }
}

/// <summary>Turns a model's probabilities into ones that come true as often as they say.</summary>
/// <remarks>Never decreasing, so no ranking is turned round. Immutable, safe for any number of threads; applying it
/// allocates nothing.</remarks>
public sealed class Calibrator
{
    private readonly double[] _from;
    private readonly double[] _to;

    /// <summary>A calibrator from what <see cref="Coefficients"/> gave.</summary>
    /// <exception cref="ArgumentException">Numbers with which a higher probability could become a lower one, or a
    /// value outside 0 to 1.</exception>
    public Calibrator(CalibrationCoefficients coefficients)
    {
        ArgumentNullException.ThrowIfNull(coefficients);
        Coefficients = coefficients;
        _from = [.. coefficients.From ?? []];
        _to = [.. coefficients.To ?? []];
        var sound = coefficients.Method switch
        {
            CalibrationMethod.None => true,
            CalibrationMethod.Platt => coefficients.Slope >= 0
                && double.IsFinite(coefficients.Slope) && double.IsFinite(coefficients.Intercept),
            CalibrationMethod.Isotonic => IsSound(_from, _to),
            _ => false,
        };
        if (!sound)
        {
            throw new ArgumentException(
                $"These are no coefficients of a {coefficients.Method} calibration.", nameof(coefficients));
        }
    }

    /// <summary>Leaves probabilities as they are.</summary>
    public static Calibrator None { get; } = new(new CalibrationCoefficients());

    /// <summary>What there is to store.</summary>
    public CalibrationCoefficients Coefficients { get; }

    /// <summary>
    /// Learns from probabilities of rows that the model has not learnt from, and what became of them.
    /// </summary>
    /// <exception cref="ArgumentException">No rows, unequal lengths, a probability outside 0 to 1 or a label other than
    /// 0 and 1.</exception>
    public static Calibrator Fit(
        CalibrationMethod method,
        ReadOnlySpan<double> probabilities,
        ReadOnlySpan<float> labels,
        ReadOnlySpan<float> weights = default) => method switch
        {
            CalibrationMethod.None => None,
            CalibrationMethod.Platt => PlattScaling.Fit(probabilities, labels, weights),
            CalibrationMethod.Isotonic => IsotonicRegression.Fit(probabilities, labels, weights),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no such method."),
        };

    /// <summary>The corrected probability, 0 to 1.</summary>
    public double Apply(double probability) => Coefficients.Method switch
    {
        CalibrationMethod.Platt => PlattScaling.Probability(
            (Coefficients.Slope * PlattScaling.LogOdds(probability)) + Coefficients.Intercept),
        CalibrationMethod.Isotonic => Interpolate(probability),
        _ => probability,
    };

    /// <summary>This calibration with a number added to the log-odds that come out of it.</summary>
    /// <exception cref="ArgumentException">The number is not finite.</exception>
    public Calibrator Shifted(double logOdds) => new(Coefficients.Method switch
    {
        CalibrationMethod.Isotonic => Coefficients with
        {
            To = [.. _to.Select(
                to => to is 0 or 1 ? to : PlattScaling.Probability(PlattScaling.LogOdds(to) + logOdds))],
        },
        CalibrationMethod.Platt => Coefficients with { Intercept = Coefficients.Intercept + logOdds },
        _ => new CalibrationCoefficients { Method = CalibrationMethod.Platt, Slope = 1, Intercept = logOdds },
    });

    private double Interpolate(double probability)
    {
        var found = Array.BinarySearch(_from, probability);
        var above = found >= 0 ? found : ~found;
        if (found >= 0 || above == 0 || above == _from.Length)
        {
            return _to[Math.Min(above, _from.Length - 1)];
        }

        var part = (probability - _from[above - 1]) / (_from[above] - _from[above - 1]);
        return Math.Clamp(_to[above - 1] + (part * (_to[above] - _to[above - 1])), _to[above - 1], _to[above]);
    }

    private static bool IsSound(double[] from, double[] to)
    {
        var sound = from.Length > 0 && from.Length == to.Length;
        for (var i = 0; sound && i < from.Length; i++)
        {
            sound = double.IsFinite(from[i]) && to[i] is >= 0 and <= 1
                && (i == 0 || (from[i] > from[i - 1] && to[i] >= to[i - 1]));
        }

        return sound;
    }
}
