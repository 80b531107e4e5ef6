using Personalization.Domain.Events;
using Personalization.Domain.Tests.Profiles;

namespace Personalization.Domain.Tests.Events;

public sealed class CustomerEventTests
{
    [Theory, Trait("clause", "PRF-9")]
    [InlineData("""{"total": 12.5, "revenue": 11, "value": 10}""", 125_000)]
    [InlineData("""{"value": 10, "revenue": 11, "total": 12.5}""", 125_000)]
    [InlineData("""{"revenue": 11, "value": 10}""", 110_000)]
    [InlineData("""{"value": 10}""", 100_000)]
    [InlineData("""{"total": "12.50"}""", 125_000)]
    [InlineData("""{"total": 1.25e1}""", 125_000)]
    [InlineData("""{"total": "twelve", "revenue": 11}""", 110_000)]
    [InlineData("""{"total": null, "revenue": 11}""", 110_000)]
    [InlineData("""{"total": {"amount": 3}, "revenue": 11}""", 110_000)]
    [InlineData("""{"total": 0.123456}""", 1_235)]
    [InlineData("""{"total": -3.5}""", -35_000)]
    [InlineData("""{"total": 1e300}""", Money.MaxUnits)]
    [InlineData(
        """{"products": [{"product_id": "a", "price": 2.5, "quantity": 3}, {"sku": "b", "price": "1"}]}""", 85_000)]
    [InlineData("""{}""", 0)]
    public void The_amount_is_the_total_else_revenue_else_value_else_the_products(string properties, long units)
    {
        var read = CustomerEvent.Read(Made.WithBody($$"""{"properties": {{properties}}}"""));

        Assert.Equal(units, read.TotalUnits);
    }

    [Theory, Trait("clause", "PRF-9")]
    [InlineData("""{"product_id": "p1", "category": "Shoes", "price": 9.99, "quantity": 2}""")]
    [InlineData("""{"productId": "p1", "category": "Shoes", "price": "9.99", "quantity": "2"}""")]
    [InlineData("""{"sku": "p1", "category": "Shoes", "price": 9.99, "quantity": 2.9}""")]
    [InlineData("""{"sku": "other", "quantity": 2, "price": 9.99, "category": "Shoes", "product_id": "p1"}""")]
    [InlineData("""{"product\u005fid": "\u0070\u0031", "category": "Sh\u006fes", "price": 9.99, "quantity": 2}""")]
    [InlineData("""{"product_id": ["x"], "sku": "p1", "category": "Shoes", "price": 9.99, "quantity": 2}""")]
    public void A_product_is_read_whatever_the_spelling_and_order_of_its_members(string properties)
    {
        var stored = Made.WithBody($$"""{"context": {}, "properties": {{properties}}}""", "Product Added");

        var read = CustomerEvent.Read(stored);

        Assert.Equal(new ProductLine("p1", "Shoes", 99_900, 2), Assert.Single(read.Products));
        Assert.Equal(EventKind.ProductAdded, read.Kind);
        Assert.Equal("Shoes", read.Category);
    }

    [Fact, Trait("clause", "PRF-9")]
    public void Details_of_products_are_read_on_request_only()
    {
        var stored = Made.WithBody("""
            {"properties": {"products": [
              {"product_id": 7, "name": "Boot", "brand": "B", "url": "u", "image_url": "i"}]}}
            """);

        var brief = Assert.Single(CustomerEvent.Read(stored).Products);
        var full = Assert.Single(CustomerEvent.Read(stored, EventDetail.Full).Products);

        Assert.Equal(("7", null), (brief.ProductId, brief.Name));
        Assert.Equal(("7", "Boot", "B", "u", "i"), (full.ProductId, full.Name, full.Brand, full.Url, full.ImageUrl));
    }

    [Fact, Trait("clause", "PRF-9")]
    public void Traits_are_read_flat_and_those_of_the_call_go_before_those_of_its_context()
    {
        var stored = Made.WithBody(
            """
            {"context": {"traits": {"plan": "free", "age": 40}}, "traits": {"plan": "gold", "vip": true, "gone": null,
             "address": {"city": "Ulm", "geo": {"lat": 1.5}}, "tags": ["a", {"b": 1}]}}
            """,
            "Identify",
            EventType.Identify);

        var traits = CustomerEvent.Read(stored).Traits
            .ToDictionary(trait => trait.Key, trait => trait.Value.ToObject());

        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["plan"] = "gold",
                ["age"] = 40.0,
                ["vip"] = true,
                ["gone"] = null,
                ["address.city"] = "Ulm",
                ["address.geo.lat"] = 1.5,
            },
            traits);
    }

    [Theory, Trait("clause", "PRF-9")]
    [InlineData("""{"device": {"type": "iOS"}}""", DeviceKind.Mobile)]
    [InlineData("""{"device": "tablet"}""", DeviceKind.Tablet)]
    [InlineData("""{"userAgent": "Mozilla/5.0 (Windows NT 10.0)", "device": {"type": "mobile"}}""", DeviceKind.Mobile)]
    [InlineData("""{"os": {"name": "Windows"}}""", DeviceKind.Desktop)]
    [InlineData("""{"userAgent": "Mozilla/5.0 (Linux; Android 14) Chrome/1 Mobile Safari"}""", DeviceKind.Mobile)]
    [InlineData("""{"userAgent": "Mozilla/5.0 (X11; Linux x86_64)"}""", DeviceKind.Desktop)]
    [InlineData("""{"device": 7, "os": []}""", DeviceKind.Unknown)]
    public void The_device_is_told_by_type_else_system_else_browser(string context, DeviceKind device)
    {
        var read = CustomerEvent.Read(Made.WithBody($$"""{"context": {{context}}}""", "Product Viewed"));

        Assert.Equal(device, read.Device);
    }

    [Theory, Trait("clause", "PRF-9")]
    [InlineData("""{"promotion_id": "winback", "creative": "b", "position": "hero", "decision_id": "d1"}""")]
    [InlineData("""{"promotionId": "winback", "creative": "b", "position": "hero", "decisionId": "d1"}""")]
    [InlineData(
        """{"campaign": {"id": "winback", "name": "W"}, "creative": "b", "position": "hero", "decision_id": "d1"}""")]
    public void A_promotion_names_its_campaign_variant_placement_and_decision(string properties)
    {
        var read = CustomerEvent.Read(Made.WithBody($$"""{"properties": {{properties}}}""", "Promotion Clicked"));

        Assert.Equal(("winback", "b", "hero", "d1"), (read.CampaignId, read.Creative, read.Position, read.DecisionId));
    }

    [Theory, Trait("clause", "PRF-9")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"properties": 7, "context": "x", "traits": [1]}""")]
    [InlineData("""{"properties": {"products": "none", "category": 3, "order_id": {}}}""")]
    [InlineData("""{"properties": {"products": [1, null, [2], {}, {"price": 3}]}}""")]
    [InlineData("""{"properties": {"category": "\ud800", "product_id": "\udc00"}}""")]
    public void A_body_with_nothing_usable_in_it_reads_as_an_event_without_content(string body)
    {
        var read = CustomerEvent.Read(Made.WithBody(body));

        Assert.Equal(EventKind.OrderCompleted, read.Kind);
        Assert.Equal(0, read.TotalUnits);
        Assert.Null(read.Category);
        Assert.Empty(read.Products);
    }

    [Fact, Trait("clause", "PRF-9")]
    public void A_body_that_breaks_off_gives_what_was_read_before()
    {
        var read = CustomerEvent.Read(Made.WithBody("""{"properties": {"product_id": "x", "total": 3, "pri"""));

        Assert.Equal(30_000, read.TotalUnits);
        Assert.Equal("x", Assert.Single(read.Products).ProductId);
    }

    [Fact, Trait("clause", "PRF-9")]
    public void Deep_nesting_is_passed_over()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 10_000)) + string.Concat(Enumerable.Repeat("]", 10_000));

        var read = CustomerEvent.Read(Made.WithBody("{\"properties\": {\"deep\": " + deep + ", \"total\": 5}}"));

        Assert.Equal(50_000, read.TotalUnits);
    }

    [Fact, Trait("clause", "PRF-9")]
    public void No_body_however_damaged_makes_reading_throw()
    {
        var random = new Random(20260401);
        var whole = new Histories(5).Make(300);
        foreach (var stored in whole)
        {
            for (var i = 0; i < 20; i++)
            {
                var damaged = stored.Body.ToArray();
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                damaged[random.Next(damaged.Length)] = "{}[]\",:\\0"u8[random.Next(9)];

                var read = CustomerEvent.Read(stored with { Body = damaged }, EventDetail.Full);

                Assert.Equal(stored.At, read.At);
            }
        }
    }

    [Fact]
    public void Reading_a_product_view_allocates_no_more_than_the_event_itself()
    {
        var stored = Made.WithBody(
            """
            {"properties": {"product_id": "p-1234", "category": "Shoes", "name": "Boot", "price": 19.99, "quantity": 1},
             "context": {"device": {"type": "mobile"}, "userAgent": "Mozilla/5.0"}}
            """,
            "Product Viewed");
        for (var i = 0; i < 100; i++)
        {
            CustomerEvent.Read(stored);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            CustomerEvent.Read(stored);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 1, 320);
    }
}
