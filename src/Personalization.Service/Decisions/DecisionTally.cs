using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Storage.Decisions;
using Personalization.Storage.Privacy;

namespace Personalization.Service.Decisions;

/// <summary>
/// Counts the decisions that are capped on decisions, before they are answered. Others cost nothing.
/// </summary>
/// <remarks>
/// What a counter without room counts, be it a campaign or everything, is left out of the placement that it was asked
/// for, and the call decided again; so it is where no count can be had, because the store does not answer. A decision
/// that was counted and then not made leaves its count: the cap may come early, never late.
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
    /// <param name="again">Decides without what these counters count in these placements.</param>
    internal async ValueTask<DecisionResult> CountAsync(
        DecisionResult result,
        string customer,
        Func<IReadOnlySet<(int Position, string Counter)>, DecisionResult> again,
        CancellationToken stop)
    {
        var asked = new HashSet<(int Position, string Campaign)>();
        var exhausted = new HashSet<(int Position, string Counter)>();
        for (; ; )
        {
            var before = exhausted.Count;
            for (var i = 0; i < result.Decisions.Count; i++)
            {
                if (result.Decisions[i] is { Counted: { } counted, Campaign: { } campaign } && asked.Add((i, campaign)))
                {
                    var position = i;
                    var full = await FullOfAsync(customer, counted, stop);
                    exhausted.UnionWith(full.Select(counter => (position, counter)));
                }
            }

            if (exhausted.Count == before)
            {
                return result;
            }

            result = again(exhausted);
        }
    }

    // The counters that keep the decision from being made; none when it is counted.
    private async ValueTask<IEnumerable<string>> FullOfAsync(
        string customer, IReadOnlyList<CountedLimits> counted, CancellationToken stop)
    {
        if (suppressions.Contains(CustomerKey.Known(customer))
            || suppressions.Contains(CustomerKey.Anonymous(customer)))
        {
            // Nothing may be kept of who was erased, not even a count.
            return counted.Select(one => one.Counter);
        }

        try
        {
            var full = await counter.TryTakeAsync(new DecisionCount(customer, counted), clock.GetUtcNow(), stop);
            return full is null ? [] : [full];
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            NotCounted(e.GetBaseException().Message);
            return counted.Select(one => one.Counter);
        }
    }

    [LoggerMessage(303, LogLevel.Warning, "What is capped on decisions is not shown: {Cause}")]
    private partial void NotCounted(string cause);
}
