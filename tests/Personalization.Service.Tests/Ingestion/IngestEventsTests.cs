using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Ingestion;

public abstract class IngestEventsTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "ING-1")]
    public async Task Every_call_is_taken_under_its_name_and_its_letter()
    {
        var bodies = new Dictionary<string, string>
        {
            ["track"] = "\"event\":\"Lamp Lit\"",
            ["identify"] = "\"traits\":{}",
            ["page"] = "\"name\":\"Home\"",
            ["screen"] = "\"name\":\"Home\"",
            ["group"] = "\"groupId\":\"g\"",
            ["alias"] = $"\"previousId\":\"{ServiceFixture.NewId("a")}\"",
        };
        foreach (var (call, member) in bodies)
        {
            var body = $$"""{"userId":"{{ServiceFixture.NewId()}}","messageId":"m-1",{{member}}}""";
            var batch = $$"""{"batch":[{"type":"{{call}}",{{body[1..]}}]}""";

            var first = await service.PostAsync($"/v1/{call}", body);
            var second = await service.PostAsync($"/v1/{call[0]}", body);
            var third = await service.PostAsync("/v1/b", batch);

            Assert.Equal((1, 0), Counts(first));
            Assert.Equal((0, 1), Counts(second));
            Assert.Equal((0, 1), Counts(third));
        }
    }

    [StoreFact, Trait("clause", "ING-2")]
    public async Task Resending_a_batch_adds_nothing()
    {
        var id = ServiceFixture.NewId();
        var batch = $$"""
            {"batch":[{"type":"track","userId":"{{id}}","event":"E","messageId":"1"},
                      {"type":"track","userId":"{{id}}","event":"E","messageId":"2"},
                      {"type":"track","userId":"{{id}}","event":"E","messageId":"1"}]}
            """;

        var first = await service.PostAsync("/v1/batch", batch);
        var second = await service.PostAsync("/v1/batch", batch);

        Assert.Equal((2, 1), Counts(first));
        Assert.Equal((0, 3), Counts(second));
    }

    [StoreFact, Trait("clause", "ING-4")]
    public async Task A_bad_event_is_refused_alone_and_kept_with_its_reason()
    {
        var (good, bad) = (ServiceFixture.NewId(), ServiceFixture.NewId("m"));

        var answer = await service.PostAsync("/v1/batch", $$"""
            {"batch":[{"type":"page","userId":"{{good}}"},
             {"type":"track","userId":"{{good}}","messageId":"{{bad}}"},
             {"type":"page","userId":"{{good}}"}]}
            """);
        var kept = await service.GetAsync("/events/rejected?limit=1000");

        Assert.Equal((2, 0), Counts(answer));
        Assert.True(answer["success"]!.GetValue<bool>());
        var rejected = Assert.Single(answer["rejected"]!.AsArray())!;
        Assert.Equal((1, bad, "event must name what happened."), (
            rejected["index"]!.GetValue<int>(),
                rejected["messageId"]!.GetValue<string>(), rejected["reason"]!.GetValue<string>()));
        Assert.Contains(kept["items"]!.AsArray(), item => item!["messageId"]?.GetValue<string>() == bad);
    }

    [StoreFact, Trait("clause", "ING-3")]
    public async Task A_body_that_cannot_be_taken_as_a_whole_is_a_problem_that_says_why()
    {
        var long40 = new string('x', 40_000);
        var cases = new (string Path, string Body, HttpStatusCode Status, string Says)[]
        {
            ("/v1/track", "{\"userId\":", HttpStatusCode.BadRequest, "line 1, position"),
            ("/v1/track", "[]", HttpStatusCode.BadRequest, "JSON object"),
            ("/v1/batch", "{}", HttpStatusCode.BadRequest, "'batch'"),
            ("/v1/batch", $$"""{"batch":[{{string.Join(',', Enumerable.Repeat("{}", 2_501))}}]}""",
                HttpStatusCode.BadRequest, "2500"),
            ("/v1/track", $$"""{"userId":"u","event":"{{long40}}"}""", HttpStatusCode.RequestEntityTooLarge, "32 KB"),
            ("/v1/batch", $$"""{"batch":["{{new string('x', 520_000)}}"]}""", HttpStatusCode.RequestEntityTooLarge,
                "500 KB"),
        };
        foreach (var (path, body, status, says) in cases)
        {
            using var answer = await service.Http.PostAsync(path, ServiceFixture.Json(body));

            Assert.Equal(status, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Contains(says, (await ReadAsync(answer))["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }

    [StoreFact]
    public async Task Hostile_events_never_cost_a_neighbour_and_never_an_error()
    {
        var id = ServiceFixture.NewId();
        var nul = "\\u0000";
        string[] hostile =
        [
            $$"""{"type":"page","userId":"{{nul}}"}""",
            "{\"type\":\"page\",\"userId\":\"u\",\"properties\":{\"a" + nul + "\":\"" + nul + "\"}}",
            """{"type":"page","userId":"u","properties":{"a":"\ud83d"}}""",
            """{"type":"page","userId":"u","timestamp":"0001-01-01T00:00:00Z"}""",
            """{"type":"page","userId":"u","timestamp":"9999-12-31T23:59:59Z"}""",
            """{"type":"page","userId":"u","properties":{"a":1e99999}}""",
            """{"type":"track","userId":"u","event":{"a":1}}""",
            """{"type":"page","userId":"u","properties":{"a":""" + new string('[', 900) + new string(']', 900) + "}}",
            "17",
        ];
        var good = $$"""{"type":"track","userId":"{{id}}","event":"' OR 1=1; -- <b>\"{{new string('ü', 20)}}"}""";

        var answer = await service.PostAsync(
            "/v1/batch", $$"""{"batch":[{{string.Join(',', hostile.SelectMany(bad => new[] { bad, good }))}}]}""");

        Assert.Equal((hostile.Length, 0), Counts(answer));
        Assert.Equal(hostile.Length, answer["rejected"]!.AsArray().Count);
    }

    [StoreFact]
    public async Task Ten_thousand_categories_of_one_customer_are_taken()
    {
        var id = ServiceFixture.NewId();
        for (var page = 0; page < 4; page++)
        {
            var events = Enumerable.Range(page * 2_500, 2_500).Select(i =>
                $$$"""
                {"type":"track","userId":"{{{id}}}","event":"Product Viewed",
                 "properties":{"product_id":"p{{{i}}}","category":"c{{{i}}}"}}
                """);

            var answer = await service.PostAsync("/v1/batch", $$"""{"batch":[{{string.Join(',', events)}}]}""");

            Assert.Equal((2_500, 0), Counts(answer));
        }
    }

    [StoreFact]
    public async Task Concurrent_requests_are_each_told_their_own_outcome()
    {
        var ids = Enumerable.Range(0, 64).Select(_ => ServiceFixture.NewId()).ToArray();

        var answers = await Task.WhenAll(ids.Select((id, i) => service.PostAsync("/v1/batch", i % 4 == 0
            ? $$"""
                {"batch":[{"type":"page","userId":"{{id}}","messageId":"a"},
                 {"type":"page","userId":"{{id}}","messageId":"a"}]}
                """
            : $$"""
                {"batch":[{"type":"page","userId":"{{id}}"},{"type":"nonsense","userId":"{{id}}"},
                 {"type":"page","userId":"{{id}}"}]}
                """)));

        for (var i = 0; i < answers.Length; i++)
        {
            Assert.Equal(i % 4 == 0 ? (1, 1) : (2, 0), Counts(answers[i]));
            Assert.Equal(i % 4 == 0 ? 0 : 1, answers[i]["rejected"]!.AsArray().Count);
        }
    }

    [StoreFact, Trait("clause", "KEY-1")]
    public async Task The_key_comes_in_any_of_four_ways()
    {
        var body = $$"""{"userId":"{{ServiceFixture.NewId()}}","event":"E"}""";
        using var client = service.ClientOf(null);
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ServiceFixture.AdminKey}:"));

        var plain = await SendAsync(client, body);
        var bearer = await SendAsync(
            client, body, request => request.Authorization = new("Bearer", ServiceFixture.AdminKey));
        var asUser = await SendAsync(client, body, request => request.Authorization = new("Basic", basic));
        var header = await SendAsync(client, body, request => request.Add("X-API-Key", ServiceFixture.AdminKey));
        var inBody = await SendAsync(client, $$"""{{body[..^1]}},"writeKey":"{{ServiceFixture.AdminKey}}"}""");
        var wrongInBody = await SendAsync(client, $$"""{{body[..^1]}},"writeKey":"wrong"}""");
        var wrongHeader = await SendAsync(
            client, $$"""{{body[..^1]}},"writeKey":"{{ServiceFixture.AdminKey}}"}""",
            request => request.Add("X-API-Key", "wrong"));

        Assert.Equal(
            [401, 200, 200, 200, 200, 401, 401],
            new[] { plain, bearer, asUser, header, inBody, wrongInBody, wrongHeader }.Select(status => (int)status));
    }

    [StoreFact]
    public async Task The_content_type_does_not_matter()
    {
        foreach (
            var type in new[] { "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8" })
        {
            using var content = new StringContent($$"""{"userId":"{{ServiceFixture.NewId()}}","event":"E"}""");
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

            using var answer = await service.Http.PostAsync("/v1/track", content);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [StoreFact]
    public async Task A_compressed_body_is_taken_and_held_to_the_same_limits()
    {
        var small = $$"""{"userId":"{{ServiceFixture.NewId()}}","event":"E"}""";
        var bomb = $$"""{"userId":"u","event":"{{new string('x', 5_000_000)}}"}""";

        Assert.Equal(HttpStatusCode.OK, await SendCompressedAsync(small));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await SendCompressedAsync(bomb));
    }

    [StoreFact]
    public async Task Browsers_on_other_origins_may_send_events()
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/batch");
        preflight.Headers.Add("Origin", "https://shop.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using var client = service.ClientOf(null);

        using var answer = await client.SendAsync(preflight);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    private async Task<HttpStatusCode> SendCompressedAsync(string body)
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(body));
        }

        using var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await service.Http.PostAsync("/v1/track", content);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> SendAsync(
        HttpClient client, string body, Action<HttpRequestHeaders>? sign = null)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/v1/track")
        { Content = ServiceFixture.Json(body) };
        sign?.Invoke(request.Headers);
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

    private static (int Accepted, int Duplicates) Counts(JsonNode answer) =>
        (answer["accepted"]!.GetValue<int>(), answer["duplicates"]!.GetValue<int>());
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedIngestEventsTests(EmbeddedService service) : IngestEventsTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerIngestEventsTests(ServerService service) : IngestEventsTests(service);
