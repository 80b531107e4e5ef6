using Personalization.Domain.Events;
using Personalization.Domain.Privacy;

namespace Personalization.Storage.Events;

/// <summary>
/// Decides what one batch writes, given the locked streams and the message ids that the log has already: duplicates,
/// redirects, joins and versions. Both logs share it, so they cannot differ in it. Not thread-safe; one batch, one
/// plan.
/// </summary>
internal sealed class AppendPlan
{
    private readonly IReadOnlyList<NewEvent> _events;
    private readonly Dictionary<string, Stream> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Root, string MessageId), bool> _messages = [];
    private readonly Dictionary<string, List<Stream>> _joined = new(StringComparer.Ordinal);
    private readonly HashSet<Stream> _ended = [];
    private readonly HashSet<string> _erased = new(StringComparer.Ordinal);
    private readonly bool _joins;

    public AppendPlan(IReadOnlyList<NewEvent> events)
    {
        _events = events;
        foreach (var e in events)
        {
            Named.Add(e.Customer.Value);
            if (e.Joins is { } joins)
            {
                Named.Add(joins.Value);
                _joins = true;
            }
        }
    }

    /// <summary>
    /// Every stream the batch names. Each must be known, and its root known and locked, before the plan is run.
    /// </summary>
    public HashSet<string> Named { get; } = new(StringComparer.Ordinal);

    /// <summary>The rows to write, in order. Filled by <see cref="Run"/>.</summary>
    public List<StoredEvent> Rows { get; } = [];

    /// <summary>The streams whose row does not have the right version yet. Filled by <see cref="Run"/>.</summary>
    public IEnumerable<Stream> Advanced => _streams.Values.Where(stream => stream.Version != stream.Stored);

    /// <summary>
    /// The streams that belong to another customer now; whatever belonged to them goes with them. Filled by <see
    /// cref="Run"/>.
    /// </summary>
    public IReadOnlyCollection<Stream> Ended => _ended;

    /// <summary>The streams whose word on analytics changed. Filled by <see cref="Run"/>.</summary>
    public IEnumerable<Stream> Resolved => _streams.Values.Where(stream => stream.HasNewWord && stream.Root is null);

    /// <summary>The streams that are customers of their own, with their versions after <see cref="Run"/>.</summary>
    public IEnumerable<Stream> Roots => _streams.Values.Where(stream => stream.Root is null);

    /// <summary>The streams of erased persons: not even their names may stay.</summary>
    public IReadOnlyCollection<string> Erased => _erased;

    /// <summary>
    /// Whether everything needed is known: a stream that was joined between being looked up and being locked has a root
    /// that is not, and the transaction must start over.
    /// </summary>
    public bool IsComplete => Named.All(_streams.ContainsKey) && _streams.Values.All(HasLiveRoot);

    /// <summary>Tells the plan a stream's state.</summary>
    public void Know(Stream stream) => _streams.TryAdd(stream.Customer, stream);

    /// <summary>Whom a stream belongs to as far as is known; itself when nothing is.</summary>
    public string RootOf(string stream) =>
        _streams.TryGetValue(stream, out var known) && known.Root is not null ? known.Root : stream;

    /// <summary>
    /// Every (stream, message id) that must be looked up, in the stream and in those that belong to it: where an event
    /// of this batch could have been stored before.
    /// </summary>
    public IEnumerable<Suspect> Suspects()
    {
        var families = _joins ? new StreamFamilies(_streams.Values, _events) : null;
        foreach (var e in _events)
        {
            if (families?.Of(e.Customer.Value) is not { Count: > 1 } family)
            {
                var root = RootOf(_streams[e.Customer.Value]);
                if (root.Before > 0)
                {
                    yield return new Suspect(root, e.MessageId, IsAlone: true);
                }

                continue;
            }

            foreach (var member in family)
            {
                if (member.Root is null && member.Before > 0)
                {
                    yield return new Suspect(member, e.MessageId, IsAlone: false);
                }
            }
        }
    }

    /// <summary>Tells the plan that the log holds this message for this customer.</summary>
    public void Met(string customer, string messageId) => _messages[(customer, messageId)] = true;

    /// <summary>Tells the plan which streams are those of erased persons.</summary>
    public void Refuse(Func<CustomerKey, bool> isErased)
    {
        foreach (var stream in _streams.Keys.Where(stream => isErased(CustomerKey.Parse(stream))))
        {
            _erased.Add(stream);
        }
    }

    /// <summary>Walks the batch in order; one outcome per event.</summary>
    public AppendOutcome[] Run()
    {
        var outcomes = new AppendOutcome[_events.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            var root = RootOf(_streams[_events[i].Customer.Value]);
            outcomes[i] = IsErased(root, _events[i])
                ? new AppendOutcome { Withheld = WithheldBecause.Erased }
                : IsKnown(root, _events[i].MessageId)
                ? new AppendOutcome(Duplicate: true, Stored: null)
                : Take(root, _events[i]);
        }

        return outcomes;
    }

    private bool IsErased(Stream root, NewEvent e) => _erased.Count > 0
        && (_erased.Contains(root.Customer)
            || _erased.Contains(e.Customer.Value)
            || (e.Joins is { } joins && _erased.Contains(joins.Value)));

    /// <summary>Keeps an event, or only its word on consent where the customer denies that more is kept.</summary>
    private AppendOutcome Take(Stream root, NewEvent e)
    {
        var said = AnalyticsConsent.SaidBy(e);
        var isNews = said.At is not null && root.Hears(said);
        if (AnalyticsConsent.IsWish(e) || !(root.Analytics.IsDenied || said.IsDenied))
        {
            return Append(root, e);
        }

        return (isNews ? Append(root, AnalyticsConsent.WordOf(e)) : default) with
        {
            Withheld = WithheldBecause.AnalyticsDenied,
        };
    }

    private AppendOutcome Append(Stream root, NewEvent e)
    {
        root.Version++;
        var ended = e.Joins is { } joins && Join(_streams[joins.Value], root) ? _streams[joins.Value] : null;
        var customer = string.Equals(root.Customer, e.Customer.Value, StringComparison.Ordinal)
            ? e.Customer
            : CustomerKey.Parse(root.Customer);
        var stored = new StoredEvent(
            customer,
            root.Version,
            ended is null ? null : e.Joins,
            e.MessageId,
            e.Type,
            e.Name,
            Instants.Round(e.At),
            Instants.Round(e.ReceivedAt),
            e.Body);
        _messages[(root.Customer, e.MessageId)] = true;
        Rows.Add(stored);
        return new AppendOutcome(Duplicate: false, stored) { EndedAt = ended?.Version ?? 0 };
    }

    // The first claim wins: what belongs to a customer already stays there.
    private bool Join(Stream stream, Stream root)
    {
        if (stream.Root is not null || ReferenceEquals(stream, root))
        {
            return false;
        }

        if (!_joined.TryGetValue(root.Customer, out var joined))
        {
            _joined.Add(root.Customer, joined = []);
        }

        root.HasJoined = true;
        _joined.Remove(stream.Customer, out var inherited);
        foreach (var each in (inherited ?? []).Append(stream))
        {
            each.Root = root.Customer;
            each.JoinedAt = root.Version;
            root.Hears(each.Analytics);
            joined.Add(each);
            _ended.Add(each);
        }

        return true;
    }

    // A message is kept under the root it had when it came; what was joined since in this batch looks there as well.
    private bool IsKnown(Stream root, string messageId) =>
        _messages.ContainsKey((root.Customer, messageId))
        || (_joined.TryGetValue(root.Customer, out var joined)
            && joined.Exists(stream => _messages.ContainsKey((stream.Customer, messageId))));

    private bool HasLiveRoot(Stream stream) =>
        stream.Root is null || (_streams.TryGetValue(stream.Root, out var root) && root.Root is null);

    private Stream RootOf(Stream stream) => stream.Root is null ? stream : RootOf(_streams[stream.Root]);

    /// <summary>Where a message may have been stored before.</summary>
    /// <param name="Stream">The stream it, or one that was joined to it, may hold the message.</param>
    /// <param name="MessageId">The message.</param>
    /// <param name="IsAlone">
    /// Whether this stream is also the only one that the event could be written to: a log that keeps message ids unique
    /// a stream would refuse the second one.
    /// </param>
    internal readonly record struct Suspect(Stream Stream, string MessageId, bool IsAlone);

    /// <summary>A stream's row: as it was before the batch, as it is now, and as the batch leaves it.</summary>
    /// <param name="customer">Its key.</param>
    /// <param name="before">Its version before the batch; 0 when the log holds nothing of it.</param>
    /// <param name="stored">The version in its row now: a log may have raised it in advance while locking.</param>
    internal sealed class Stream(string customer, long before, long stored)
    {
        public string Customer { get; } = customer;

        public long Before { get; } = before;

        public long Stored { get; } = stored;

        public long Version { get; set; } = before;

        public string? Root { get; set; }

        /// <summary>The last word on keeping what the customer does.</summary>
        public AnalyticsConsent Analytics { get; set; }

        /// <summary>Whether that changed with this batch.</summary>
        public bool HasNewWord { get; private set; }

        /// <summary>Takes a later word; true where it is another one than before.</summary>
        public bool Hears(AnalyticsConsent said)
        {
            var latest = AnalyticsConsent.Latest(Analytics, said);
            var isAnother = latest.IsDenied != Analytics.IsDenied || (latest.At is not null && Analytics.At is null);
            HasNewWord |= latest != Analytics;
            Analytics = latest;
            return isAnother;
        }

        public long JoinedAt { get; set; }

        /// <summary>Whether this batch joins another stream to it.</summary>
        public bool HasJoined { get; set; }
    }
}
