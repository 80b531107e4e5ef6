using Personalization.Domain.Events;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Tests.Recommendations;

public sealed class ProductLearnerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact, Trait("clause", "REC-10")]
    public void The_newest_statement_about_each_fact_wins_in_any_order()
    {
        var events = new[]
        {
            Said(0, new ProductLine("p1", "cups", 9_0000, 1) { Name = "Old name", ImageUrl = "https://x.test/1.png" }),
            Said(2, new ProductLine("p1", "mugs", 0, 1) { Name = "New name" }),
            Said(1, new ProductLine("p1", "pots", 8_5000, 1) { Name = "Middle name", Url = "/p1" }),
            Said(3, new ProductLine("p2", null, 0, 1)),
        };
        var expected = new Product
        {
            ProductId = "p1",
            Name = "New name",
            Category = "mugs",
            Price = 8.5m,
            Url = "/p1",
            ImageUrl = "https://x.test/1.png",
        };

        foreach (var order in new[] { events, [.. events.Reverse()], [events[2], events[0], events[3], events[1]] })
        {
            var learner = new ProductLearner();
            Array.ForEach(order, learner.Observe);
            Assert.Equal([expected, new Product { ProductId = "p2" }], learner.Products());
        }
    }

    [Fact, Trait("clause", "REC-10")]
    public void What_would_not_be_a_sound_product_is_not_learnt()
    {
        var learner = new ProductLearner();
        learner.Observe(Said(0, new ProductLine("p1", new string('c', 300), -5, 1)
        {
            Name = "  ",
            Brand = " acme ",
            Url = "javascript:alert(1)",
            ImageUrl = "data:image/png;base64,AA",
        }));
        learner.Observe(Said(1, new ProductLine(new string('p', 300), null, 0, 1)));
        learner.Observe(Said(1, new ProductLine("a\0b", null, 0, 1)));

        var product = Assert.Single(learner.Products());

        Assert.Equal(new Product { ProductId = "p1", Brand = "acme" }, product);
        Assert.Empty(product.Validate());
    }

    private static CustomerEvent Said(int hour, params ProductLine[] lines) => new()
    {
        Kind = EventKind.ProductViewed,
        Name = "Product Viewed",
        At = Noon.AddHours(hour),
        Products = lines,
    };
}
