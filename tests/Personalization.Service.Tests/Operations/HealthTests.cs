using System.Net;
using System.Text.Json.Nodes;
using Personalization.Service.Hosting;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Operations;

public abstract class HealthTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "OPS-1")]
    public async Task A_service_whose_stores_answer_is_live_and_ready()
    {
        var live = await service.GetAsync("/health/live");

        Assert.Equal("live", live["status"]!.GetValue<string>());

        // On a busy machine Redis may have been too slow a moment ago; the service then leaves it alone for a while.
        await Eventually.SucceedsAsync(async () =>
        {
            var ready = await service.GetAsync("/health/ready");
            Assert.Equal("ready", ready["status"]!.GetValue<string>());
            Assert.NotEmpty(ready["dependencies"]!.AsArray());
        });
    }

    [StoreFact, Trait("clause", "OPS-3")]
    public async Task Metrics_count_requests_events_and_profile_reads()
    {
        await service.IngestAsync("page", $$"""{"userId":"{{ServiceFixture.NewId()}}"}""");

        var text = await service.Http.GetStringAsync("/metrics");

        foreach (var name in new[]
        {
            "http_server_request_duration_seconds_count{", "personalization_ingest_events_total{outcome=\"accepted\"}",
            "personalization_ingest_commit_duration_seconds_bucket{",
                "personalization_ingest_fold_duration_seconds_count",
            "dotnet_gc_collections_total{",
        })
        {
            Assert.Contains(name, text, StringComparison.Ordinal);
        }
    }
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedHealthTests(EmbeddedService service) : HealthTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerHealthTests(ServerService service) : HealthTests(service)
{
    [FaultFact, Trait("clause", "OPS-1")]
    public async Task Without_redis_the_service_is_degraded_takes_events_and_shows_them()
    {
        await using var redis = await RedisServer.StartAsync();
        var database = await PostgresServer.CreateDatabaseAsync();
        await using var app = ServiceApplication.Build(
        [
            "--urls=http://127.0.0.1:0",
                $"--Auth:BootstrapAdminKey={ServiceFixture.AdminKey}", "--Serilog:MinimumLevel:Default=Fatal",
            $"--ConnectionStrings:Postgres={database}", $"--ConnectionStrings:Redis={redis.ConnectionString}",
        ]);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Add("X-API-Key", ServiceFixture.AdminKey);
        var id = ServiceFixture.NewId();

        var before = await client.PostAsync("/v1/page", ServiceFixture.Json($$"""{"userId":"{{id}}"}"""));
        await redis.KillAsync();
        var during = await client.PostAsync("/v1/page", ServiceFixture.Json($$"""{"userId":"{{id}}"}"""));
        var ready = await client.GetAsync("/health/ready");
        var profile = JsonNode.Parse(await client.GetStringAsync($"/customers/{id}"))!;

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (before.StatusCode, during.StatusCode));
        Assert.Equal(2, profile["events"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        var state = JsonNode.Parse(await ready.Content.ReadAsStringAsync())!;
        Assert.Equal("degraded", state["status"]!.GetValue<string>());
        Assert.Contains(state["dependencies"]!.AsArray(), one =>
            one!["name"]!.GetValue<string>() == "redis" && one["status"]!.GetValue<string>() == "down");
        await app.StopAsync();
        await PostgresServer.DropDatabaseAsync(database);
    }
}
