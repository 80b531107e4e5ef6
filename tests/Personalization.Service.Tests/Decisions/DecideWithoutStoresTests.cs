using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Decisions;

public sealed class DecideWithoutStoresTests
{
    [FaultFact, Trait("clause", "DEC-33")]
    public async Task With_cache_and_database_gone_every_placement_gets_its_own_content_with_a_reason()
    {
        await using var redis = await RedisServer.StartAsync();
        var database = await PostgresServer.CreateDatabaseAsync();
        await using var app = ServiceApplication.Build(
        [
            "--urls=http://127.0.0.1:0", $"--Auth:BootstrapAdminKey={ServiceFixture.AdminKey}",
            "--Serilog:MinimumLevel:Default=Fatal", $"--ConnectionStrings:Postgres={database}",
            $"--ConnectionStrings:Redis={redis.ConnectionString}", "--Decisions:ProfileDeadlineMs=3000",
        ]);
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        http.DefaultRequestHeaders.Add("X-API-Key", ServiceFixture.AdminKey);
        using var put = await http.PutAsync(
            "/placements/hero", ServiceFixture.Json("""{"content":{"headline":"Hello"}}"""));
        put.EnsureSuccessStatusCode();

        await redis.KillAsync();
        await PostgresServer.DropDatabaseAsync(database);
        using var answer = await http.PostAsync(
            "/decide", ServiceFixture.Json("""{"customerId":"c-1","placements":["hero","nowhere"]}"""));
        using var mail = await http.GetAsync("/decide/hero?customerId=c-1");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answer.StatusCode, mail.StatusCode));
        var decisions = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["decisions"]!;
        Assert.Equal(
            ["error", "unknown_placement"],
            decisions.AsArray().Select(decision => decision!["reason"]!.GetValue<string>()));
        Assert.Equal("Hello", decisions[0]!["content"]!["headline"]!.GetValue<string>());
        Assert.True(mail.Headers.CacheControl!.NoStore);

        // The configuration cannot be read either: the last good catalogue stays.
        await Assert.ThrowsAnyAsync<NpgsqlException>(
            () => app.Services.GetRequiredService<CatalogueHolder>().ReloadAsync(CancellationToken.None));
        Assert.Equal(["hero"], app.Services.GetRequiredService<CatalogueHolder>().Current.Placements);
    }
}
