using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Domain.Events;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Decisions;
using Personalization.Testing;

namespace Personalization.Service.Tests.OpenFeature;

public abstract class EvaluateFlagTests(ServiceFixture service)
{
    private const string Flags = "/ofrep/v1/evaluate/flags";

    [StoreFact, Trait("clause", "OFR-1")]
    public async Task A_placement_is_a_flag_whose_value_is_its_content_as_it_was_written()
    {
        var place = ServiceFixture.NewId("flag");
        foreach (var content in new[] { "true", "\"blue\"", "5.0", "7", """{"a":[1,{"b":null}]}""" })
        {
            await service.PutAsync($"/placements/{place}", $$"""{"content":{{content}}}""");

            using var answer = await PostAsync($"{Flags}/{place}", Context(ServiceFixture.NewId()));
            var text = await answer.Content.ReadAsStringAsync();

            Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
            Assert.StartsWith(
                $$"""{"key":"{{place}}","value":{{content}},"reason":"STATIC","variant":"default","""
                + "\"metadata\":{\"decision_reason\":\"default\",\"decision_id\":",
                text);
        }
    }

    [StoreFact, Trait("clause", "OFR-1")]
    public async Task A_campaign_answers_its_variant_with_the_properties_of_the_impression()
    {
        var (place, customer) = (ServiceFixture.NewId("flag"), ServiceFixture.NewId());
        await service.PutAsync($"/placements/{place}", "{}");
        await service.PutAsync($"/campaigns/{place}", $$"""
            {"placements":["{{place}}"],"variants":[{"key":"a","weight":0},
             {"key":"b","content":false,"template":"<i>{{"{{customer.id}}"}}</i>"}]}
            """);

        var flag = await service.PostAsync($"{Flags}/{place}", Context(customer));

        Assert.Equal(("SPLIT", "b"), (Text(flag, "reason"), Text(flag, "variant")));
        Assert.False(flag["value"]!.GetValue<bool>());
        var metadata = flag["metadata"]!;
        Assert.Equal(
            (place, "b", place),
            (Text(metadata, "promotion_id"), Text(metadata, "creative"), Text(metadata, "position")));
        Assert.Equal($"<i>{customer}</i>", Text(metadata, "html"));
        var log = service.Services.GetRequiredService<DecisionLog>();
        var logged = await Eventually.NotNullAsync(() => log.FindAsync(
            CustomerKey.Known(customer), Text(metadata, "decision_id")!, CancellationToken.None));
        Assert.Equal(place, logged.Campaign);
    }

    [StoreFact, Trait("clause", "OFR-1")]
    public async Task A_targeting_key_without_a_customer_is_decided_on_as_the_visitor()
    {
        var (place, visitor) = (ServiceFixture.NewId("flag"), ServiceFixture.NewId("a"));
        await service.PutAsync($"/placements/{place}", """{"content":"all"}""");
        await service.PutAsync($"/campaigns/{place}", $$"""
            {"placements":["{{place}}"],"audience":"traits.tier == 'gold'","variants":[{"key":"a","content":"gold"}]}
            """);
        await service.IngestAsync("identify", $$"""{"anonymousId":"{{visitor}}","traits":{"tier":"gold"} }""");

        var byKey = await service.PostAsync($"{Flags}/{place}", Context(visitor));
        var byId = await service.PostAsync(
            $"{Flags}/{place}",
            $$"""{"context":{"targetingKey":"{{ServiceFixture.NewId()}}","anonymousId":"{{visitor}}"} }""");

        Assert.Equal(("gold", "gold"), (Text(byKey, "value"), Text(byId, "value")));
    }

    [StoreFact, Trait("clause", "OFR-2")]
    public async Task What_cannot_be_evaluated_is_answered_with_the_protocols_code()
    {
        var place = ServiceFixture.NewId("flag");
        await service.PutAsync($"/placements/{place}", """{"content":1}""");
        var cases = new Dictionary<string, string>
        {
            ["{}"] = "TARGETING_KEY_MISSING",
            ["null"] = "TARGETING_KEY_MISSING",
            ["""{"context":null}"""] = "TARGETING_KEY_MISSING",
            ["""{"context":{}}"""] = "TARGETING_KEY_MISSING",
            ["""{"context":{"targetingKey":""}}"""] = "TARGETING_KEY_MISSING",
            ["""{"context":{"targetingKey":7}}"""] = "INVALID_CONTEXT",
            ["""{"context":{"targetingKey":"\ud800"}}"""] = "INVALID_CONTEXT",
            ["""{"context":"c"}"""] = "INVALID_CONTEXT",
            ["""{"context":"""] = "PARSE_ERROR",
            [""] = "PARSE_ERROR",
        };
        foreach (var (body, code) in cases)
        {
            var one = await RefusedAsync($"{Flags}/{place}", body, HttpStatusCode.BadRequest);
            var bulk = await RefusedAsync(Flags, body, HttpStatusCode.BadRequest);

            Assert.Equal((place, code), (Text(one, "key"), Text(one, "errorCode")));
            Assert.Equal((null, code), (Text(bulk, "key"), Text(bulk, "errorCode")));
            Assert.NotEmpty(Text(one, "errorDetails")!);
        }
    }

    [StoreFact, Trait("clause", "OFR-2")]
    public async Task An_unknown_flag_is_404_and_a_key_without_the_scope_is_refused()
    {
        var unknown = await RefusedAsync($"{Flags}/nowhere", Context("c"), HttpStatusCode.NotFound);
        using var stranger = service.ClientOf(key: null);
        using var sender = service.ClientOf(await service.NewKeyAsync("ingest"));

        using var without = await stranger.PostAsync(Flags, ServiceFixture.Json(Context("c")));
        using var wrong = await sender.PostAsync($"{Flags}/nowhere", ServiceFixture.Json(Context("c")));

        Assert.Equal(("nowhere", "FLAG_NOT_FOUND"), (Text(unknown, "key"), Text(unknown, "errorCode")));
        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (without.StatusCode, wrong.StatusCode));
    }

    [StoreFact, Trait("clause", "OFR-3")]
    public async Task A_bulk_evaluation_is_not_sent_again_while_nothing_changed()
    {
        var (place, customer) = (ServiceFixture.NewId("flag"), ServiceFixture.NewId());
        await service.PutAsync($"/placements/{place}", """{"content":1}""");

        var (tag, flags) = await BulkAsync(customer, null);
        Assert.Equal("1", flags!.Single(flag => Text(flag!, "key") == place)!["value"]!.ToJsonString());
        foreach (var form in new[] { tag, "W/" + tag, tag!.Trim('"'), $"\"other\", {tag}" })
        {
            Assert.Equal((tag, null), await BulkAsync(customer, form));
        }

        Assert.NotEqual(tag, (await BulkAsync(ServiceFixture.NewId(), tag)).Tag);
        await service.PutAsync($"/placements/{place}", """{"content":2}""");
        var (changed, again) = await BulkAsync(customer, tag);
        Assert.NotEqual(tag, changed);
        Assert.Equal("2", again!.Single(flag => Text(flag!, "key") == place)!["value"]!.ToJsonString());
    }

    [StoreFact, Trait("clause", "PRV-14")]
    public async Task A_bulk_evaluation_is_logged_for_the_visitor_it_was_made_for_and_without_consent_for_nobody()
    {
        var (place, visitor, denied) = (
            ServiceFixture.NewId("flag"), ServiceFixture.NewId("a"), ServiceFixture.NewId());
        await service.PutAsync($"/placements/{place}", """{"content":1}""");
        await service.IngestAsync("page", $$"""{"anonymousId":"{{visitor}}"}""");
        await service.PutAsync($"/customers/{denied}/consent", """{"category":"personalization","status":"denied"}""");

        await BulkAsync(denied, null);
        await BulkAsync(visitor, null);

        // One queue, so what came first is written first.
        await Eventually.SucceedsAsync(async () => Assert.NotEmpty(await LoggedAsync(CustomerKey.Anonymous(visitor))));
        Assert.Empty(await LoggedAsync(CustomerKey.Known(visitor)));
        Assert.Empty(await LoggedAsync(CustomerKey.Known(denied)));
    }

    private Task<IReadOnlyList<DecisionRecord>> LoggedAsync(CustomerKey customer) =>
        service.Services.GetRequiredService<DecisionLog>().ListAsync(customer, CancellationToken.None);

    private async Task<(string? Tag, JsonArray? Flags)> BulkAsync(string customer, string? ifNoneMatch)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, Flags) { Content = ServiceFixture.Json(Context(customer)) };
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        using var answer = await service.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(text.Length == 0 ? HttpStatusCode.NotModified : HttpStatusCode.OK, answer.StatusCode);
        return (answer.Headers.ETag?.ToString(), text.Length == 0 ? null : JsonNode.Parse(text)!["flags"]!.AsArray());
    }

    private async Task<JsonNode> RefusedAsync(string path, string body, HttpStatusCode status)
    {
        using var answer = await PostAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{body}: {answer.StatusCode} {text}");
        Assert.Equal(new MediaTypeHeaderValue("application/json", "utf-8"), answer.Content.Headers.ContentType);
        return JsonNode.Parse(text)!;
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        service.Http.PostAsync(path, ServiceFixture.Json(body));

    private static string Context(string customer) => $$"""{"context":{"targetingKey":"{{customer}}"} }""";

    private static string? Text(JsonNode node, string member) => node[member]?.GetValue<string>();
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedEvaluateFlagTests(EmbeddedService service) : EvaluateFlagTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerEvaluateFlagTests(ServerService service) : EvaluateFlagTests(service);
