using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Personalization.Domain.Events;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Decisions;
using Personalization.Storage.Privacy;
using Personalization.Testing;

namespace Personalization.Service.Tests.Privacy;

public abstract class ErasureTests(ServiceFixture service)
{
    /// <summary>What the stores hold of these texts, wherever.</summary>
    protected abstract Task<IReadOnlyList<string>> SearchAsync(string[] needles);

    /// <summary>Lets the database look at its columns, as it does by itself from time to time.</summary>
    protected virtual Task SampleAsync() => Task.CompletedTask;

    [StoreFact, Trait("clause", "PRV-10")]
    public async Task After_an_erasure_no_table_key_file_or_log_line_holds_an_id_or_a_trait()
    {
        var (id, visitor, place) = (
            ServiceFixture.NewId("müller"), ServiceFixture.NewId("visitor"), ServiceFixture.NewId("place"));
        var (email, city, token) = (
            $"{Guid.NewGuid():N}@example.com", $"city{Guid.NewGuid():N}", $"proof{Guid.NewGuid():N}");
        string[] needles = [id, visitor, email, city, token];
        await LiveAsync(id, visitor, email, city, token, place);
        await SampleAsync();
        var before = await SearchAsync(needles);
        foreach (var needle in needles)
        {
            Assert.Contains(before, place => place.Contains(needle, StringComparison.Ordinal));
        }

        var receipt = await EraseAsync($"/customers/{Uri.EscapeDataString(id)}");

        Assert.Empty(await SearchAsync(needles));
        Assert.DoesNotContain(
            service.Logged.Lines, line => needles.Any(needle => line.Contains(needle, StringComparison.Ordinal)));
        var removed = receipt["removed"]!;
        Assert.Equal((2, 6), (removed["streams"]!.GetValue<int>(), removed["events"]!.GetValue<int>()));
        Assert.InRange(removed["decisions"]!.GetValue<int>(), 2, 3);
        Assert.Equal((1, 2), (removed["rejectedEvents"]!.GetValue<int>(), removed["profiles"]!.GetValue<int>()));
        Assert.DoesNotContain(
            id, (await service.GetAsync("/erasures"))["items"]!.ToJsonString(), StringComparison.Ordinal);

        // Nor does anything that comes later: events, decisions, refused events, look-ups.
        var late = await service.PostAsync(
            "/v1/track", $$$"""{"userId":"{{{id}}}","event":"Late","properties":{"note":"{{{city}}}"}}""");
        await service.PostAsync(
            "/v1/batch", $$$"""{"batch":[{"type":"nonsense","userId":"{{{id}}}","traits":{"email":"{{{email}}}"}}]}""");
        await DecideAsync(id, place);
        using var read = await service.Http.GetAsync($"/customers/{Uri.EscapeDataString(id)}");
        Assert.Equal((0, 1), (late["accepted"]!.GetValue<int>(), late["withheld"]!.GetValue<int>()));
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);

        // Behind the fence of the decision log: what was decided after it is written after it.
        var marker = ServiceFixture.NewId();
        await DecideAsync(marker, place);
        await Eventually.SucceedsAsync(async () => Assert.NotEmpty(await LoggedAsync(marker)));
        Assert.Empty(await SearchAsync(needles));
        Assert.DoesNotContain(
            service.Logged.Lines, line => needles.Any(needle => line.Contains(needle, StringComparison.Ordinal)));
    }

    [StoreFact, Trait("clause", "PRV-11")]
    public async Task An_erased_person_comes_back_only_when_the_suppression_is_lifted()
    {
        var id = ServiceFixture.NewId();
        await service.IngestAsync("page", $$"""{"userId":"{{id}}"}""");
        await EraseAsync($"/customers/{id}");

        using var wish = await service.Http.PutAsync(
            $"/customers/{id}/consent", ServiceFixture.Json("""{"category":"analytics","status":"granted"}"""));
        using var lifted = await service.Http.DeleteAsync($"/customers/{id}/suppression");
        using var again = await service.Http.DeleteAsync($"/customers/{id}/suppression");
        await service.IngestAsync("page", $$"""{"userId":"{{id}}"}""");

        Assert.Equal(HttpStatusCode.Conflict, wish.StatusCode);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (lifted.StatusCode, again.StatusCode));
        Assert.Equal(1, (await service.GetAsync($"/customers/{id}"))["events"]!.GetValue<int>());
    }

    [StoreFact, Trait("clause", "PRV-12")]
    public async Task A_receipt_is_completed_once_every_node_has_had_time_to_forget()
    {
        var id = ServiceFixture.NewId();
        await service.IngestAsync("page", $$"""{"userId":"{{id}}"}""");
        var receipt = (await EraseAsync($"/customers/{id}"))["id"]!.GetValue<string>();
        Assert.Null((await service.GetAsync($"/erasures/{receipt}"))["completedAt"]);

        service.Clock.Advance(Eraser.Grace);

        await Eventually.SucceedsAsync(
            async () => Assert.NotNull((await service.GetAsync($"/erasures/{receipt}"))["completedAt"]));
    }

    [StoreFact, Trait("clause", "PRV-9")]
    public async Task An_export_holds_everything_that_is_held()
    {
        var (id, visitor, place) = (
            ServiceFixture.NewId(), ServiceFixture.NewId("visitor"), ServiceFixture.NewId("place"));
        var (email, city, token) = (
            $"{Guid.NewGuid():N}@example.com", $"city{Guid.NewGuid():N}", $"proof{Guid.NewGuid():N}");
        await LiveAsync(id, visitor, email, city, token, place);

        var export = await service.GetAsync($"/customers/{id}/export");

        Assert.Equal([$"a:{visitor}", $"u:{id}"], export["streams"]!.AsArray().Select(one => one!.GetValue<string>()));
        Assert.Equal(6, export["events"]!.AsArray().Count);
        Assert.Equal(email, export["profile"]!["traits"]!["email"]!.GetValue<string>());
        Assert.Equal(token, export["consent"]!["history"]![0]!["proof"]!.GetValue<string>());
        Assert.Equal("sms", export["preferences"]!["optOuts"]![0]!["channel"]!.GetValue<string>());
        Assert.Contains(email, export["rejectedEvents"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(export["decisions"]!.AsArray(), one => one!["placement"]!.GetValue<string>() == place);
        Assert.Contains("ex-" + place, export["segments"]!.AsArray().Select(one => one!.GetValue<string>()));
        Assert.NotNull(export["scores"]);
        Assert.Equal(1, export["features"]!["features"]!["product_views_7d"]!.GetValue<double>());
    }

    private async Task LiveAsync(string id, string visitor, string email, string city, string token, string place)
    {
        await service.PutAsync($"/placements/{place}", "{}");
        await service.PutAsync($"/segments/ex-{place}", """{"condition":"traits.email.endsWith('@example.com')"}""");
        await service.IngestAsync("track", $$$"""
            {"anonymousId":"{{{visitor}}}","event":"Product Viewed",
             "properties":{"product_id":"p1","note":"{{{city}}}"}}
            """);
        await service.IngestAsync("page", $$"""{"userId":"{{id}}"}""");
        await service.IngestAsync("identify", $$$"""
            {"userId":"{{{id}}}","anonymousId":"{{{visitor}}}","traits":{"email":"{{{email}}}","city":"{{{city}}}"}}
            """);
        await service.IngestAsync("page", $$"""{"anonymousId":"{{visitor}}"}""");
        await service.PutAsync(
            $"/customers/{id}/consent", $$"""{"category":"marketing","status":"granted","proof":"{{token}}"}""");
        await service.PutAsync($"/customers/{id}/preferences", """{"optOuts":[{"channel":"sms"}]}""");
        await service.PostAsync(
            "/v1/batch", $$$"""{"batch":[{"type":"nonsense","userId":"{{{id}}}","traits":{"email":"{{{email}}}"}}]}""");
        await DecideAsync(id, place);
        await service.GetAsync($"/recommendations?anonymousId={visitor}");
        await Eventually.SucceedsAsync(async () => Assert.Equal(2, (await LoggedAsync(id)).Count));
    }

    private Task<IReadOnlyList<DecisionRecord>> LoggedAsync(string id) =>
        service.Services.GetRequiredService<DecisionLog>()
        .ListAsync(CustomerKey.Known(id), CancellationToken.None);

    private Task<JsonNode> DecideAsync(string id, string place) =>
        service.PostAsync("/decide", $$"""{"customerId":"{{id}}","placements":["{{place}}"]}""");

    private async Task<JsonNode> EraseAsync(string path)
    {
        using var answer = await service.Http.DeleteAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedErasureTests(EmbeddedService service) : ErasureTests(service)
{
    protected override Task<IReadOnlyList<string>> SearchAsync(string[] needles) =>
        EverywhereSearch.SqliteAsync(service.Folder, needles);
}

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerErasureTests(ServerService service) : ErasureTests(service)
{
    protected override async Task SampleAsync()
    {
        await using var database = NpgsqlDataSource.Create(service.Database);
        await using var analyze = database.CreateCommand("ANALYZE");
        await analyze.ExecuteNonQueryAsync();
    }

    protected override async Task<IReadOnlyList<string>> SearchAsync(string[] needles) =>
    [
        .. await EverywhereSearch.PostgresAsync(service.Database, needles),
        .. await EverywhereSearch.RedisAsync(await RedisServer.SharedAsync(), needles),
    ];
}
