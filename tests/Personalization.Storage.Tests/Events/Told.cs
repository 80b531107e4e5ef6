using System.Text;
using Personalization.Domain.Events;

namespace Personalization.Storage.Tests.Events;

/// <summary>Makes events for tests, each with ids of its own unless told otherwise.</summary>
internal static class Told
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static string NewId() => Guid.NewGuid().ToString("N");

    public static CustomerKey NewCustomer() => CustomerKey.Known($"c-{NewId()}");

    public static CustomerKey NewVisitor() => CustomerKey.Anonymous($"v-{NewId()}");

    public static NewEvent Event(
        CustomerKey customer,
        CustomerKey? joins = null,
        string? messageId = null,
        string name = "Product Viewed",
        DateTimeOffset? at = null,
        string body = """{"properties":{"product_id":"p1","category":"shoes"}}""") => new(
            customer,
            joins,
            messageId ?? NewId(),
            joins is null ? EventType.Track : EventType.Identify,
            joins is null ? name : "Identify",
            at ?? Noon,
            Noon,
            Encoding.UTF8.GetBytes(body));
}
