using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>
/// Decides what one batch writes, given the locked streams and the message ids that the log has already: duplicates, redirects,
/// joins and versions. Both logs share it, so they cannot differ in it. Not thread-safe; one batch, one plan.
/// </summary>
internal sealed class AppendPlan
{
    private readonly IReadOnlyList<NewEvent> _events;
    private readonly Dictionary<string, Stream> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Stream>> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Stream>> _members = new(StringComparer.Ordinal);
    private readonly HashSet<Stream> _ended = [];

    public AppendPlan(IReadOnlyList<NewEvent> events)
    {
        _events = events;
        foreach (var e in events)
        {
            Named.Add(e.Customer.Value);
            if (e.Joins is { } joins)
            {
                Named.Add(joins.Value);
                Joining.Add(joins.Value);
            }
        }
    }

    /// <summary>Every stream the batch names; each must exist and be locked, with its root, before the plan is run.</summary>
    public HashSet<string> Named { get; } = new(StringComparer.Ordinal);

    /// <summary>The streams that events of the batch may end; those that belong to them must be locked too.</summary>
    public HashSet<string> Joining { get; } = new(StringComparer.Ordinal);

    /// <summary>The rows to write, in order. Filled by <see cref="Run"/>.</summary>
    public List<StoredEvent> Rows { get; } = [];

    /// <summary>The streams whose version moved. Filled by <see cref="Run"/>.</summary>
    public IEnumerable<Stream> Advanced => _streams.Values.Where(stream => stream.Version != stream.VersionBefore);

    /// <summary>The streams that belong to another customer now. Filled by <see cref="Run"/>.</summary>
    public IReadOnlyCollection<Stream> Ended => _ended;

    /// <summary>
    /// Whether everything needed is known and locked: a stream that got a root or a member between being looked up and being
    /// locked is not, and the transaction must start over.
    /// </summary>
    public bool IsComplete =>
        Named.All(_streams.ContainsKey)
        && _streams.Values.All(s => s.Root is null || (_streams.ContainsKey(s.Root) && (s.Locked || !Joining.Contains(s.Root))));

    /// <summary>Tells the plan a stream's state.</summary>
    public void Know(Stream stream)
    {
        if (_streams.TryAdd(stream.Customer, stream) && stream.Root is not null)
        {
            MembersOf(stream.Root).Add(stream);
        }
    }

    /// <summary>Every (stream, message id) at which an event of this batch could have been stored before.</summary>
    public IEnumerable<(string Stream, string MessageId)> Suspects()
    {
        var families = new StreamFamilies(_streams.Values, _events);
        foreach (var e in _events)
        {
            foreach (var member in families.Of(e.Customer.Value))
            {
                if (!member.IsNew)
                {
                    yield return (member.Customer, e.MessageId);
                }
            }
        }
    }

    /// <summary>Tells the plan that the log holds this message in this stream.</summary>
    public void Met(string stream, string messageId) => Remember(_streams[stream], messageId);

    /// <summary>Walks the batch in order; one outcome per event.</summary>
    public AppendOutcome[] Run()
    {
        var outcomes = new AppendOutcome[_events.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var root = RootOf(_streams[_events[i].Customer.Value]);
            outcomes[i] = IsKnown(root, _events[i].MessageId)
                ? new AppendOutcome(Duplicate: true, Stored: null)
                : new AppendOutcome(Duplicate: false, Append(root, _events[i]));
        }

        return outcomes;
    }

    private StoredEvent Append(Stream root, NewEvent e)
    {
        root.Version++;
        var joined = e.Joins is { } joins && Join(_streams[joins.Value], root) ? e.Joins : null;
        var customer = string.Equals(root.Customer, e.Customer.Value, StringComparison.Ordinal)
            ? e.Customer
            : CustomerKey.Parse(root.Customer);
        var stored = new StoredEvent(
            customer, root.Version, joined, e.MessageId, e.Type, e.Name, Instants.Round(e.At), Instants.Round(e.ReceivedAt), e.Body);
        Remember(root, e.MessageId);
        Rows.Add(stored);
        return stored;
    }

    // The first claim wins: what belongs to a customer already stays there.
    private bool Join(Stream stream, Stream root)
    {
        if (stream.Root is not null || ReferenceEquals(stream, root))
        {
            return false;
        }

        var members = MembersOf(root.Customer);
        foreach (var member in MembersOf(stream.Customer).Append(stream))
        {
            member.Root = root.Customer;
            member.JoinedAt = root.Version;
            members.Add(member);
            _ended.Add(member);
        }

        _members.Remove(stream.Customer);
        return true;
    }

    private List<Stream> MembersOf(string root)
    {
        if (!_members.TryGetValue(root, out var members))
        {
            _members.Add(root, members = []);
        }

        return members;
    }

    private bool IsKnown(Stream root, string messageId) =>
        _messages.TryGetValue(messageId, out var holders) && holders.Exists(holder => ReferenceEquals(RootOf(holder), root));

    private void Remember(Stream holder, string messageId)
    {
        if (!_messages.TryGetValue(messageId, out var holders))
        {
            _messages.Add(messageId, holders = []);
        }

        holders.Add(holder);
    }

    private Stream RootOf(Stream stream) => stream.Root is null ? stream : _streams[stream.Root];

    /// <summary>A stream's row: as it was when locked, and as the batch leaves it.</summary>
    internal sealed class Stream(string customer, long version)
    {
        public string Customer { get; } = customer;

        public long VersionBefore { get; } = version;

        /// <summary>Made by this batch: the log cannot hold a message of it.</summary>
        public bool IsNew { get; init; }

        public bool Locked { get; init; } = true;

        public long Version { get; set; } = version;

        public string? Root { get; set; }

        public long JoinedAt { get; set; }
    }
}
