using System.Text.Json;
using Personalization.Domain.Events;

namespace Personalization.Service.Customers;

/// <summary>A stored event as people read it.</summary>
/// <param name="Stream">The id it was sent with: another one than the customer's for what a joined visitor did.</param>
/// <param name="Version">Its number in that stream.</param>
/// <param name="Type">track, identify, page, screen, group or alias.</param>
/// <param name="Name">What happened.</param>
/// <param name="Timestamp">When, corrected for the client's clock.</param>
/// <param name="Body">What was sent with it: properties, traits, context, name, category, groupId.</param>
internal sealed record EventItem(
    string Stream,
    long Version,
    string MessageId,
    string Type,
    string Name,
    DateTimeOffset Timestamp,
    DateTimeOffset ReceivedAt,
    JsonElement Body)
{
    internal static EventItem Of(StoredEvent stored) => new(
        stored.Customer.Value,
        stored.Version,
        stored.MessageId,
        TypeOf(stored.Type),
        stored.Name,
        stored.At,
        stored.ReceivedAt,
        JsonElement.Parse(stored.Body.Span));

    private static string TypeOf(EventType type) => type switch
    {
        EventType.Track => "track",
        EventType.Identify => "identify",
        EventType.Page => "page",
        EventType.Screen => "screen",
        EventType.Group => "group",
        _ => "alias",
    };
}
