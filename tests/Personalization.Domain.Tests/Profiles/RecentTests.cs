using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

public sealed class RecentTests
{
    [Fact, Trait("clause", "PRF-10")]
    public void The_newest_events_are_kept_one_by_one_newest_first()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var events = new Histories(seed).Make(500);

            var recent = Histories.Fold(events).RecentEvents;

            var newest = events.Select(stored => stored.At).OrderDescending().Take(Limits.RecentEvents);
            Assert.Equal(newest, recent.Select(one => one.At));
        }
    }

    [Fact, Trait("clause", "PRF-10")]
    public void A_recent_event_says_what_it_was_about()
    {
        var profile = Histories.Fold(
        [
            Made.Event("Product Viewed", Made.Noon, new { product_id = "p1", category = "Hats" }),
            Made.Event("Promotion Viewed", Made.Noon.AddMinutes(1), new { promotion_id = "winback" }),
            Made.Event("Video Played", Made.Noon.AddMinutes(2)),
            Made.Event("Product List Viewed", Made.Noon.AddMinutes(3), new { category = "Shoes" }),
        ]);

        var recent = profile.RecentEvents;

        Assert.Equal((EventKind.ProductListViewed, "Shoes"), (recent[0].Kind, recent[0].Category));
        Assert.Equal((EventKind.Other, "Video Played"), (recent[1].Kind, recent[1].Name));
        Assert.Equal((EventKind.PromotionViewed, "winback"), (recent[2].Kind, recent[2].CampaignId));
        Assert.Equal(
            (EventKind.ProductViewed, "p1", "Hats"), (recent[3].Kind, recent[3].ProductId, recent[3].Category));
    }

    [Theory, Trait("clause", "PRF-19")]
    [InlineData("""{"name":"Pricing","properties":{"path":"/pricing"}}""", "Pricing")]
    [InlineData("""{"properties":{"path":"/pricing","name":"Pricing"}}""", "Pricing")]
    [InlineData("""{"properties":{"path":"/pricing"},"name":null}""", "/pricing")]
    [InlineData("""{"properties":{"path":7}}""", "7")]
    [InlineData("""{"properties":{"path":["/pricing"]}}""", null)]
    [InlineData("""{"properties":{}}""", null)]
    public void A_page_is_kept_by_its_name_or_its_path(string body, string? page)
    {
        var profile = Histories.Fold([Made.WithBody(body, "Page Viewed", EventType.Page)]);
        var back = ProfileCodec.Decode(profile.Customer, ProfileCodec.Encode(profile));

        Assert.Equal(page, profile.RecentEvents[0].Page);
        Assert.Equal(page, back.RecentEvents[0].Page);
    }

    [Fact, Trait("clause", "PRF-11")]
    public void Recent_products_tell_when_each_was_last_viewed_carted_and_bought()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var events = new Histories(seed) { Variety = 20 }.Make(300);
            var read = events.Select(stored => CustomerEvent.Read(stored)).ToList();

            var products = Histories.Fold(events).RecentProducts;

            Assert.Equal(read.SelectMany(Touched).Select(line => line.ProductId).Distinct().Count(), products.Count);
            Assert.Equal(products.OrderByDescending(product => product.LastTouched), products);
            Assert.All(products, product =>
            {
                Assert.Equal(Last(read, EventKind.ProductViewed, product.ProductId), product.LastViewed);
                Assert.Equal(Last(read, EventKind.ProductAdded, product.ProductId), product.LastCarted);
                Assert.Equal(Last(read, EventKind.OrderCompleted, product.ProductId), product.LastBought);
            });
        }
    }

    [Fact, Trait("clause", "PRF-11")]
    public void Of_many_products_those_touched_last_stay()
    {
        var views = Enumerable.Range(0, 500).Select(i =>
            Made.Event("Product Viewed", Made.Noon.AddMinutes(i), new { product_id = $"p{i}" }));

        var products = Histories.Fold(new Histories(4).Shuffled(views.ToList())).RecentProducts;

        var newest = Enumerable.Range(450, 50).Reverse().Select(i => $"p{i}");
        Assert.Equal(newest, products.Select(product => product.ProductId));
    }

    [Fact, Trait("clause", "PRF-12")]
    public void Interest_in_a_category_halves_in_thirty_days()
    {
        var profile = Histories.Fold(
        [
            Made.Event("Product Viewed", Made.Noon, new { product_id = "p1", category = "Hats" }),
            Made.Event("Product Added", Made.Noon.AddDays(-30), new { product_id = "p1", category = "Hats" }),
            Made.Event(
                "Order Completed",
                Made.Noon,
                new { products = new[] { new { product_id = "p2", category = "Shoes" } } }),
        ]);

        Assert.Equal(2.5, profile.Affinity("Hats", Made.Noon), 1e-12);
        Assert.Equal(1.25, profile.Affinity("Hats", Made.Noon.AddDays(30)), 1e-12);
        Assert.Equal(5, profile.Affinity("Shoes", Made.Noon), 1e-12);
        Assert.Equal(0, profile.Affinity("Toys", Made.Noon));
        Assert.Contains(new CategoryInterest("Hats", 1, 1, 0, 2.5), profile.Categories);
    }

    private static IEnumerable<ProductLine> Touched(CustomerEvent e) =>
        e.Kind is EventKind.ProductViewed or EventKind.ProductAdded or EventKind.OrderCompleted ? e.Products : [];

    private static DateTimeOffset? Last(List<CustomerEvent> events, EventKind kind, string product) => events
        .Where(e => e.Kind == kind && e.Products.Any(line => line.ProductId == product))
        .Max(e => (DateTimeOffset?)e.At);
}
