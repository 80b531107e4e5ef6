namespace Personalization.Domain.Propensity;

/// <summary>What a propensity model says about one customer at one instant.</summary>
/// <param name="Probability">The probability of the model's outcome within its horizon, 0 to 1.</param>
/// <param name="Percentile">
/// The share of the training population, in percent from 0 to 100, that the model finds less likely than this customer
/// (ties count half).
/// </param>
public readonly record struct Score(double Probability, double Percentile);

/// <summary>How much one feature moved one customer's score.</summary>
/// <param name="Feature">Its name in the catalogue.</param>
/// <param name="Value">The customer's value; null when missing.</param>
/// <param name="LogOdds">
/// What it adds to the log-odds of the outcome over the mean; equation (20) of docs/learning.md.
/// </param>
public readonly record struct ScoreContribution(string Feature, double? Value, double LogOdds);
