namespace Personalization.Domain.Events;

/// <summary>The six calls of the Segment specification. Numbers are stored: explicit and append-only.</summary>
public enum EventType : byte
{
    /// <summary>Something the customer did, with a name and properties.</summary>
    Track = 1,

    /// <summary>Who the customer is, with traits.</summary>
    Identify = 2,

    /// <summary>A web page was seen.</summary>
    Page = 3,

    /// <summary>A screen of an app was seen.</summary>
    Screen = 4,

    /// <summary>The customer belongs to a group.</summary>
    Group = 5,

    /// <summary>Two ids are the same customer.</summary>
    Alias = 6,
}

/// <summary>A validated event that is not in the log yet.</summary>
/// <param name="Customer">The stream it names; the log may redirect it to the customer that stream was
/// joined to.</param>
/// <param name="Joins">The stream that this event says is the same customer (identify with both ids,
/// alias), if any.</param>
/// <param name="MessageId">Unique per customer for good; a second event with it is a duplicate. At most 100
/// characters.</param>
/// <param name="Type">Which Segment call it came by.</param>
/// <param name="Name">Track: the event's name. Others: "Identify", "Page Viewed", "Screen Viewed", "Group",
/// "Alias".</param>
/// <param name="At">When it happened, UTC, corrected for the client's clock.</param>
/// <param name="ReceivedAt">When the service received it, UTC.</param>
/// <param name="Body">UTF-8 JSON object with whichever of properties, traits, context, name, category, groupId
/// were sent.</param>
public sealed record NewEvent(
    CustomerKey Customer,
    CustomerKey? Joins,
    string MessageId,
    EventType Type,
    string Name,
    DateTimeOffset At,
    DateTimeOffset ReceivedAt,
    ReadOnlyMemory<byte> Body);

/// <summary>An event as the log holds it.</summary>
/// <param name="Customer">The stream it is stored in.</param>
/// <param name="Version">Its number in that stream, from 1 without gaps.</param>
/// <param name="Joined">The stream that ended at this event and belongs to this customer from here on, if any.</param>
/// <param name="MessageId">Unique per customer for good.</param>
/// <param name="Type">Which Segment call it came by.</param>
/// <param name="Name">As in <see cref="NewEvent"/>.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="ReceivedAt">When the service received it, UTC.</param>
/// <param name="Body">UTF-8 JSON object; members as in <see cref="NewEvent"/>.</param>
public sealed record StoredEvent(
    CustomerKey Customer,
    long Version,
    CustomerKey? Joined,
    string MessageId,
    EventType Type,
    string Name,
    DateTimeOffset At,
    DateTimeOffset ReceivedAt,
    ReadOnlyMemory<byte> Body);
