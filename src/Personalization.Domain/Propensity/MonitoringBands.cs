namespace Personalization.Domain.Propensity;

/// <summary>Within which bounds a model is left alone. All are compared after chance is taken off.</summary>
public sealed record MonitoringBands
{
    /// <summary>The stability index of a feature from which it has drifted; 0.25 is the usual rule of thumb.</summary>
    public double FeatureIndex { get; init; } = 0.25;

    /// <summary>The stability index of the score.</summary>
    public double ScoreIndex { get; init; } = 0.25;

    /// <summary>The mean distance of probability and rate over deciles of past scores.</summary>
    public double CalibrationError { get; init; } = 0.05;

    /// <summary>How far orders may be from those expected, over deciles, as a share of those expected.</summary>
    public double OrdersError { get; init; } = 0.3;

    /// <summary>How many times a decile may convert above or below what its scores say.</summary>
    public double ConversionRatio { get; init; } = 1.5;

    /// <summary>With fewer customers nothing is judged.</summary>
    public int LeastCustomers { get; init; } = 200;

    /// <summary>What is out of range, or null.</summary>
    public string? Fault() =>
        FeatureIndex is not (> 0 and <= 100) ? "FeatureIndex must be above 0, at most 100."
        : ScoreIndex is not (> 0 and <= 100) ? "ScoreIndex must be above 0, at most 100."
        : CalibrationError is not (> 0 and <= 1) ? "CalibrationError must be above 0, at most 1."
        : OrdersError is not (> 0 and <= 100) ? "OrdersError must be above 0, at most 100."
        : ConversionRatio is not (> 1 and <= 1000) ? "ConversionRatio must be above 1, at most 1000."
        : LeastCustomers < 10 ? "LeastCustomers must be 10 or more."
        : null;
}
