using System.Collections.Concurrent;

namespace Personalization.Storage.Events;

/// <summary>
/// Which messages the streams that were joined to a customer hold, remembered so that the customer's next events need
/// not be looked up in each of them. Thread-safe.
/// </summary>
/// <remarks>
/// A stream that ended takes no more events, and a join is an event of the customer, so what is remembered is right as
/// long as the customer's stream has not moved on without it: it is good for one version. Messages are kept as hashes;
/// a hit has to be confirmed.
/// </remarks>
internal sealed class JoinedMessages
{
    /// <summary>Customers whose joined streams hold more are not remembered.</summary>
    public const int MostOfOne = 1_000;

    private const int MostCustomers = 100_000;
    private const int MostHashes = 2_000_000;

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private long _epoch;
    private int _customers;
    private int _hashes;

    /// <summary>Whether anything is remembered of a customer whose own stream is at this version.</summary>
    public bool Knows(string customer, long version) =>
        _known.TryGetValue(customer, out var known) && known.Version == version;

    /// <summary>
    /// Whether a stream that was joined to the customer may hold the message: certainly not, or to be looked up.
    /// </summary>
    public bool MayHold(string customer, long version, string messageId) =>
        !_known.TryGetValue(customer, out var known)
        || known.Version != version
        || known.Messages.MayHold(messageId);

    /// <summary>Remembers what was joined to the customer's stream, which is at this version.</summary>
    public void Remember(string customer, long version, Messages messages)
    {
        if (Volatile.Read(ref _customers) >= MostCustomers || Volatile.Read(ref _hashes) >= MostHashes)
        {
            Clear();
        }

        Forget(customer);
        if (_known.TryAdd(customer, new Known(version, messages)))
        {
            Interlocked.Increment(ref _customers);
            Interlocked.Add(ref _hashes, messages.Count);
        }
    }

    /// <summary>Notes that the stream moved on from one version to another, and nothing was joined to it.</summary>
    public void Advance(string customer, long from, long to)
    {
        if (_known.TryGetValue(customer, out var known) && known.Version == from)
        {
            _known.TryUpdate(customer, known with { Version = to }, known);
        }
    }

    /// <summary>Forgets a customer to whom a stream was joined.</summary>
    public void Forget(string customer)
    {
        if (_known.TryRemove(customer, out var known))
        {
            Interlocked.Decrement(ref _customers);
            Interlocked.Add(ref _hashes, -known.Messages.Count);
        }
    }

    /// <summary>Forgets everything once somebody was erased: a stream may have begun again.</summary>
    public void Follow(long epoch)
    {
        if (Interlocked.Exchange(ref _epoch, epoch) != epoch)
        {
            Clear();
        }
    }

    private void Clear()
    {
        _known.Clear();
        Volatile.Write(ref _customers, 0);
        Volatile.Write(ref _hashes, 0);
    }

    /// <summary>The messages of one customer's joined streams. Not thread-safe while messages are added.</summary>
    internal sealed class Messages
    {
        /// <summary>Nothing was joined.</summary>
        public static readonly Messages None = new();

        private HashSet<int>? _hashes;
        private bool _isTooMany;

        /// <summary>How many are remembered.</summary>
        public int Count => _hashes?.Count ?? 0;

        /// <summary>Adds a message; null says that there are more than are worth remembering.</summary>
        public void Add(string? messageId)
        {
            if (messageId is null || Count >= MostOfOne)
            {
                _isTooMany = true;
                _hashes = null;
            }
            else if (!_isTooMany)
            {
                (_hashes ??= []).Add(HashOf(messageId));
            }
        }

        /// <summary>Whether the message is one of them, or may be.</summary>
        public bool MayHold(string messageId) => _isTooMany || _hashes?.Contains(HashOf(messageId)) == true;

        private static int HashOf(string messageId) => string.GetHashCode(messageId, StringComparison.Ordinal);
    }

    private sealed record Known(long Version, Messages Messages);
}
