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

    /// <summary>The streams that the run brings in, each at its last version.</summary>
    public List<EndedStream> Ended { get; } = [];

    /// <summary>The customer and the streams that ended.</summary>
    public IEnumerable<CustomerKey> Touched => Ended.Select(ended => ended.Key).Prepend(Customer);

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
                if (stored.Joined is { } joined)
                {
                    run.Ended.Add(new EndedStream(joined, outcome.EndedAt));
                }
            }
        }

        foreach (var run in runs.Values)
        {
            run.Events.Sort((a, b) => a.Version.CompareTo(b.Version));
        }

        return [.. runs.Values];
    }
}

/// <summary>A stream that was joined to a customer.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Version">Its last version; 0 when it held nothing.</param>
internal readonly record struct EndedStream(CustomerKey Key, long Version);
