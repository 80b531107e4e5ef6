using Personalization.Domain.Events;

namespace Personalization.Domain.Propensity;

/// <summary>
/// Whether a log can teach a target at all. Every refusal says the figures and what to do about them.
/// </summary>
public static class Readiness
{
    /// <summary>The least number of customers with the outcome, and of customers without it.</summary>
    public const int LeastCustomers = 100;

    /// <summary>How many horizons the history must span.</summary>
    public const int LeastHorizons = 3;

    /// <summary>Why a history is too short, or null when it is long enough.</summary>
    /// <param name="target">What is to be learnt.</param>
    /// <param name="firstEvent">The oldest event's time; null for an empty log.</param>
    /// <param name="until">The first instant that does not count.</param>
    public static string? RefuseHistory(PropensityTarget target, DateTimeOffset? firstEvent, DateTimeOffset until)
    {
        var needed = LeastHorizons * target.HorizonDays;
        var days = firstEvent is { } first ? Math.Max(0, (until - first).TotalDays) : 0;
        return days >= needed
            ? null
            : $"'{target.Name}' was not trained: the log spans {days:0.#} days before {until:yyyy-MM-dd}, and "
                + $"{needed} are needed ({LeastHorizons} x the horizon of {target.HorizonDays} days). "
                + "Import older events, train later, or configure a shorter horizon.";
    }

    /// <summary>
    /// Why rows are too few, or null when they suffice. Customers count, not rows: one customer's rows are alike.
    /// </summary>
    public static string? RefuseRows(PropensityTarget target, TrainingRows rows)
    {
        var with = new HashSet<CustomerKey>();
        var without = new HashSet<CustomerKey>();
        foreach (var key in rows.Keys)
        {
            (key.HasOutcome ? with : without).Add(key.Customer);
        }

        return with.Count >= LeastCustomers && without.Count >= LeastCustomers
            ? null
            : $"'{target.Name}' was not trained: {with.Count} customers had the outcome ({target.Describe()}) "
                + $"at some cut-off and {without.Count} did not; {LeastCustomers} of each are needed. "
                + "Import more customers' events, or configure a target that is less rare.";
    }
}
