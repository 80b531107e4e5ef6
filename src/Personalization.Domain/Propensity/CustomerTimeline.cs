using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Propensity;

/// <summary>What was known about one customer and when, in the order in which it became known.</summary>
/// <remarks>
/// Events of a stream that was joined (a visitor who signed in) became this customer's at the event that joined it, not
/// when they happened: before it, nobody knew whose they were, and a training row must not know either.
/// </remarks>
public sealed class CustomerTimeline
{
    private readonly Entry[] _entries;

    private CustomerTimeline(CustomerKey customer, Entry[] entries)
    {
        Customer = customer;
        _entries = entries;
    }

    /// <summary>Whose events these are.</summary>
    public CustomerKey Customer { get; }

    /// <summary>How many events became known.</summary>
    public int Count => _entries.Length;

    /// <summary>Lines up a customer's history, leaving out whatever became known at or after an instant.</summary>
    /// <param name="customer">The root of all joins.</param>
    /// <param name="events">The customer's events and those of joined streams, in any order.</param>
    /// <param name="until">The first instant that does not count.</param>
    public static CustomerTimeline Read(
        CustomerKey customer, IReadOnlyList<StoredEvent> events, DateTimeOffset until)
    {
        var joins = JoinsOf(events);
        var entries = new List<Entry>(events.Count);
        foreach (var stored in events)
        {
            var known = KnownFrom(stored, customer, joins);
            if (known < until)
            {
                entries.Add(new Entry(known, CustomerEvent.Read(stored)));
            }
        }

        var ordered = entries.OrderBy(entry => entry.KnownFrom).ToArray();
        return new CustomerTimeline(customer, ordered);
    }

    /// <summary>When events of a kind happened, ascending.</summary>
    public DateTimeOffset[] InstantsOf(Func<CustomerEvent, bool> which)
    {
        ArgumentNullException.ThrowIfNull(which);
        var instants = new List<DateTimeOffset>();
        foreach (var entry in _entries)
        {
            if (which(entry.Event))
            {
                instants.Add(entry.Event.At);
            }
        }

        instants.Sort();
        return [.. instants];
    }

    /// <summary>Starts a replay from the beginning.</summary>
    public Replay Start() => new(this);

    private static Dictionary<CustomerKey, StoredEvent>? JoinsOf(IReadOnlyList<StoredEvent> events)
    {
        Dictionary<CustomerKey, StoredEvent>? joins = null;
        foreach (var stored in events)
        {
            if (stored.Joined is { } stream)
            {
                (joins ??= []).TryAdd(stream, stored);
            }
        }

        return joins;
    }

    // A stream may have been joined to one that was joined later itself: the last of those joins decides.
    private static DateTimeOffset KnownFrom(
        StoredEvent stored, CustomerKey customer, Dictionary<CustomerKey, StoredEvent>? joins)
    {
        var known = stored.At;
        var stream = stored.Customer;
        for (var joined = 0; joined <= joins?.Count && stream != customer; joined++)
        {
            if (!joins.TryGetValue(stream, out var join))
            {
                break;
            }

            known = join.At > known ? join.At : known;
            stream = join.Customer;
        }

        return known;
    }

    private readonly record struct Entry(DateTimeOffset KnownFrom, CustomerEvent Event);

    /// <summary>A profile that moves forward through the timeline.</summary>
    public sealed class Replay
    {
        private readonly CustomerTimeline _timeline;
        private int _next;

        internal Replay(CustomerTimeline timeline)
        {
            _timeline = timeline;
            Profile = new Profile(timeline.Customer);
        }

        /// <summary>The profile as it was at the instant last moved to.</summary>
        public Profile Profile { get; }

        /// <summary>Folds everything that became known before an instant, which is not before the last one.</summary>
        public void MoveTo(DateTimeOffset at)
        {
            var entries = _timeline._entries;
            while (_next < entries.Length && entries[_next].KnownFrom < at)
            {
                Profile.Apply(entries[_next++].Event);
            }
        }
    }
}
