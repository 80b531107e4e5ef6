namespace Personalization.Domain.Events;

/// <summary>What each Segment call must carry, and whom it is about.</summary>
internal static class SegmentRules
{
    internal static EventType? ReadType(string? type) => type switch
    {
        "track" => EventType.Track,
        "identify" => EventType.Identify,
        "page" => EventType.Page,
        "screen" => EventType.Screen,
        "group" => EventType.Group,
        "alias" => EventType.Alias,
        _ => null,
    };

    /// <summary>Null, or what is missing or wrong.</summary>
    internal static string? Check(EventType? type, in SegmentFields fields)
    {
        if (type is null)
        {
            return "type must be track, identify, page, screen, group or alias.";
        }

        if (fields.UserId is null && fields.AnonymousId is null)
        {
            return "no_user_anon_id";
        }

        return CheckId(fields.UserId, "userId")
            ?? CheckId(fields.AnonymousId, "anonymousId")
            ?? (fields.MessageId?.Length > SegmentLimits.MaxMessageIdLength
                ? "messageId must have at most 100 characters." : null)
            ?? CheckCall(type.Value, fields);
    }

    internal static CustomerKey CustomerOf(in SegmentFields fields) => fields.UserId is { } user
        ? CustomerKey.Known(user)
        : CustomerKey.Anonymous(fields.AnonymousId!);

    /// <summary>
    /// Identify with both ids and alias say that a visitor is a customer. An alias' previous id is taken for a
    /// visitor's: which streams exist is the log's knowledge, and a shop's own customer ids are not renamed.
    /// </summary>
    internal static CustomerKey? JoinOf(EventType type, in SegmentFields fields) => type switch
    {
        EventType.Identify when fields is { UserId: not null, AnonymousId: { } visitor } =>
            CustomerKey.Anonymous(visitor),
        EventType.Alias => CustomerKey.Anonymous(fields.PreviousId!),
        _ => null,
    };

    internal static string NameOf(EventType type, in SegmentFields fields) => type switch
    {
        EventType.Track => fields.Event!,
        EventType.Identify => "Identify",
        EventType.Page => "Page Viewed",
        EventType.Screen => "Screen Viewed",
        EventType.Group => "Group",
        _ => "Alias",
    };

    private static string? CheckCall(EventType type, in SegmentFields fields) => type switch
    {
        EventType.Track when string.IsNullOrWhiteSpace(fields.Event) => "event must name what happened.",
        EventType.Track when fields.Event.Length > SegmentLimits.MaxNameLength =>
            "event must have at most 256 characters.",
        EventType.Group when fields.GroupId is null => "groupId must name the group.",
        EventType.Alias when fields.UserId is null || fields.PreviousId is null =>
            "An alias needs userId and previousId.",
        EventType.Alias => CheckId(fields.PreviousId, "previousId"),
        _ => null,
    };

    private static string? CheckId(string? id, string field) => id is null || CustomerKey.IsValidId(id)
        ? null
        : $"{field} must have 1 to 256 characters, none of them a control character.";
}
