namespace Personalization.Domain.Propensity;

/// <summary>What a propensity model says about one customer at one instant.</summary>
/// <param name="Probability">The probability of the model's outcome within its horizon, 0 to 1.</param>
/// <param name="Percentile">
/// The share of the training population, in percent from 0 to 100, that the model finds less likely than this customer
/// (ties count half).
/// </param>
public readonly record struct Score(double Probability, double Percentile);
