using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Storage.Decisions;
using Personalization.Storage.Privacy;

namespace Personalization.Service.Decisions;

/// <summary>
/// Counts the decisions for campaigns that are capped on decisions, before they are answered. Others cost nothing.
/// </summary>
/// <remarks>
/// A campaign whose count leaves no room, or cannot be had because the store does not answer, is left out of the
/// placement it was counted for and the call decided again. A decision that was counted and then not made leaves its count: the cap may come early, never late.
/// </remarks>
internal sealed partial class DecisionTally(
    IDecisionCounter counter, Suppressions suppressions, TimeProvider clock, ILogger<DecisionTally> log)
{
    internal static bool IsCounted(DecisionResult result)
    {
        for (var i = 0; i < result.Decisions.Count; i++)
        {
            if (result.Decisions[i].Counted is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="result">What was decided, counting aside.</param>
    /// <param name="customer">Whose decisions they are; the same before and after signing in.</param>
    /// <param name="again">Decides without these campaigns in these placements.</param>
    internal async ValueTask<DecisionResult> CountAsync(
        DecisionResult result,
        string customer,
        Func<IReadOnlySet<(string Placement, string Campaign)>, DecisionResult> again,
        CancellationToken stop)
    {
        var taken = new HashSet<(string Placement, string Campaign)>();
        var exhausted = new HashSet<(string Placement, string Campaign)>();
        for (; ; )
        {
            var before = exhausted.Count;
            foreach (var decision in result.Decisions)
            {
                if (decision is { Counted: not null, Campaign: { } campaign }
                    && taken.Add((decision.Placement, campaign))
                    && !await TryTakeAsync(customer, decision, stop))
                {
                    exhausted.Add((decision.Placement, campaign));
                }
            }

            if (exhausted.Count == before)
            {
                return result;
            }

            result = again(exhausted);
        }
    }

    private async ValueTask<bool> TryTakeAsync(string customer, Decision decision, CancellationToken stop)
    {
        if (suppressions.Contains(CustomerKey.Known(customer)) || suppressions.Contains(CustomerKey.Anonymous(customer)))
        {
            // Nothing may be kept of who was erased, not even a count.
            return false;
        }

        try
        {
            var count = new DecisionCount(customer, decision.Campaign!, decision.Counted!);
            return await counter.TryTakeAsync(count, clock.GetUtcNow(), stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            NotCounted(e.GetBaseException().Message);
            return false;
        }
    }

    [LoggerMessage(303, LogLevel.Warning, "A campaign that is capped on decisions is not shown: {Cause}")]
    private partial void NotCounted(string cause);
}
