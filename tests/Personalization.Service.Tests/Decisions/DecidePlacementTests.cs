using System.Net;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Decisions;

public abstract class DecidePlacementTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "DEC-31")]
    public async Task It_answers_200_with_content_whatever_the_id_in_the_address_is()
    {
        var place = await PlaceAsync();
        string[] queries =
        [
            "", "?customerId=", "?customerId=%7B%7Bcustomer.id%7D%7D", "?customerId=%00",
            $"?customerId={new string('x', 300)}",
            "?anonymousId=someone", $"?customerId={ServiceFixture.NewId()}&format=json",
        ];
        foreach (var query in queries)
        {
            using var answer = await service.Http.GetAsync($"/decide/{place}{query}");

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var decision = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["decisions"]![0]!;
            Assert.Equal("default", decision["reason"]!.GetValue<string>());
            Assert.Equal("Hello", decision["content"]!["headline"]!.GetValue<string>());
        }
    }

    [StoreFact, Trait("clause", "DEC-31")]
    public async Task It_can_be_cached_and_answers_the_html_alone_when_asked()
    {
        var place = await PlaceAsync();

        using var json = await service.Http.GetAsync($"/decide/{place}?customerId={ServiceFixture.NewId()}");
        using var html = await service.Http.GetAsync(
            $"/decide/{place}?customerId={ServiceFixture.NewId()}&format=html");
        using var other = await service.Http.GetAsync($"/decide/{place}?format=xml");

        Assert.Equal("private, max-age=60", string.Join(", ", json.Headers.GetValues("Cache-Control").Select(Normal)));
        Assert.Equal("application/json", json.Content.Headers.ContentType!.MediaType);
        Assert.Equal("text/html", html.Content.Headers.ContentType!.MediaType);
        Assert.Equal("<p>Hello</p>", await html.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
    }

    [StoreFact, Trait("clause", "DEC-31")]
    public async Task An_unknown_placement_is_an_answer_too()
    {
        using var answer = await service.Http.GetAsync($"/decide/{ServiceFixture.NewId("nowhere")}?customerId=c");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var decision = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["decisions"]![0]!;
        Assert.Equal("unknown_placement", decision["reason"]!.GetValue<string>());
        Assert.Null(decision["content"]);
    }

    private async Task<string> PlaceAsync()
    {
        var place = ServiceFixture.NewId("place");
        await service.PutAsync(
            $"/placements/{place}", """{"content":{"headline":"Hello"},"template":"<p>{{content.headline}}</p>"}""");
        return place;
    }

    // HttpClient orders the directives as it likes.
    private static string Normal(string cacheControl) =>
        string.Join(", ", cacheControl
            .Split(',', StringSplitOptions.TrimEntries).OrderDescending(StringComparer.Ordinal));
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedDecidePlacementTests(EmbeddedService service) : DecidePlacementTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerDecidePlacementTests(ServerService service) : DecidePlacementTests(service);
