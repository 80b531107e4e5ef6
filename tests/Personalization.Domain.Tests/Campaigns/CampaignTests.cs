using System.Text.Json;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Tests.Campaigns;

public sealed class CampaignTests
{
    private static readonly Campaign Sound = new()
    {
        Key = "winback",
        Placements = ["home-hero"],
        Variants = [new Variant { Key = "a" }, new Variant { Key = "b", Weight = 3 }],
    };

    [Fact, Trait("clause", "DEC-10")]
    public void A_sound_campaign_has_no_errors() => Assert.Empty(Sound.Validate());

    [Fact, Trait("clause", "DEC-10")]
    public void Its_json_is_the_contract()
    {
        const string Json = """
            {"key":"winback","name":"Win back","description":"d","placements":["home-hero"],"priority":7,
             "status":"paused",
             "schedule":{"from":"2026-01-01T00:00:00Z","until":null},"audience":"true","coverage":0.5,
             "variants":[{"key":"a","weight":2,"content":{"x":[1]},"template":"<b>",
                          "recommendations":{"strategy":"for-you","limit":3}}]}
            """;

        var campaign = JsonSerializer.Deserialize<Campaign>(Json, JsonSerializerOptions.Web)!;

        Assert.Equal((7, CampaignStatus.Paused, 0.5), (campaign.Priority, campaign.Status, campaign.Coverage));
        Assert.Equal("""{"x":[1]}""", campaign.Variants[0].Content!.Value.GetRawText());
        Assert.Equal(3, campaign.Variants[0].Recommendations!.Limit);
        using var written = JsonSerializer.SerializeToDocument(campaign, JsonSerializerOptions.Web);
        Assert.Equal("paused", written.RootElement.GetProperty("status").GetString());
        var slot = written.RootElement.GetProperty("variants")[0].GetProperty("recommendations");
        Assert.Equal("for-you", slot.GetProperty("strategy").GetString());
    }

    [Fact, Trait("clause", "DEC-10")]
    public void A_misspelt_member_is_refused_not_dropped()
    {
        var broken = Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize<Campaign>("""{"key":"a","priorty":3}""", JsonSerializerOptions.Web));

        Assert.Contains("priorty", broken.Message, StringComparison.Ordinal);
    }

    [Theory, Trait("clause", "DEC-10")]
    [MemberData(nameof(Broken))]
    public void Every_error_names_its_field(string field, Campaign broken) =>
        Assert.Contains(broken.Validate(), error => error.Field == field && error.Message.Length > 0);

    public static TheoryData<string, Campaign> Broken() => new()
    {
        { "key", Sound with { Key = "" } },
        { "key", Sound with { Key = "no spaces" } },
        { "key", Sound with { Key = new string('k', 65) } },
        { "key", Sound with { Key = null! } },
        { "name", Sound with { Name = new string('n', 201) } },
        { "description", Sound with { Description = new string('d', 2_001) } },
        { "placements", Sound with { Placements = [] } },
        { "placements", Sound with { Placements = null! } },
        { "placements[1]", Sound with { Placements = ["ok", "not/ok"] } },
        { "placements[0]", Sound with { Placements = [null!] } },
        { "schedule.until", Sound with { Schedule = new Schedule { From = Noon, Until = Noon } } },
        { "coverage", Sound with { Coverage = 1.01 } },
        { "coverage", Sound with { Coverage = double.NaN } },
        { "audience", Sound with { Audience = new string('!', 8_193) } },
        { "audience", Sound with { Audience = "true &&" } },
        { "audience", Sound with { Audience = "1 + 1" } },
        { "variants", Sound with { Variants = [] } },
        { "variants", Sound with { Variants = null! } },
        { "variants", Sound with { Variants = [new Variant { Key = "a", Weight = 0 }] } },
        { "variants[0]", Sound with { Variants = [null!] } },
        { "variants[0].key", Sound with { Variants = [new Variant { Key = "ä" }] } },
        { "variants[1].key", Sound with { Variants = [new Variant { Key = "a" }, new Variant { Key = "a" }] } },
        { "variants[0].weight", Sound with { Variants = [new Variant { Key = "a", Weight = -1 }] } },
        { "variants[0].weight", Sound with { Variants = [new Variant { Key = "a", Weight = double.NaN }] } },
        { "variants[0].template", WithTemplate("{{#if x}}") },
        { "variants[0].template", WithTemplate(new string('t', 65_537)) },
        { "variants[0].recommendations.limit", WithSlot(new RecommendationSlot { Limit = 0 }) },
        { "variants[0].recommendations.productId", WithSlot(new() { Strategy = RecommendationStrategy.Similar }) },
    };

    [Fact, Trait("clause", "DEC-10")]
    public void A_broken_template_names_its_line()
    {
        var error = Assert.Single(WithTemplate("first line\n second {{#if}").Validate());

        Assert.Equal(("variants[0].template", 2), (error.Field, error.Line));
    }

    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private static Campaign WithTemplate(string template) =>
        Sound with { Variants = [new Variant { Key = "a", Template = template }] };

    private static Campaign WithSlot(RecommendationSlot slot) =>
        Sound with { Variants = [new Variant { Key = "a", Recommendations = slot }] };
}
