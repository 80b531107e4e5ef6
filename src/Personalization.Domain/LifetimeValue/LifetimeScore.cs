namespace Personalization.Domain.LifetimeValue;

/// <summary>What a customer is expected to order and to be worth from an instant on.</summary>
/// <param name="Value90Days">The value of the orders of the next 90 days.</param>
/// <param name="Value365Days">The value of the orders of the next 365 days.</param>
/// <param name="Orders90Days">How many orders in the next 90 days.</param>
/// <param name="Orders365Days">How many orders in the next 365 days.</param>
/// <param name="Alive">The probability that the customer has not stopped ordering for good, 0 to 1.</param>
/// <param name="NextOrderDays">
/// The days within which the next order comes as likely as not, if the customer has not stopped.
/// </param>
/// <param name="DaysBetweenOrders">The average days between orders, while the customer orders.</param>
/// <param name="Percentile">
/// The share of the training population, in percent, whose 365 days are worth less (ties count half).
/// </param>
public readonly record struct LifetimeScore(
    double Value90Days,
    double Value365Days,
    double Orders90Days,
    double Orders365Days,
    double Alive,
    double NextOrderDays,
    double DaysBetweenOrders,
    double Percentile);
