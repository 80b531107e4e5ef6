using Personalization.Domain.Campaigns;

namespace Personalization.Storage.Decisions;

/// <summary>Counts decisions within rolling windows, exactly, whoever decides at the same time.</summary>
/// <remarks>
/// What is counted is forgotten once the longest window has passed; nothing holds the customer's id in plain.
/// </remarks>
public interface IDecisionCounter
{
    /// <summary>
    /// Counts one decision with every counter if all their limits leave room for it, else with none. One step for all
    /// callers.
    /// </summary>
    /// <returns>The first counter that leaves no room; null when the decision is counted.</returns>
    ValueTask<string?> TryTakeAsync(DecisionCount count, DateTimeOffset now, CancellationToken stop);

    /// <summary>Forgets all that was counted of this customer, whatever the counter.</summary>
    Task ForgetAsync(string customer, CancellationToken stop);
}

/// <summary>What is counted.</summary>
/// <param name="Customer">Whose decisions.</param>
/// <param name="Counters">At least one, each but once.</param>
public sealed record DecisionCount(string Customer, IReadOnlyList<CountedLimits> Counters)
{
    /// <summary>The longest window of a counter.</summary>
    internal static TimeSpan LongestOf(CountedLimits counter)
    {
        var longest = TimeSpan.Zero;
        foreach (var limit in counter.Limits)
        {
            longest = limit.Window > longest ? limit.Window : longest;
        }

        return longest;
    }
}
