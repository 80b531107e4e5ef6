using Personalization.Domain.Events;
using Personalization.Storage.Events;

namespace Personalization.Storage.Profiles;

/// <summary>The events that one commit added to one customer, in version order.</summary>
internal sealed class StreamRun(CustomerKey customer)
{
    public CustomerKey Customer { get; } = customer;

    public List<StoredEvent> Events { get; } = [];

    public long First => Events[0].Version;

    public long Last => Events[^1].Version;

    /// <summary>Whether the run brings in another stream's events, which only the log can tell.</summary>
    public bool Joins { get; private set; }

    /// <summary>The customer and the streams that ended.</summary>
    public IEnumerable<CustomerKey> Touched =>
        Events.Where(e => e.Joined is not null).Select(e => e.Joined!.Value).Prepend(Customer);

    /// <summary>Sorts outcomes into runs; duplicates are in none.</summary>
    public static List<StreamRun> Of(IReadOnlyList<AppendOutcome> committed)
    {
        var runs = new Dictionary<CustomerKey, StreamRun>();
        foreach (var outcome in committed)
        {
            if (outcome.Stored is { } stored)
            {
                if (!runs.TryGetValue(stored.Customer, out var run))
                {
                    runs.Add(stored.Customer, run = new StreamRun(stored.Customer));
                }

                run.Events.Add(stored);
                run.Joins |= stored.Joined is not null;
            }
        }

        foreach (var run in runs.Values)
        {
            run.Events.Sort((a, b) => a.Version.CompareTo(b.Version));
        }

        return [.. runs.Values];
    }
}
