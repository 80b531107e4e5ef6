using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Service.Recommendations;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Recommendations;
using Personalization.Testing;

namespace Personalization.Service.Tests.Recommendations;

public abstract class RecommendationTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "REC-20")]
    public async Task Products_are_learnt_from_events_and_keep_what_an_administrator_wrote()
    {
        var (seen, written) = (ServiceFixture.NewId("p"), ServiceFixture.NewId("p"));
        await service.PutAsync($"/products/{written}", """{"name":"As written","price":5}""");
        await ViewAsync(ServiceFixture.NewId(), written, "As sent", "light");
        await ViewAsync(ServiceFixture.NewId(), seen, "Lamp", "light");

        await LearnAsync(seen);

        var learnt = await service.GetAsync($"/products/{seen}");
        var kept = await service.GetAsync($"/products/{written}");
        Assert.Equal(
            ("Lamp", "light", 19.5m),
            (Text(learnt, "name"), Text(learnt, "category"), learnt["price"]!.GetValue<decimal>()));
        Assert.Equal(("As written", 5m), (Text(kept, "name"), kept["price"]!.GetValue<decimal>()));
    }

    [StoreFact, Trait("clause", "REC-21")]
    public async Task A_customer_is_recommended_what_others_looked_at_together_with_their_products()
    {
        var (tent, stove) = (ServiceFixture.NewId("tent"), ServiceFixture.NewId("stove"));
        for (var i = 0; i < 5; i++)
        {
            var other = ServiceFixture.NewId();
            await ViewAsync(other, tent, "Tent", "camping");
            await ViewAsync(other, stove, "Stove", "camping");
        }

        var customer = ServiceFixture.NewId();
        await ViewAsync(customer, tent, "Tent", "camping");
        await LearnAsync(stove);

        var answer = await service.GetAsync($"/recommendations?customerId={customer}&limit=1");

        Assert.Equal("for-you", Text(answer, "strategy"));
        Assert.Equal(26, Text(answer, "decisionId")!.Length);
        var item = Assert.Single(answer["items"]!.AsArray())!;
        Assert.Equal((stove, "Stove"), (Text(item, "productId"), Text(item, "name")));
        Assert.Equal([tent], item["because"]!.AsArray().Select(id => id!.GetValue<string>()));
    }

    [StoreFact, Trait("clause", "REC-22")]
    public async Task Nobody_in_particular_gets_what_is_popular_and_the_answer_says_so()
    {
        var product = ServiceFixture.NewId("p");
        await service.PutAsync($"/products/{product}", $$"""{"name":"N","category":"{{product}}"}""");
        await LearnAsync(product);

        var stranger = await service.GetAsync(
            $"/recommendations?customerId={ServiceFixture.NewId()}&category={product}");
        var noId = await service.GetAsync(
            $"/recommendations?customerId=&filter=product.category%20%3D%3D%20'{product}'");

        Assert.Equal(
            ("popular", product),
            (Text(stranger, "fallback"), Text(Assert.Single(stranger["items"]!.AsArray())!, "productId")));
        Assert.Equal(product, Text(Assert.Single(noId["items"]!.AsArray())!, "productId"));
    }

    [StoreFact, Trait("clause", "REC-23")]
    public async Task A_wish_that_cannot_be_read_is_refused_with_the_field()
    {
        var cases = new Dictionary<string, string>
        {
            ["strategy=magic"] = "strategy",
            ["strategy=similar"] = "productId",
            ["limit=0"] = "limit",
            ["limit=101"] = "limit",
            ["limit=ten"] = "limit",
            ["filter=product.price%20%3C"] = "filter",
        };
        foreach (var (query, field) in cases)
        {
            using var answer = await service.Http.GetAsync($"/recommendations?{query}");

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(field, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [StoreFact, Trait("clause", "REC-24")]
    public async Task A_batch_answers_every_customer_in_order_as_one_object_or_as_lines()
    {
        var product = ServiceFixture.NewId("p");
        await service.PutAsync($"/products/{product}", "{}");
        await LearnAsync(product);
        var ids = Enumerable.Range(0, 120).Select(_ => ServiceFixture.NewId()).ToArray();
        var body = $$"""{"customerIds":["{{string.Join("\",\"", ids)}}"],"strategy":"popular","limit":1}""";

        var whole = await service.PostAsync("/recommendations/batch", body);
        using var request =
            new HttpRequestMessage(HttpMethod.Post, "/recommendations/batch") { Content = ServiceFixture.Json(body) };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        using var streamed = await service.Http.SendAsync(request);
        var lines = (await streamed.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(ids, whole["results"]!.AsArray().Select(result => Text(result!, "customerId")));
        Assert.Equal("application/x-ndjson", streamed.Content.Headers.ContentType!.MediaType);
        Assert.Equal(ids, lines.Select(line => Text(JsonNode.Parse(line)!, "customerId")));
        Assert.All(lines, line => Assert.Single(JsonNode.Parse(line)!["items"]!.AsArray()));
    }

    [StoreFact, Trait("clause", "REC-24")]
    public async Task A_batch_of_nobody_of_too_many_or_of_impossible_customers_is_refused()
    {
        var many = string.Join(',', Enumerable.Repeat("\"c\"", 1001));
        foreach (var ids in new[] { "[]", $"[{many}]", "[\"c\",\"\"]", "[\"c\",null]" })
        {
            using var answer = await service.Http.PostAsync(
                "/recommendations/batch", ServiceFixture.Json($$"""{"customerIds":{{ids}}}"""));

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("customerIds", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [StoreFact, Trait("clause", "REC-25")]
    public async Task Products_are_put_read_listed_in_pages_and_deleted()
    {
        var prefix = ServiceFixture.NewId("p");
        for (var i = 0; i < 5; i++)
        {
            await service.PutAsync($"/products/{prefix}-{i}", """{"price":1.5}""");
        }

        var page = await service.GetAsync($"/products?after={prefix}&limit=3");
        var rest = await service.GetAsync($"/products?after={Text(page, "next")}&limit=2");
        using var wrong = await service.Http.PutAsync($"/products/{prefix}-0", ServiceFixture.Json("""{"price":-1}"""));
        using var gone = await service.Http.DeleteAsync($"/products/{prefix}-0");
        using var missing = await service.Http.GetAsync($"/products/{prefix}-0");

        Assert.Equal(
            [$"{prefix}-0", $"{prefix}-1", $"{prefix}-2"],
            page["items"]!.AsArray().Select(item => Text(item!, "productId")));
        Assert.Equal([$"{prefix}-3", $"{prefix}-4"], rest["items"]!.AsArray().Select(item => Text(item!, "productId")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (gone.StatusCode, missing.StatusCode));
    }

    // The feed waits for every transaction that is open on the server, those of other tests among them.
    private async Task LearnAsync(string product)
    {
        var worker = service.Services.GetRequiredService<ProductLearningWorker>();
        var products = service.Services.GetRequiredService<ProductStore>();
        await Eventually.NotNullAsync(async () =>
        {
            await worker.CatchUpAsync(CancellationToken.None);
            return await products.GetAsync(product, CancellationToken.None);
        });
        await service.Services.GetRequiredService<RecommenderWorker>().LearnAsync(CancellationToken.None);
    }

    private Task ViewAsync(string customer, string product, string name, string category) =>
        service.IngestAsync("track", $$"""
        {"userId":"{{customer}}","event":"Product Viewed",
         "properties":{"product_id":"{{product}}","name":"{{name}}","category":"{{category}}","price":19.5} }
        """);

    private static string? Text(JsonNode node, string member) => node[member]?.GetValue<string>();
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedRecommendationTests(EmbeddedService service) : RecommendationTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerRecommendationTests(ServerService service) : RecommendationTests(service);
