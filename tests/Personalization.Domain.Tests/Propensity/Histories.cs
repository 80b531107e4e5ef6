using System.Globalization;
using System.Text;
using Personalization.Domain.Events;
using Personalization.Domain.Propensity;

namespace Personalization.Domain.Tests.Propensity;

/// <summary>Makes customers' events for these tests.</summary>
internal static class Histories
{
    internal static readonly DateTimeOffset Day0 = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static DateTimeOffset Day(double day) => Day0.AddDays(day);

    internal static StoredEvent Order(CustomerKey customer, double day, double total = 20) => Event(
        customer,
        day,
        "Order Completed",
        string.Create(
            CultureInfo.InvariantCulture, $$$"""{"properties":{"order_id":"o-{{{day}}}","total":{{{total}}}}}"""));

    internal static StoredEvent OrderOf(CustomerKey customer, double day, string category, int total = 20) => Event(
        customer,
        day,
        "Order Completed",
        $$$"""
        {"properties":{"order_id":"o","total":{{{total}}},
        "products":[{"product_id":"p-{{{category}}}","category":"{{{category}}}","price":{{{total}}}}]}}
        """);

    internal static StoredEvent Named(CustomerKey customer, double day, string name) =>
        Event(customer, day, name, "{}");

    internal static StoredEvent View(CustomerKey customer, double day) =>
        Event(customer, day, "Product Viewed", """{"properties":{"product_id":"p-1","price":5}}""");

    internal static StoredEvent Join(CustomerKey customer, CustomerKey visitor, double day) =>
        Event(customer, day, "Identify", "{}") with { Type = EventType.Identify, Joined = visitor };

    internal static CustomerTimeline Timeline(CustomerKey customer, params StoredEvent[] events) =>
        CustomerTimeline.Read(customer, events, DateTimeOffset.MaxValue);

    internal static TrainingRows Rows(PropensityTarget target, double[] cutOffs, params CustomerTimeline[] customers)
    {
        var builder = new TrainingSetBuilder(
            target, [.. cutOffs.Select(day => new CutOff(Day(day), CutOffRole.Train))]);
        foreach (var customer in customers)
        {
            builder.Add(customer);
        }

        return builder.Rows;
    }

    /// <summary>
    /// A shop over a year: half of the customers order about every two weeks, half every two months, and everybody
    /// leaves some time.
    /// </summary>
    internal static IEnumerable<CustomerTimeline> Shop(int customers, int seed, double until = 365)
    {
        var random = new Random(seed);
        for (var i = 0; i < customers; i++)
        {
            var customer = CustomerKey.Known($"c-{i}");
            var gap = i % 2 == 0 ? 14.0 : 60.0;
            var leaves = random.NextDouble() * 500;
            var events = new List<StoredEvent>();
            var first = random.NextDouble() * 200;
            for (var day = first; day < Math.Min(leaves, 365); day -= Math.Log(random.NextDouble()) * gap)
            {
                events.Add(Order(customer, day, 10 + random.Next(50)));
            }

            yield return Timeline(customer, [.. events.Where(order => order.At < Day(until))]);
        }
    }

    private static StoredEvent Event(CustomerKey customer, double day, string name, string body) => new(
        customer,
        1,
        null,
        $"{name}-{day}",
        EventType.Track,
        name,
        Day(day),
        Day(day),
        Encoding.UTF8.GetBytes(body));
}
