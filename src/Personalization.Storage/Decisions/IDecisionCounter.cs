using Personalization.Domain.Campaigns;

namespace Personalization.Storage.Decisions;

/// <summary>Counts decisions within rolling windows, exactly, whoever decides at the same time.</summary>
/// <remarks>What is counted is forgotten once the longest window has passed; nothing holds the customer's id in plain.</remarks>
public interface IDecisionCounter
{
    /// <summary>
    /// Counts one decision if every limit leaves room for it, else nothing; says which. One step for all callers.
    /// </summary>
    ValueTask<bool> TryTakeAsync(DecisionCount count, DateTimeOffset now, CancellationToken stop);

    /// <summary>Forgets all that was counted of this customer, whatever the campaign.</summary>
    Task ForgetAsync(string customer, CancellationToken stop);
}

/// <summary>What is counted.</summary>
/// <param name="Customer">Whose decisions.</param>
/// <param name="Campaign">The campaign's key.</param>
/// <param name="Limits">At least one.</param>
public sealed record DecisionCount(string Customer, string Campaign, IReadOnlyList<CountLimit> Limits)
{
    /// <summary>The longest of the limits' windows.</summary>
    internal TimeSpan Longest
    {
        get
        {
            var longest = TimeSpan.Zero;
            foreach (var limit in Limits)
            {
                longest = limit.Window > longest ? limit.Window : longest;
            }

            return longest;
        }
    }
}
