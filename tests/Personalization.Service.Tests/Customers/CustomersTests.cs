using System.Net;
using System.Text.Json.Nodes;
using Personalization.Domain.Features;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Customers;

public abstract class CustomersTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "ING-2")]
    public async Task A_profile_holds_an_event_as_soon_as_it_is_acknowledged()
    {
        var id = ServiceFixture.NewId();
        for (var views = 1; views <= 5; views++)
        {
            await service.IngestAsync("track", View(id, "p1"));

            var profile = await service.GetAsync($"/customers/{id}");

            Assert.Equal(views, profile["events"]!.GetValue<int>());
            Assert.Equal(views, profile["version"]!.GetValue<int>());
        }
    }

    [StoreFact]
    public async Task A_profile_shows_traits_cart_orders_and_interests()
    {
        var id = ServiceFixture.NewId();
        await service.IngestAsync(
            "identify", $$$"""{"userId":"{{{id}}}","traits":{"plan":"gold","age":41,"vip":true}}""");
        await service.IngestAsync("track", Order(id, "o1", 120.5));
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        await service.IngestAsync(
            "track",
            $$$"""
            {"userId":"{{{id}}}","event":"Product Added",
             "properties":{"product_id":"p9","category":"hats","price":12.5,"quantity":2}}
            """);

        var profile = await service.GetAsync($"/customers/{id}");

        Assert.Equal("""{"age":41,"plan":"gold","vip":true}""", profile["traits"]!.ToJsonString());
        Assert.Equal((1, 120.5), (profile["orders"]!.GetValue<int>(), profile["revenue"]!.GetValue<double>()));
        var line = Assert.Single(profile["cart"]!.AsArray())!;
        Assert.Equal(("p9", 2, 12.5), (line["productId"]!.GetValue<string>(),
            line["quantity"]!.GetValue<int>(), line["price"]!.GetValue<double>()));
        Assert.Contains(profile["categories"]!.AsArray(), one => one!["category"]!.GetValue<string>() == "hats");
    }

    [StoreFact, Trait("clause", "ING-6")]
    public async Task A_visitor_who_is_identified_brings_everything_along()
    {
        var (id, visitor) = (ServiceFixture.NewId(), ServiceFixture.NewId("a"));
        await service.IngestAsync("page", $$"""{"anonymousId":"{{visitor}}","messageId":"m"}""");
        await service.IngestAsync("page", $$"""{"userId":"{{id}}"}""");

        await service.IngestAsync("identify", $$"""{"userId":"{{id}}","anonymousId":"{{visitor}}"}""");
        await service.IngestAsync("page", $$"""{"anonymousId":"{{visitor}}"}""");
        var resent = await service.PostAsync("/v1/page", $$"""{"anonymousId":"{{visitor}}","messageId":"m"}""");

        var profile = await service.GetAsync($"/customers/{id}");
        var asVisitor = await service.GetAsync($"/customers/{visitor}?anonymous=true");
        Assert.Equal(4, profile["events"]!.GetValue<int>());
        Assert.Equal(
            (id, false), (asVisitor["customerId"]!.GetValue<string>(), asVisitor["anonymous"]!.GetValue<bool>()));
        Assert.Equal(1, resent["duplicates"]!.GetValue<int>());
    }

    [StoreFact]
    public async Task Features_at_a_past_time_are_those_that_were_computed_then()
    {
        var id = ServiceFixture.NewId();
        await service.IngestAsync("track", Order(id, "o1", 50));
        service.Clock.Advance(TimeSpan.FromDays(3));
        var then = service.Clock.GetUtcNow();
        var computedThen = await service.GetAsync($"/customers/{id}/features");
        service.Clock.Advance(TimeSpan.FromHours(2));
        await service.IngestAsync("track", Order(id, "o2", 70));

        var now = await service.GetAsync($"/customers/{id}/features");
        var asOfThen = await service.GetAsync($"/customers/{id}/features?at={then:O}");

        Assert.Equal(computedThen["features"]!.ToJsonString(), asOfThen["features"]!.ToJsonString());
        Assert.Equal((1, 2), (Number(asOfThen, "orders_lifetime"), Number(now, "orders_lifetime")));
        Assert.Equal(3, Number(asOfThen, "recency_days"), 3);
    }

    [StoreFact]
    public async Task Every_feature_of_the_catalogue_is_answered_and_a_missing_value_is_null()
    {
        var id = ServiceFixture.NewId();
        await service.IngestAsync("page", $$"""{"userId":"{{id}}"}""");

        var catalogue = await service.GetAsync("/features");
        var features = (await service.GetAsync($"/customers/{id}/features"))["features"]!.AsObject();

        Assert.Equal(
            FeatureCatalogue.All.Select(feature => feature.Name),
                catalogue["items"]!.AsArray().Select(item => item!["name"]!.GetValue<string>()));
        Assert.Equal(FeatureCatalogue.All.Select(feature => feature.Name), features.Select(feature => feature.Key));
        Assert.Null(features["recency_days"]);
    }

    [StoreFact]
    public async Task Events_come_newest_first_in_pages()
    {
        var id = ServiceFixture.NewId();
        for (var i = 1; i <= 5; i++)
        {
            await service.IngestAsync("track", View(id, $"p{i}"));
        }

        var first = await service.GetAsync($"/customers/{id}/events?limit=3");
        var second = await service.GetAsync($"/customers/{id}/events?limit=3&before={first["next"]}");

        Assert.Equal(["p5", "p4", "p3"], Products(first));
        Assert.Equal(["p2", "p1"], Products(second));
        Assert.Equal(5, first["total"]!.GetValue<int>());
        Assert.Null(second["next"]);
    }

    [StoreFact]
    public async Task An_export_holds_every_event_the_profile_and_the_features()
    {
        var id = ServiceFixture.NewId();
        await service.IngestAsync("track", Order(id, "o1", 50));
        await service.IngestAsync("track", View(id, "p1"));

        var export = await service.GetAsync($"/customers/{id}/export");

        Assert.Equal(2, export["events"]!.AsArray().Count);
        Assert.Equal(50, export["profile"]!["revenue"]!.GetValue<double>());
        Assert.Equal(1, Number(export["features"]!, "orders_lifetime"));
    }

    [StoreFact]
    public async Task What_cannot_be_answered_is_a_problem()
    {
        var known = ServiceFixture.NewId();
        await service.IngestAsync("page", $$"""{"userId":"{{known}}"}""");
        var cases = new (string Path, HttpStatusCode Status)[]
        {
            ($"/customers/{ServiceFixture.NewId()}", HttpStatusCode.NotFound),
            ($"/customers/{ServiceFixture.NewId()}/features", HttpStatusCode.NotFound),
            ($"/customers/{ServiceFixture.NewId()}/events", HttpStatusCode.NotFound),
            ($"/customers/{ServiceFixture.NewId()}/export", HttpStatusCode.NotFound),
            ($"/customers/{known}?anonymous=true", HttpStatusCode.NotFound),
            ($"/customers/{known}?anonymous=perhaps", HttpStatusCode.BadRequest),
            ("/customers/a%0Ab", HttpStatusCode.BadRequest),
            ($"/customers/{new string('x', 300)}", HttpStatusCode.BadRequest),
            ($"/customers/{known}/features?at=yesterday", HttpStatusCode.BadRequest),
            ($"/customers/{known}/features?at=1960-01-01", HttpStatusCode.BadRequest),
            ($"/customers/{known}/events?limit=0", HttpStatusCode.BadRequest),
            ($"/customers/{known}/events?limit=1e9", HttpStatusCode.BadRequest),
            ($"/customers/{known}/events?before=-1", HttpStatusCode.BadRequest),
        };
        foreach (var (path, status) in cases)
        {
            using var answer = await service.Http.GetAsync(path);

            Assert.True(status == answer.StatusCode, $"{path}: {answer.StatusCode}");
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    private static string View(string id, string product) =>
        $$$"""
        {"userId":"{{{id}}}","event":"Product Viewed",
         "properties":{"product_id":"{{{product}}}","category":"shoes","price":10}}
        """;

    private static string Order(string id, string order, double total) =>
        $$$"""
        {"userId":"{{{id}}}","event":"Order Completed","properties":{"order_id":"{{{order}}}","total":{{{total}}},
         "products":[{"product_id":"p1","price":{{{total}}},"quantity":1}]}}
        """;

    private static double Number(JsonNode answer, string feature) => answer["features"]![feature]!.GetValue<double>();

    private static IEnumerable<string> Products(JsonNode page) =>
        page["items"]!.AsArray().Select(item => item!["body"]!["properties"]!["product_id"]!.GetValue<string>());
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedCustomersTests(EmbeddedService service) : CustomersTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerCustomersTests(ServerService service) : CustomersTests(service);
