using System.Text.Json.Nodes;
using Personalization.Service.Tests.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Campaigns;

public abstract class CapTests(ServiceFixture service)
{
    [StoreFact, Trait("clause", "CAP-5")]
    public async Task Fifty_calls_at_once_for_one_customer_show_a_campaign_capped_on_decisions_once()
    {
        var (place, campaign) = await CampaignAsync(""" "caps":[{"limit":1,"window":"24h","count":"decisions"}] """);
        var customer = ServiceFixture.NewId();

        var shown = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => DecideAsync(customer, place)));
        var previewed = await DecideAsync(customer, place, """, "preview": true""");
        var other = await DecideAsync(ServiceFixture.NewId(), place);

        Assert.Equal(1, shown.Count(decision => Text(decision, "campaign") == campaign));
        Assert.Equal(49, shown.Count(decision => Text(decision, "reason") == "capped"));
        Assert.Equal((campaign, campaign), (Text(previewed, "campaign"), Text(other, "campaign")));
    }

    [StoreFact, Trait("clause", "CAP-5")]
    public async Task Of_two_placements_in_one_call_a_campaign_with_room_for_one_gets_the_first()
    {
        var (place, campaign) = await CampaignAsync(""" "caps":[{"limit":1,"window":"24h","count":"decisions"}] """);
        var (second, rival) = await CampaignAsync(""" "priority":-1 """);
        await service.PutAsync(
            $"/campaigns/{campaign}", $$"""
            {"placements":["{{place}}","{{second}}"],"variants":[{"key":"a"}],
             "caps":[{"limit":1,"window":"24h","count":"decisions"}]}
            """);
        var body = $$"""{"customerId":"{{ServiceFixture.NewId()}}","placements":["{{place}}","{{second}}"]}""";

        var answer = await service.PostAsync("/decide", body);
        var again = await service.PostAsync("/decide", body);

        Assert.Equal([campaign, rival], answer["decisions"]!.AsArray().Select(one => Text(one!, "campaign")));
        Assert.Equal([null, rival], again["decisions"]!.AsArray().Select(one => Text(one!, "campaign")));
    }

    [StoreFact, Trait("clause", "CAP-5")]
    public async Task A_placement_asked_for_twice_counts_twice()
    {
        var (place, campaign) = await CampaignAsync(""" "caps":[{"limit":2,"window":"24h","count":"decisions"}] """);
        var body = $$"""
            {"customerId":"{{ServiceFixture.NewId()}}","placements":["{{place}}","{{place}}","{{place}}"]}
            """;

        var answer = await service.PostAsync("/decide", body);

        Assert.Equal(
            [campaign, campaign, null], answer["decisions"]!.AsArray().Select(one => Text(one!, "campaign")));
    }

    [StoreFact, Trait("clause", "CAP-5")]
    public async Task Signing_in_does_not_start_the_count_again()
    {
        var (place, campaign) = await CampaignAsync(""" "caps":[{"limit":1,"window":"24h","count":"decisions"}] """);
        var (visitor, customer) = (ServiceFixture.NewId("a"), ServiceFixture.NewId());

        var before = await service.PostAsync(
            "/decide", $$"""{"anonymousId":"{{visitor}}","placements":["{{place}}"]}""");
        await service.IngestAsync("identify", $$"""{"anonymousId":"{{visitor}}","userId":"{{customer}}"}""");

        Assert.Equal(campaign, Text(Only(before), "campaign"));
        Assert.Equal("capped", Text(await DecideAsync(customer, place), "reason"));
    }

    [StoreFact, Trait("clause", "CAP-1")]
    public async Task A_cap_on_impressions_holds_from_the_first_impression_on()
    {
        var (place, campaign) = await CampaignAsync(""" "caps":[{"limit":1,"window":"24h"}] """);
        var customer = ServiceFixture.NewId();

        var first = await DecideAsync(customer, place);
        await service.IngestAsync("track", $$"""
            {"userId":"{{customer}}","event":"Promotion Viewed","properties":{{first["tracking"]!.ToJsonString()}} }
            """);
        var second = await DecideAsync(customer, place, """, "explain": true""");

        Assert.Equal(campaign, Text(first, "campaign"));
        Assert.Equal("capped", Text(second, "reason"));
        var cap = second["explain"]![0]!["frequency"]!["caps"]![0]!;
        Assert.Equal("""{"of":"campaign","limit":1,"windowHours":24,"seen":1}""", cap.ToJsonString());
    }

    [StoreFact, Trait("clause", "CAP-2")]
    public async Task Caps_on_a_channel_are_put_and_read_like_other_entities()
    {
        var channel = ServiceFixture.NewId("ch")[..20];
        var (place, campaign) = await CampaignAsync(""" "priority":1 """, channel);
        var customer = ServiceFixture.NewId();
        await service.PutAsync(
            $"/caps/{channel}", $$"""{"channel":"{{channel}}","caps":[{"limit":1,"window":"2h"}]}""");

        var first = await DecideAsync(customer, place);
        await service.IngestAsync("track", $$"""
            {"userId":"{{customer}}","event":"Promotion Viewed",
             "properties":{"promotion_id":"x","position":"{{place}}"} }
            """);

        Assert.Equal(
            (campaign, "capped"), (Text(first, "campaign"), Text(await DecideAsync(customer, place), "reason")));
        Assert.Equal("2h", (await service.GetAsync($"/caps/{channel}"))["caps"]![0]!["window"]!.GetValue<string>());
    }

    [StoreFact, Trait("clause", "CAP-8")]
    public async Task Fifty_calls_at_once_stay_within_a_channel_s_cap_on_decisions_whatever_they_ask_for()
    {
        var channel = ServiceFixture.NewId("ch")[..20];
        var (one, _) = await CampaignAsync(""" "priority":1 """, channel);
        var (two, _) = await CampaignAsync(""" "priority":2 """, channel);
        await service.PutAsync(
            $"/caps/{channel}",
            $$"""{"channel":"{{channel}}","caps":[{"limit":3,"window":"24h","count":"decisions"}]}""");
        var customer = ServiceFixture.NewId();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => service.PostAsync(
            "/decide", $$"""{"customerId":"{{customer}}","placements":["{{(i % 2 == 0 ? one : two)}}","{{two}}"]}""")));

        var reasons = answers.SelectMany(answer => answer["decisions"]!.AsArray()).Select(
            decision => Text(decision!, "reason"));
        Assert.Equal(
            [("campaign", 3), ("capped", 97)],
            reasons.GroupBy(reason => reason!).Select(group => (group.Key, group.Count())).Order());
    }

    private async Task<(string Place, string Campaign)> CampaignAsync(string members, string channel = "web")
    {
        var (place, campaign) = (ServiceFixture.NewId("place"), ServiceFixture.NewId("camp"));
        await service.PutAsync($"/placements/{place}", $$"""{"channel":"{{channel}}"}""");
        await service.PutAsync(
            $"/campaigns/{campaign}", $$"""{"placements":["{{place}}"],"variants":[{"key":"a"}],{{members}} }""");
        return (place, campaign);
    }

    private async Task<JsonNode> DecideAsync(string customer, string place, string members = "") => Only(
        await service.PostAsync(
            "/decide", $$"""{"customerId":"{{customer}}","placements":["{{place}}"]{{members}} }"""));

    private static JsonNode Only(JsonNode answer) => Assert.Single(answer["decisions"]!.AsArray())!;

    private static string? Text(JsonNode node, string member) => node[member]?.GetValue<string>();
}

[Collection(OnEmbedded.Name)]
public sealed class EmbeddedCapTests(EmbeddedService service) : CapTests(service);

[Collection(OnServers.Name), Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerCapTests(ServerService service) : CapTests(service);
