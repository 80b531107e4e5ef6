using System.Net;
using System.Text.Json.Nodes;
using Personalization.Testing;

namespace Personalization.Service.Tests.Hosting;

public abstract class ProblemTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "OPS-2")]
    public async Task Whatever_goes_wrong_is_a_problem_that_says_what()
    {
        var cases = new (HttpMethod Method, string Path, string? Body, HttpStatusCode Status, string Says)[]
        {
            (HttpMethod.Get, "/nothing", null, HttpStatusCode.NotFound, "/swagger"),
            (HttpMethod.Delete, "/v1/track", null, HttpStatusCode.MethodNotAllowed, "DELETE"),
            (HttpMethod.Get, "/events/rejected?limit=many", null, HttpStatusCode.BadRequest, "limit cannot be 'many'"),
            (HttpMethod.Put, "/keys/k", "{\"scope\": nonsense}", HttpStatusCode.BadRequest, "line 1, position"),
            (HttpMethod.Put, "/keys/k", "", HttpStatusCode.BadRequest, "The body is empty"),
            (HttpMethod.Put, "/keys/k", "[1]", HttpStatusCode.BadRequest, "wrong type"),
            (HttpMethod.Put, "/keys/k", new string(' ', 700_000), HttpStatusCode.RequestEntityTooLarge, "600 KB"),
        };
        foreach (var (method, path, body, status, says) in cases)
        {
            using var request = new HttpRequestMessage(
                method, path)
            { Content = body is null ? null : ServiceFixture.Json(body) };
            using var answer = await service.Http.SendAsync(request);
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

            Assert.Equal(status, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal((int)status, problem["status"]!.GetValue<int>());
            Assert.Contains(says, problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }

    [StoreFact, Trait("clause", "OPS-2")]
    public async Task A_body_that_is_not_compressed_as_it_says_is_the_callers_fault()
    {
        foreach (var (encoding, status) in new[]
        {
            ("gzip", HttpStatusCode.BadRequest), ("br", HttpStatusCode.BadRequest),
            ("deflate", HttpStatusCode.BadRequest),
            ("zstd", HttpStatusCode.UnsupportedMediaType), ("identity", HttpStatusCode.OK),
        })
        {
            foreach (var path in new[] { "/v1/track", "/decide" })
            {
                using var body = ServiceFixture.Json(
                    """{"userId":"c","customerId":"c","event":"E","placements":["p"]}""");
                body.Headers.Add("Content-Encoding", encoding);
                using var answer = await service.Http.PostAsync(path, body);
                var text = await answer.Content.ReadAsStringAsync();

                Assert.True(answer.StatusCode == status, $"{encoding} {path}: {answer.StatusCode} {text}");
                Assert.Equal(status != HttpStatusCode.OK, text.Contains("Content-Encoding", StringComparison.Ordinal));
            }
        }
    }

    [StoreFact, Trait("clause", "OPS-2")]
    public async Task A_text_that_no_store_can_hold_or_look_for_is_no_fault_of_the_service()
    {
        foreach (var path in new[] { "/audit?key=%00", "/audit?actor=%00", "/products?after=%00" })
        {
            using var asked = await service.Http.GetAsync(path);

            Assert.True((int)asked.StatusCode < 500, $"{path}: {asked.StatusCode}");
        }

        using var written = await service.Http.PutAsync(
            $"/products/{ServiceFixture.NewId("p")}", ServiceFixture.Json("""{"name":"a\u0000b"}"""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, written.StatusCode);
        Assert.Contains("name", await written.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [StoreFact, Trait("clause", "OPS-2")]
    public async Task Logs_hold_routes_and_neither_identities_nor_bodies()
    {
        var (id, secret) = (ServiceFixture.NewId("person"), ServiceFixture.NewId("secret"));

        await service.IngestAsync("identify", $$$"""{"userId":"{{{id}}}","traits":{"email":"{{{secret}}}"}}""");
        await service.GetAsync($"/customers/{id}/features?at=2026-03-10&note={secret}");
        await service.PostAsync("/v1/batch", $$"""{"batch":[{"userId":"{{id}}","event":"{{secret}}"}]}""");
        using var bad = await service.Http.PostAsync(
            "/v1/track", ServiceFixture.Json($"{{\"userId\":\"{id}\",{secret}"));
        using var missing = await service.Http.GetAsync($"/customers/{id}-{secret}");

        Assert.Contains(
            service.Logged.Lines, line => line.Contains("/customers/{id}/features", StringComparison.Ordinal));
        Assert.DoesNotContain(
            service.Logged.Lines,
            line => line.Contains(id, StringComparison.Ordinal) || line.Contains(secret, StringComparison.Ordinal));
    }
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedProblemTests(EmbeddedService service) : ProblemTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerProblemTests(ServerService service) : ProblemTests(service);
