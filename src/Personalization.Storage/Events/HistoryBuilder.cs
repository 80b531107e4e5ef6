using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>Collects the rows of one customer, stream by stream, into its history.</summary>
internal sealed class HistoryBuilder(CustomerKey asked)
{
    private readonly List<StoredEvent> _own = [];
    private readonly Dictionary<string, List<StoredEvent>> _joined = new(StringComparer.Ordinal);
    private CustomerKey _root = asked;
    private long _version;

    /// <summary>Says whose history it is. Comes before the events.</summary>
    public void Root(CustomerKey customer, long version)
    {
        _root = customer;
        _version = version;
    }

    /// <summary>
    /// Adds an event of the customer or of a stream joined to it; each stream's events in version order.
    /// </summary>
    public void Add(StoredEvent e)
    {
        if (e.Customer == _root)
        {
            _own.Add(e);
            return;
        }

        if (!_joined.TryGetValue(e.Customer.Value, out var events))
        {
            _joined.Add(e.Customer.Value, events = []);
        }

        events.Add(e);
    }

    public CustomerHistory Build() => new(_root, _version, HistoryAssembly.Assemble(_own, _joined));
}
