using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Personalization.Service.Hosting;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Keys;

public abstract class KeysTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "KEY-3")]
    public async Task Writes_of_keys_keep_to_the_conditions_of_their_headers()
    {
        var path = $"/keys/{ServiceFixture.NewId("key")}";
        using var nothing = await SendAsync(HttpMethod.Put, "If-Match", "*");
        using var made = await SendAsync(HttpMethod.Put, "If-None-Match", "*");
        using var twice = await SendAsync(HttpMethod.Put, "If-None-Match", "*");
        using var read = await service.Http.GetAsync(path);
        using var stale = await SendAsync(HttpMethod.Delete, "If-Match", "\"7\"");
        using var gone = await SendAsync(HttpMethod.Delete, "If-Match", made.Headers.ETag!.Tag);

        Assert.Equal(
            [
                HttpStatusCode.PreconditionFailed, HttpStatusCode.Created, HttpStatusCode.PreconditionFailed,
                HttpStatusCode.OK,
                HttpStatusCode.PreconditionFailed, HttpStatusCode.NoContent],
            new[] { nothing, made, twice, read, stale, gone }.Select(answer => answer.StatusCode));
        Assert.Equal(made.Headers.ETag, read.Headers.ETag);

        async Task<HttpResponseMessage> SendAsync(HttpMethod method, string header, string value)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Content = method == HttpMethod.Put ? ServiceFixture.Json("""{"scope":"decide"}""") : null;
            request.Headers.TryAddWithoutValidation(header, value);
            return await service.Http.SendAsync(request);
        }
    }

    [StoreFact, Trait("clause", "KEY-1")]
    public async Task Without_a_key_there_is_401_and_how_to_send_one()
    {
        using var client = service.ClientOf(null);
        foreach (var path in new[] { "/keys", "/metrics", "/events/rejected", "/nothing-here", "/v1/track" })
        {
            using var answer = await client.GetAsync(path);

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [StoreFact, Trait("clause", "KEY-1")]
    public async Task Health_and_swagger_answer_without_a_key()
    {
        using var client = service.ClientOf(null);
        foreach (
            var path in new[] { "/health/live", "/health/ready", "/swagger/index.html", "/swagger/v1/swagger.json" })
        {
            using var answer = await client.GetAsync(path);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [StoreFact, Trait("clause", "KEY-2")]
    public async Task A_key_may_do_what_its_scope_says_and_nothing_else()
    {
        var admin = await service.NewKeyAsync("admin");
        var ingest = await service.NewKeyAsync("ingest");
        var decide = await service.NewKeyAsync("decide");
        var both = await service.NewKeyAsync("ingest decide");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await TryAsync(admin));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), await TryAsync(ingest));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), await TryAsync(decide));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), await TryAsync(both));
    }

    [StoreFact, Trait("clause", "KEY-3")]
    public async Task A_secret_is_shown_once_and_a_removed_key_is_refused_at_once()
    {
        var path = $"/keys/{ServiceFixture.NewId("key")}";

        var made = await service.PutAsync(path, """{"scope":"admin"}""");
        var again = await service.PutAsync(path, """{"scope":"admin"}""");
        var read = await service.GetAsync(path);
        var list = await service.GetAsync("/keys");
        var before = await TryAsync(made["secret"]!.GetValue<string>());
        using var removed = await service.Http.DeleteAsync(path);
        var after = await TryAsync(made["secret"]!.GetValue<string>());
        using var twice = await service.Http.DeleteAsync(path);

        Assert.StartsWith("pk_", made["secret"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(again["secret"]);
        Assert.Equal("admin", read["scope"]!.GetValue<string>());
        Assert.DoesNotContain("secret", list.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), before);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), after);
        Assert.Equal(HttpStatusCode.NotFound, twice.StatusCode);
    }

    [StoreFact]
    public async Task A_key_that_cannot_be_made_says_why()
    {
        var taken = $"/keys/{ServiceFixture.NewId("key")}";
        await service.PutAsync(taken, """{"scope":"ingest"}""");
        var cases = new (string Path, string Body, HttpStatusCode Status, string Says)[]
        {
            (taken, """{"scope":"admin"}""", HttpStatusCode.Conflict, "ingest"),
            ("/keys/n", """{"scope":"root"}""", HttpStatusCode.BadRequest, "scope"),
            ("/keys/n", "{}", HttpStatusCode.BadRequest, "scope"),
            ("/keys/a%20b", """{"scope":"ingest"}""", HttpStatusCode.BadRequest, "name"),
            ("/keys/n", """{"scope":7}""", HttpStatusCode.BadRequest, "$.scope"),
            ("/keys/n", """{"scope":""", HttpStatusCode.BadRequest, "line 1"),
            ("/keys/n", "{\"scope\":" + new string('[', 200) + new string(']', 200) + "}",
                HttpStatusCode.BadRequest, "$.scope"),
            ("/keys/n", "", HttpStatusCode.BadRequest, "body"),
        };
        foreach (var (path, body, status, says) in cases)
        {
            using var answer = await service.Http.PutAsync(path, ServiceFixture.Json(body));

            Assert.Equal(status, answer.StatusCode);
            Assert.Contains(says, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    private async Task<(HttpStatusCode Ingest, HttpStatusCode Admin)> TryAsync(string key)
    {
        using var client = service.ClientOf(key);
        using var ingest = await client.PostAsync(
            "/v1/page", ServiceFixture.Json($$"""{"userId":"{{ServiceFixture.NewId()}}"}"""));
        using var admin = await client.GetAsync("/events/rejected");
        return (ingest.StatusCode, admin.StatusCode);
    }
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedKeysTests(EmbeddedService service) : KeysTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerKeysTests(ServerService service) : KeysTests(service)
{
    [PostgresFact, Trait("clause", "KEY-3")]
    public async Task Another_node_knows_a_new_key_and_forgets_a_removed_one()
    {
        var database = await PostgresServer.CreateDatabaseAsync();
        await using var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        using var admin = ClientOf(first, ServiceFixture.AdminKey);
        using var made = await admin.PutAsync("/keys/web", ServiceFixture.Json("""{"scope":"decide"}"""));
        var secret = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["secret"]!.GetValue<string>();
        using var elsewhere = ClientOf(second, secret);

        await BecomesAsync(HttpStatusCode.OK, elsewhere);
        using var removed = await admin.DeleteAsync("/keys/web");
        await BecomesAsync(HttpStatusCode.Unauthorized, elsewhere);

        await second.StopAsync();
        await first.StopAsync();
        await PostgresServer.DropDatabaseAsync(database);
    }

    private static async Task<WebApplication> StartAsync(string database)
    {
        var app = ServiceApplication.Build(
        [
            "--urls=http://127.0.0.1:0",
                $"--Auth:BootstrapAdminKey={ServiceFixture.AdminKey}", "--Serilog:MinimumLevel:Default=Error",
            $"--ConnectionStrings:Postgres={database}",
        ]);
        await app.StartAsync();
        return app;
    }

    private static HttpClient ClientOf(WebApplication app, string key)
    {
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }

    private static Task BecomesAsync(HttpStatusCode status, HttpClient client) => Eventually.SucceedsAsync(async () =>
    {
        using var answer = await client.GetAsync("/features");
        Assert.Equal(status, answer.StatusCode);
    });
}
