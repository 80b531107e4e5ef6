using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>The append-only record of everything customers did; the only source of truth.</summary>
/// <remarks>
/// Every customer is a stream with versions 1, 2, 3 … assigned in the appending transaction. When a stream is joined to
/// another (identify, alias) it ends: later events that name it are redirected to the customer it was joined to.
/// </remarks>
public interface IEventLog
{
    /// <summary>Appends in one transaction, in the given order; returns after the commit is on disk.</summary>
    /// <returns>One outcome per event, in the same order.</returns>
    /// <exception cref="ArgumentException"> An event breaks <see cref="EventRules"/>; nothing of the batch was
    /// written. Ask <see cref="EventRules.Fault"/> first, event by event, so that a bad one cannot take its
    /// neighbours with it. </exception>
    Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken stop);

    /// <summary>
    /// Everything of one customer after a version, the events of joined streams included at the event that joined them,
    /// read in one snapshot. A key that was joined to another customer answers with that customer's history from its
    /// beginning.
    /// </summary>
    Task<CustomerHistory> ReadCustomerAsync(CustomerKey customer, long afterVersion, CancellationToken stop);

    /// <summary>
    /// A page of a customer's history, the newest or the one that ends before a place; reads the events of the page
    /// alone (and the other events of visitors who came in several steps, where the page touches them).
    /// </summary>
    /// <param name="customer">The customer; a key that was joined to another answers with that one's history.</param>
    /// <param name="before">The <see cref="CustomerPage.Start"/> of the page after it; null for the newest.</param>
    /// <param name="limit">How many events at most, over 0.</param>
    Task<CustomerPage> ReadCustomerPageAsync(CustomerKey customer, long? before, int limit, CancellationToken stop);

    /// <summary>Every customer's whole history, one customer after the other, in one pass over the log.</summary>
    IAsyncEnumerable<CustomerHistory> ReadHistoriesAsync(CancellationToken stop);

    /// <summary>
    /// The log in commit order behind a fence: never passes an event that is still uncommitted, so that no reader that
    /// remembers the last position ever misses one. Events of the names in <paramref name="except"/> are passed over,
    /// and count towards the limit: at the end of the feed the position stays where it was.
    /// </summary>
    Task<FeedPage> ReadFeedAsync(FeedPosition after, int limit, IReadOnlyList<string> except, CancellationToken stop);

    /// <summary>
    /// The feed without the events themselves: which streams moved on, for those who only follow versions.
    /// </summary>
    Task<FeedAdvances> ReadAdvancesAsync(FeedPosition after, int limit, CancellationToken stop);

    /// <summary>A place in the feed that everything committed after this call comes after.</summary>
    Task<FeedPosition> EndAsync(CancellationToken stop);

    /// <summary>Keeps events that were refused, with the reason. Stores whatever bytes were sent.</summary>
    Task RejectAsync(IReadOnlyList<RejectedEvent> events, CancellationToken stop);

    /// <summary>The refused events, newest first.</summary>
    Task<IReadOnlyList<RejectedEvent>> ReadRejectedAsync(int limit, CancellationToken stop);

    /// <summary>How many customers (unjoined streams) and events the log holds.</summary>
    Task<LogSize> MeasureAsync(CancellationToken stop);
}

/// <summary>What became of one appended event.</summary>
/// <param name="Duplicate">True when the customer's message id was in the log already; nothing was written.</param>
/// <param name="Stored">
/// The event as stored (redirected, versioned, where it was withheld its word on consent alone); null for a duplicate
/// and where nothing was kept.
/// </param>
public readonly record struct AppendOutcome(bool Duplicate, StoredEvent? Stored)
{
    /// <summary>Why what the customer did was not kept, if it was not.</summary>
    public WithheldBecause Withheld { get; init; }

    /// <summary>
    /// The last version of the stream that ended at this event, 0 where it held nothing; meant only for a stored event
    /// with <see cref="StoredEvent.Joined"/>.
    /// </summary>
    public long EndedAt { get; init; }
}

/// <summary>Why an event was not kept.</summary>
public enum WithheldBecause
{
    /// <summary>It was kept, or is a duplicate.</summary>
    Nothing,

    /// <summary>The customer denied consent to analytics.</summary>
    AnalyticsDenied,

    /// <summary>The person was erased.</summary>
    Erased,
}

/// <summary>A customer's events.</summary>
/// <param name="Customer">The customer they belong to now (the root of all joins).</param>
/// <param name="Version">The stream's last version in this snapshot; 0 for a customer without events.</param>
/// <param name="Events">
/// The events after the asked-for version, in version order, joined streams' events at their join.
/// </param>
public sealed record CustomerHistory(CustomerKey Customer, long Version, IReadOnlyList<StoredEvent> Events);

/// <summary>A run of a customer's history.</summary>
/// <param name="Customer">The customer the events belong to now.</param>
/// <param name="Total">How many events the customer has; 0 for a customer without any.</param>
/// <param name="Start">How many come before the page.</param>
/// <param name="Events">In the order of <see cref="CustomerHistory"/>, oldest first.</param>
public sealed record CustomerPage(CustomerKey Customer, long Total, long Start, IReadOnlyList<StoredEvent> Events)
{
    internal static CustomerPage NothingOf(CustomerKey customer) => new(customer, 0, 0, []);
}

/// <summary>A place in the log's commit order. The default value is the beginning.</summary>
public readonly record struct FeedPosition(long Transaction, long Position) : IComparable<FeedPosition>
{
    /// <summary>Whether a place comes before another.</summary>
    public static bool operator <(FeedPosition left, FeedPosition right) => left.CompareTo(right) < 0;

    /// <summary>Whether a place comes after another.</summary>
    public static bool operator >(FeedPosition left, FeedPosition right) => left.CompareTo(right) > 0;

    /// <summary>Whether a place is another or comes before it.</summary>
    public static bool operator <=(FeedPosition left, FeedPosition right) => left.CompareTo(right) <= 0;

    /// <summary>Whether a place is another or comes after it.</summary>
    public static bool operator >=(FeedPosition left, FeedPosition right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(FeedPosition other) => (Transaction, Position).CompareTo((other.Transaction, other.Position));
}

/// <summary>A run of events in commit order and where to go on from.</summary>
public sealed record FeedPage(IReadOnlyList<StoredEvent> Events, FeedPosition Next);

/// <summary>An event's place in its stream, and the stream that ended at it, if any.</summary>
public readonly record struct StreamAdvance(CustomerKey Customer, long Version, CustomerKey? Joined);

/// <summary>A run of the feed without events, and where to go on from.</summary>
public sealed record FeedAdvances(IReadOnlyList<StreamAdvance> Advances, FeedPosition Next);

/// <summary>A refused event: why, and the bytes that were sent (cut at 32 KB).</summary>
public sealed record RejectedEvent(DateTimeOffset ReceivedAt, string? MessageId, string Reason, string Body)
{
    private const int LongestBody = 32 * 1024;

    /// <summary>The same with text that every store can hold: no NUL, no lone surrogate, the body cut.</summary>
    internal RejectedEvent ForStorage() => new(
        Instants.Round(ReceivedAt),
        MessageId is null ? null : Storable(MessageId),
        Storable(Reason),
        Storable(Body.Length > LongestBody ? Body[..LongestBody] : Body));

    private static string Storable(string text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}

/// <summary>
/// Sizes of the log: customers by kind, events, and the oldest and newest event time (null for an empty log).
/// </summary>
public sealed record LogSize(
    long KnownCustomers,
    long AnonymousCustomers,
    long Events,
    DateTimeOffset? FirstAt,
    DateTimeOffset? LastAt);
