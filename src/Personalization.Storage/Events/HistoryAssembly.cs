using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>
/// Puts the events of joined streams where they belong in a customer's history: at the event that joined them.
/// </summary>
internal static class HistoryAssembly
{
    /// <summary>
    /// The customer's own events with each joined stream's events before the event that joined it, to any depth;
    /// streams that are not among the given ones are left out.
    /// </summary>
    public static List<StoredEvent> Assemble(
        List<StoredEvent> own, IReadOnlyDictionary<string, List<StoredEvent>> joinedStreams)
    {
        if (joinedStreams.Count == 0)
        {
            return own;
        }

        var into = new List<StoredEvent>(own.Count + joinedStreams.Values.Sum(events => events.Count));
        Pour(own, joinedStreams, into);
        return into;
    }

    // A chain of joins is as deep as there were joins one after the other; each stream is joined once, so this ends.
    private static void Pour(
        List<StoredEvent> events, IReadOnlyDictionary<string, List<StoredEvent>> joinedStreams, List<StoredEvent> into)
    {
        foreach (var e in events)
        {
            if (e.Joined is { } joined && joinedStreams.TryGetValue(joined.Value, out var before))
            {
                Pour(before, joinedStreams, into);
            }

            into.Add(e);
        }
    }
}
