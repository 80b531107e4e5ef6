using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Domain.Events;
using Personalization.Service.Tests.Hosting;
using Personalization.Storage.Decisions;
using Personalization.Testing;

namespace Personalization.Service.Tests.Decisions;

public abstract class DecideTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "DEC-24")]
    public async Task A_campaign_is_decided_by_as_soon_as_it_is_put_and_an_event_as_soon_as_it_is_taken()
    {
        var (place, campaign, customer) = await CampaignForGoldAsync();

        var before = Only(await DecideAsync(customer, place));
        await service.IngestAsync("identify", $$"""{"userId":"{{customer}}","traits":{"tier":"gold"} }""");
        var after = Only(await DecideAsync(customer, place));

        Assert.Equal(
            ("default", null, "Welcome"),
            (Text(before, "reason"), Text(before, "campaign"), Text(before["content"]!, "headline")));
        Assert.Equal(
            ("campaign", campaign, "a"), (Text(after, "reason"), Text(after, "campaign"), Text(after, "variant")));
        Assert.Equal("For you", Text(after["content"]!, "headline"));
        Assert.Equal("<b>For you</b>", Text(after, "html"));
    }

    [StoreFact, Trait("clause", "DEC-16")]
    public async Task Tracking_carries_the_campaign_variant_placement_and_decision()
    {
        var (place, campaign, customer) = await CampaignForGoldAsync();
        await service.IngestAsync("identify", $$"""{"userId":"{{customer}}","traits":{"tier":"gold"} }""");

        var decision = Only(await DecideAsync(customer, place));

        var id = Text(decision, "decisionId")!;
        Assert.Equal(26, id.Length);
        Assert.Equal(
            $$"""{"promotion_id":"{{campaign}}","creative":"a","position":"{{place}}","decision_id":"{{id}}"}""",
            decision["tracking"]!.ToJsonString());
    }

    [StoreFact, Trait("clause", "DEC-26")]
    public async Task A_customer_nothing_is_known_of_is_decided_on_as_new()
    {
        var (place, _, _) = await CampaignForGoldAsync();

        var answer = await DecideAsync(ServiceFixture.NewId(), place, "nowhere");

        Assert.False(answer["customer"]!["known"]!.GetValue<bool>());
        Assert.Equal(
            ["default", "unknown_placement"],
            answer["decisions"]!.AsArray().Select(decision => Text(decision!, "reason")));
        Assert.Equal("nowhere", Text(answer["decisions"]![1]!, "placement"));
    }

    [StoreFact, Trait("clause", "DEC-26")]
    public async Task A_customer_nothing_is_known_of_is_decided_on_by_what_their_browser_did()
    {
        var (place, campaign, customer) = await CampaignForGoldAsync();
        var visitor = ServiceFixture.NewId("a");
        await service.IngestAsync("identify", $$"""{"anonymousId":"{{visitor}}","traits":{"tier":"gold"} }""");

        var answer = await service.PostAsync(
            "/decide", $$"""{"customerId":"{{customer}}","anonymousId":"{{visitor}}","placements":["{{place}}"]}""");

        Assert.Equal(campaign, Text(Only(answer), "campaign"));
    }

    [StoreFact, Trait("clause", "DEC-27")]
    public async Task A_bad_request_is_refused_with_the_field_that_is_wrong()
    {
        var many = string.Join(',', Enumerable.Repeat("\"p\"", 51));
        var long257 = new string('x', 257);
        var cases = new Dictionary<string, string>
        {
            ["""{"customerId":"c"}"""] = "placements",
            ["""{"customerId":"c","placements":[]}"""] = "placements",
            [$$"""{"customerId":"c","placements":[{{many}}]}"""] = "placements",
            ["""{"customerId":"c","placements":["p",null]}"""] = "placements[1]",
            ["""{"customerId":"c","placements":"p"}"""] = "placements",
            ["""{"placements":["p"]}"""] = "customerId",
            [$$"""{"customerId":"{{long257}}","placements":["p"]}"""] = "customerId",
            ["""{"customerId":"c\u0000","placements":["p"]}"""] = "customerId",
            ["""{"customerId":7,"placements":["p"]}"""] = "customerId",
            ["""{"customerId":"c","placements":["p"],"context":"mobile"}"""] = "context",
            ["""{"customerId":"c","placements":["p"],"explain":"yes"}"""] = "explain",
            ["""{"customerId":"c","placements":["p"],"now":"2026-01-01T00:00:00Z"}"""] = "now",
            ["""{"customerId":"c","placements":["p"],"profile":{}}"""] = "profile",
            ["""{"customerId":"c","placements":["p"]"""] = "JSON",
            ["""{"customerId":"c","placements":["p"]} tail"""] = "JSON",
            [""] = "empty",
            ["null"] = "placements",
        };
        foreach (var (body, field) in cases)
        {
            using var answer = await service.Http.PostAsync("/decide", ServiceFixture.Json(body));

            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{body}: {answer.StatusCode} {text}");
            Assert.Contains(field, Text(JsonNode.Parse(text)!, "detail")!, StringComparison.Ordinal);
        }
    }

    [StoreFact, Trait("clause", "DEC-28")]
    public async Task A_preview_decides_for_a_made_up_customer_at_a_given_time_and_is_not_logged()
    {
        var place = ServiceFixture.NewId("place");
        await service.PutAsync($"/placements/{place}", "{}");
        var campaign = ServiceFixture.NewId("camp");
        await service.PutAsync($"/campaigns/{campaign}", $$"""
            {"placements":["{{place}}"],"schedule":{"from":"2030-01-01T00:00:00Z","until":"2030-02-01T00:00:00Z"},
              "audience":"features.orders_lifetime >= 1.0 && features.revenue_365d > 500.0 && traits.tier == 'gold'",
              "variants":[{"key":"a"}]}
            """);

        async Task<string?> PreviewAsync(string now, string revenue) => Text(
            Only(await service.PostAsync("/decide", $$"""
                {"placements":["{{place}}"],"preview":true,"now":"{{now}}","profile":{
                   "events":[{"event":"Order Completed","timestamp":"2029-12-24T00:00:00Z",
                    "properties":{"order_id":"o","total":20,"products":[{"product_id":"p","price":20,"quantity":1}]} }],
                  "traits":{"tier":"gold"},"features":{"revenue_365d":{{revenue}} } } }
                """)),
            "campaign");

        Assert.Equal(campaign, await PreviewAsync("2030-01-15T00:00:00Z", "501"));
        Assert.Null(await PreviewAsync("2030-01-15T00:00:00Z", "499"));
        Assert.Null(await PreviewAsync("2030-01-15T00:00:00Z", "null"));
        Assert.Null(await PreviewAsync("2030-02-01T00:00:00Z", "501"));
    }

    [StoreFact, Trait("clause", "DEC-29")]
    public async Task A_decision_is_in_the_log_soon_after_it_was_answered_and_a_preview_never()
    {
        var (place, _, customer) = await CampaignForGoldAsync();
        var log = service.Services.GetRequiredService<DecisionLog>();

        var preview = Only(await service.PostAsync(
            "/decide", $$"""{"customerId":"{{customer}}","placements":["{{place}}"],"preview":true}"""));
        var real = Only(await DecideAsync(customer, place));
        var logged = await Eventually.NotNullAsync(() => FindAsync(real));

        Assert.Equal((place, "default", "u:" + customer), (logged.Placement, logged.Reason, logged.Customer.Value));
        Assert.Null(await FindAsync(preview));

        Task<DecisionRecord?> FindAsync(JsonNode decision) =>
            log.FindAsync(CustomerKey.Known(customer), Text(decision, "decisionId")!, CancellationToken.None);
    }

    [StoreFact, Trait("clause", "DEC-30")]
    public async Task Explaining_says_of_each_candidate_why_it_did_or_did_not_win()
    {
        var (place, campaign, customer) = await CampaignForGoldAsync();

        var answer = Only(await service.PostAsync(
            "/decide", $$"""{"customerId":"{{customer}}","placements":["{{place}}"],"explain":true}"""));

        var candidate = Assert.Single(answer["explain"]!.AsArray())!;
        Assert.Equal((campaign, "not_in_audience"), (Text(candidate, "campaign"), Text(candidate, "outcome")));
        Assert.False(candidate["audience"]!["holds"]!.GetValue<bool>());
    }

    [StoreFact, Trait("clause", "DEC-35")]
    public async Task A_visitor_who_signs_in_keeps_their_variant()
    {
        var (place, campaign) = (ServiceFixture.NewId("place"), ServiceFixture.NewId("camp"));
        await service.PutAsync($"/placements/{place}", "{}");
        var variants = string.Join(',', Enumerable.Range(0, 50).Select(i => $$"""{"key":"v{{i}}"}"""));
        await service.PutAsync(
            $"/campaigns/{campaign}", $$"""{"placements":["{{place}}"],"variants":[{{variants}}]}""");
        var (visitor, unseen, customer, other) = (
            ServiceFixture.NewId("a"), ServiceFixture.NewId("a"), ServiceFixture.NewId(), ServiceFixture.NewId());
        await service.IngestAsync("page", $$"""{"anonymousId":"{{visitor}}"}""");
        await service.IngestAsync("track", $$"""{"userId":"{{customer}}","event":"Order Completed"}""");

        var before = await VariantAsync("anonymousId", visitor);
        var unseenBefore = await VariantAsync("anonymousId", unseen);
        await service.IngestAsync("identify", $$"""{"userId":"{{customer}}","anonymousId":"{{visitor}}"}""");
        await service.IngestAsync("identify", $$"""{"userId":"{{other}}","anonymousId":"{{unseen}}"}""");
        await service.IngestAsync("page", $$"""{"userId":"{{customer}}"}""");

        Assert.Equal(before, await VariantAsync("customerId", customer));
        Assert.Equal(before, await VariantAsync("anonymousId", visitor));
        Assert.Equal(unseenBefore, await VariantAsync("customerId", other));

        async Task<string?> VariantAsync(string member, string id) => Text(
            Only(await service.PostAsync("/decide", $$"""{"{{member}}":"{{id}}","placements":["{{place}}"]}""")),
            "variant");
    }

    private Task<JsonNode> DecideAsync(string customer, params string[] placements) => service.PostAsync(
        "/decide", $$"""{"customerId":"{{customer}}","placements":["{{string.Join("\",\"", placements)}}"]}""");

    private async Task<(string Place, string Campaign, string Customer)> CampaignForGoldAsync()
    {
        var (place, campaign) = (ServiceFixture.NewId("place"), ServiceFixture.NewId("camp"));
        await service.PutAsync($"/placements/{place}", """{"content":{"headline":"Welcome"}}""");
        await service.PutAsync($"/campaigns/{campaign}", $$$"""
            {"placements":["{{{place}}}"],"audience":"traits.tier == 'gold'",
             "variants":[{"key":"a","content":{"headline":"For you"},"template":"<b>{{content.headline}}</b>"}]}
            """);
        return (place, campaign, ServiceFixture.NewId());
    }

    private static JsonNode Only(JsonNode answer) => Assert.Single(answer["decisions"]!.AsArray())!;

    private static string? Text(JsonNode node, string member) => node[member]?.GetValue<string>();
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedDecideTests(EmbeddedService service) : DecideTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerDecideTests(ServerService service) : DecideTests(service);
