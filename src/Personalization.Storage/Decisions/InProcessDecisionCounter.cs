using Personalization.Domain.Campaigns;

namespace Personalization.Storage.Decisions;

/// <summary>Decisions counted in this process, for one node. A restart has forgotten its counts.</summary>
public sealed class InProcessDecisionCounter : IDecisionCounter
{
    private const int SweepEvery = 4_096;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Customer, string Counter), Taken> _taken = [];
    private int _untilSweep = SweepEvery;

    /// <inheritdoc/>
    public ValueTask<string?> TryTakeAsync(DecisionCount count, DateTimeOffset now, CancellationToken stop)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(TryTake(count, now));
        }
    }

    /// <inheritdoc/>
    public Task ForgetAsync(string customer, CancellationToken stop)
    {
        lock (_gate)
        {
            foreach (var key in _taken.Keys.Where(key => key.Customer == customer).ToArray())
            {
                _taken.Remove(key);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>How many counts of customers are remembered.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _taken.Count;
            }
        }
    }

    /// <summary>How many decisions a counter holds of a customer.</summary>
    internal int Held(string customer, string counter)
    {
        lock (_gate)
        {
            return _taken.TryGetValue((customer, counter), out var taken) ? taken.At.Count : 0;
        }
    }

    private string? TryTake(DecisionCount count, DateTimeOffset now)
    {
        foreach (var counter in count.Counters)
        {
            var taken = Of(count.Customer, counter, now);
            foreach (var limit in counter.Limits)
            {
                if (taken.At.Count(at => at > now - limit.Window) >= limit.Limit)
                {
                    return counter.Counter;
                }
            }
        }

        foreach (var counter in count.Counters)
        {
            var taken = Of(count.Customer, counter, now);
            taken.At.Add(now);
            taken.Until = now + DecisionCount.LongestOf(counter);
        }

        return null;
    }

    private Taken Of(string customer, CountedLimits counter, DateTimeOffset now)
    {
        var key = (customer, counter.Counter);
        if (!_taken.TryGetValue(key, out var taken))
        {
            Sweep(now);
            _taken.Add(key, taken = new Taken());
        }

        taken.At.RemoveAll(at => at <= now - DecisionCount.LongestOf(counter));
        return taken;
    }

    // Only a newcomer makes room: whoever is asked about anyway stays until the window has passed.
    private void Sweep(DateTimeOffset now)
    {
        if (--_untilSweep == 0)
        {
            _untilSweep = SweepEvery;
            foreach (var key in _taken.Where(pair => pair.Value.Until <= now).Select(pair => pair.Key).ToArray())
            {
                _taken.Remove(key);
            }
        }
    }

    private sealed class Taken
    {
        public List<DateTimeOffset> At { get; } = [];

        public DateTimeOffset Until { get; set; }
    }
}
