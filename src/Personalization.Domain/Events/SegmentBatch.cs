namespace Personalization.Domain.Events;

/// <summary>The limits of the Segment HTTP Tracking API and of what can be stored.</summary>
public static class SegmentLimits
{
    /// <summary>Bytes of one event, alone or in a batch, the batch's context included.</summary>
    public const int MaxEventBytes = 32 * 1024;

    /// <summary>Bytes of a batch.</summary>
    public const int MaxBatchBytes = 500 * 1024;

    /// <summary>Events in a batch.</summary>
    public const int MaxEvents = 2_500;

    /// <summary>Characters of a message id.</summary>
    public const int MaxMessageIdLength = 100;

    /// <summary>Characters of a track event's name.</summary>
    public const int MaxNameLength = 256;

    /// <summary>Objects and arrays inside each other, the event itself counted.</summary>
    public const int MaxDepth = 32;

    /// <summary>Amounts and quantities, either sign.</summary>
    public const double MaxAmount = 1e9;

    /// <summary>How far ahead of its receipt an event may be.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromHours(24);
}

/// <summary>An event that is refused; its neighbours are not.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="MessageId">The id it was sent with, as far as it could be read.</param>
/// <param name="Reason">What is wrong, naming the field; <c>no_user_anon_id</c> for an event about nobody.</param>
/// <param name="Body">The bytes that were sent.</param>
public sealed record SegmentRejection(int Index, string? MessageId, string Reason, ReadOnlyMemory<byte> Body);

/// <summary>The events of one request: those to append, and those refused.</summary>
/// <param name="Events">Valid events in the order they were sent.</param>
/// <param name="Indexes">The place in the batch of each of them.</param>
/// <param name="Rejected">The others.</param>
public sealed record SegmentBatch(
    IReadOnlyList<NewEvent> Events, IReadOnlyList<int> Indexes, IReadOnlyList<SegmentRejection> Rejected);
