using System.Text.Json;
using Personalization.Domain.Events;

namespace Personalization.Domain.Tests.Profiles;

/// <summary>Single events to write tests with.</summary>
internal static class Made
{
    public static DateTimeOffset Noon { get; } = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public static CustomerKey Customer { get; } = CustomerKey.Known("c-1");

    public static StoredEvent Event(
        string name, DateTimeOffset? at = null, object? properties = null, object? context = null, long version = 1) =>
        Raw(EventType.Track, name, at, new { properties = properties ?? new { }, context }, version);

    public static StoredEvent Identify(object traits, DateTimeOffset? at = null, long version = 1) =>
        Raw(EventType.Identify, "Identify", at, new { traits }, version);

    public static StoredEvent Page(DateTimeOffset? at = null, long version = 1) =>
        Raw(EventType.Page, "Page Viewed", at, new { }, version);

    public static StoredEvent WithBody(
        string body, string name = "Order Completed", EventType type = EventType.Track) =>
        new(Customer, 1, null, "m", type, name, Noon, Noon, System.Text.Encoding.UTF8.GetBytes(body));

    private static StoredEvent Raw(EventType type, string name, DateTimeOffset? at, object body, long version) =>
        new(
            Customer,
            version,
            null,
            $"m-{version}",
            type,
            name,
            at ?? Noon,
            at ?? Noon,
            JsonSerializer.SerializeToUtf8Bytes(body));
}
