using Personalization.Domain.Events;

namespace Personalization.Domain.Tests.Decisions;

/// <summary>Events of made-up customers, so many days before <see cref="World.Now"/>.</summary>
internal static class Happened
{
    internal static CustomerEvent Event(string name, double daysAgo, string? category = null) => new()
    {
        Kind = EventVocabulary.KindOf(name),
        Name = name,
        At = World.Now.AddDays(-daysAgo),
        Category = category,
    };

    internal static CustomerEvent Product(
        string name, double daysAgo, string product, string category, long price = 10) => new()
        {
            Kind = EventVocabulary.KindOf(name),
            Name = name,
            At = World.Now.AddDays(-daysAgo),
            Products = [new ProductLine(product, category, price * 10_000, 1)],
            TotalUnits = price * 10_000,
            Category = category,
        };

    internal static CustomerEvent Order(double daysAgo, string category = "Shoes", long price = 10) =>
        Product("Order Completed", daysAgo, "p-" + category, category, price);

    internal static CustomerEvent Page(double daysAgo, string page) => new()
    {
        Kind = EventKind.PageViewed,
        Type = EventType.Page,
        Name = "Page Viewed",
        At = World.Now.AddDays(-daysAgo),
        Page = page,
    };

    internal static double Hours(double hours) => hours / 24;

    internal static double Minutes(double minutes) => minutes / 1440;
}
