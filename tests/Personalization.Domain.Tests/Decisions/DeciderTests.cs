using System.Text.Json;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class DeciderTests
{
    [Fact, Trait("clause", "DEC-1")]
    public void The_highest_priority_that_applies_wins_and_equal_ones_go_by_key()
    {
        var catalogue = Source(
            Campaign("low", priority: -5),
            Campaign("top-but-not-for-you", audience: "false", priority: 100),
            Campaign("b-second", priority: 10),
            Campaign("a-first", priority: 10)).Sound();

        Assert.Equal("a-first", catalogue.Decide().Campaign);
    }

    [Theory, Trait("clause", "DEC-2")]
    [InlineData(CampaignStatus.Active, null, null, true)]
    [InlineData(CampaignStatus.Active, 0, null, true)]
    [InlineData(CampaignStatus.Active, 1, null, false)]
    [InlineData(CampaignStatus.Active, null, 0, false)]
    [InlineData(CampaignStatus.Active, -1, 1, true)]
    [InlineData(CampaignStatus.Draft, null, null, false)]
    [InlineData(CampaignStatus.Paused, null, null, false)]
    [InlineData(CampaignStatus.Archived, null, null, false)]
    public void Only_active_campaigns_in_their_time_are_shown(CampaignStatus status, int? from, int? until, bool shown)
    {
        var campaign = Campaign("c") with
        {
            Status = status,
            Schedule = new Schedule { From = Moment(from), Until = Moment(until) },
        };

        Assert.Equal(shown ? "c" : null, Source(campaign).Sound().Decide().Campaign);
    }

    [Theory, Trait("clause", "DEC-3")]
    [InlineData(null, true)]
    [InlineData("  ", true)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("traits.plan == 'gold'", false)]
    [InlineData("traits.plan != 'gold'", false)]
    [InlineData("traits.plan == 'gold' || true", true)]
    [InlineData("!has(traits.plan)", true)]
    [InlineData("1 / 0 == 1", false)]
    public void An_audience_that_cannot_be_evaluated_does_not_hold(string? audience, bool shown) =>
        Assert.Equal(shown ? "c" : null, Source(Campaign("c", audience)).Sound().Decide().Campaign);

    [Fact, Trait("clause", "DEC-4")]
    public void Variants_share_the_customers_by_weight_and_each_keeps_its_own()
    {
        var catalogue = Source(Campaign("split", variants:
        [
            new Variant { Key = "a", Weight = 3 }, new Variant { Key = "b", Weight = 1 },
            new Variant { Key = "off", Weight = 0 },
        ])).Sound();
        var counts = new Dictionary<string, int> { ["a"] = 0, ["b"] = 0, ["off"] = 0 };

        for (var i = 0; i < 20_000; i++)
        {
            var customer = Query(Profile("c-" + i));
            var variant = catalogue.Decide(customer).Variant!;
            counts[variant]++;
            Assert.Equal(variant, catalogue.Decide(customer with { Now = Now.AddYears(1) }).Variant);
        }

        Assert.Equal(0, counts["off"]);
        Assert.Equal(0.75, counts["a"] / 20_000.0, tolerance: 0.01);
    }

    [Fact, Trait("clause", "DEC-5")]
    public void Customers_outside_the_coverage_get_the_next_campaign_and_none_changes_variant_as_it_grows()
    {
        Variant[] variants = [new Variant { Key = "a" }, new Variant { Key = "b" }];
        var ramped = Campaign("new", priority: 1, variants: variants);
        var fifth = Source(ramped with { Coverage = 0.2 }, Campaign("rest")).Sound();
        var half = Source(ramped with { Coverage = 0.5 }, Campaign("rest")).Sound();
        var covered = 0;

        for (var i = 0; i < 5_000; i++)
        {
            var customer = Query(Profile("c-" + i));
            var before = fifth.Decide(customer);
            var after = half.Decide(customer);
            Assert.True(before.Campaign == "rest" || before.Variant == after.Variant);
            covered += before.Campaign == "new" ? 1 : 0;
        }

        Assert.Equal(0.2, covered / 5_000.0, tolerance: 0.02);
    }

    [Fact, Trait("clause", "DEC-6")]
    public void Without_a_campaign_the_placement_shows_its_own_content()
    {
        var decision = Source(Campaign("c", audience: "false")).Sound().Decide();

        Assert.Equal((DecisionReason.Default, null, null), (decision.Reason, decision.Campaign, decision.Variant));
        Assert.Equal("Welcome", decision.Content!.Value.GetProperty("headline").GetString());
    }

    [Fact, Trait("clause", "DEC-7")]
    public void An_unknown_placement_says_so_and_leaves_its_neighbours_alone()
    {
        var result = Decider.Decide(Source(Campaign("c")).Sound(), Query(), ["nope", "hero", null!], Ids());

        Assert.Equal(
            [DecisionReason.UnknownPlacement, DecisionReason.Campaign, DecisionReason.UnknownPlacement],
            result.Decisions.Select(decision => decision.Reason));
        Assert.Equal(["nope", "hero", ""], result.Decisions.Select(decision => decision.Placement));
        Assert.Equal(["d-1", "d-2", "d-3"], result.Decisions.Select(decision => decision.DecisionId));
    }

    [Fact, Trait("clause", "DEC-8")]
    public void A_failure_is_answered_with_the_placements_own_content()
    {
        var catalogue = (Source(Campaign("c", audience: "features.recency_days > 1.0")) with
        {
            Segments = [Segment("s", "features.recency_days > 1.0")],
        }).Sound();

        var result = Decider.Decide(catalogue, Query() with { Features = new Failing() }, ["hero"], Ids());

        var decision = Assert.Single(result.Decisions);
        Assert.Empty(result.Customer.Segments);
        Assert.Equal(DecisionReason.Error, decision.Reason);
        Assert.Equal("out of order", decision.Detail);
        Assert.Equal("Welcome", decision.Content!.Value.GetProperty("headline").GetString());
    }

    [Theory, Trait("clause", "DEC-8")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""{"device":{"a":[null,{"b":"\u0000"}]},"page":"not an object"}""")]
    [InlineData("""{"device":"x","device":"mobile","":1,"page":{"path":1e308}}""")]
    [InlineData("""{"device":"\ud800","page":{"\ud800":1,"path":["\ud800"]},"custom":{"a":{"\ud800":{}}}}""")]
    public void Any_context_is_decided_on(string context)
    {
        const string Audience = "context.device == 'desktop' || context.page.path == '/x' || context.custom.a.b.c == 1";
        var catalogue = Source(Campaign("c", Audience)).Sound();

        Assert.Equal(DecisionReason.Default, catalogue.Decide(Query(context: context)).Reason);
    }

    [Fact, Trait("clause", "DEC-8")]
    public void The_fallback_gives_every_placement_its_own_content_with_the_given_reason()
    {
        var catalogue = Source(Campaign("c")).Sound();

        var decisions = Decider.Fallback(catalogue, ["hero", "nope"], DecisionReason.Error, "Stores down.", Ids());

        Assert.Equal(DecisionReason.Error, decisions[0].Reason);
        Assert.Equal(DecisionReason.UnknownPlacement, decisions[1].Reason);
        Assert.Equal("Stores down.", decisions[0].Detail);
        Assert.Equal("Welcome", decisions[0].Content!.Value.GetProperty("headline").GetString());
    }

    [Fact, Trait("clause", "DEC-16")]
    public void Tracking_names_what_was_shown_where()
    {
        var shown = Source(Campaign("winback")).Sound().Decide();
        var none = Source().Sound().Decide();

        Assert.Equal(
            """{"promotion_id":"winback","creative":"a","position":"hero","decision_id":"d-1"}""",
            JsonSerializer.Serialize(shown.Tracking, JsonSerializerOptions.Web));
        Assert.Null(none.Tracking);
    }

    [Fact, Trait("clause", "DEC-13")]
    public void The_answer_summarises_the_customer()
    {
        var catalogue = (Source() with
        {
            Segments = [Segment("z", "true"), Segment("b", "false"), Segment("a", "customer.id == 'c-7'")],
        }).Sound();

        var result = Decider.Decide(catalogue, Query(Profile("c-7")), ["hero"], Ids());

        Assert.Equal(["a", "z"], result.Customer.Segments);
        Assert.True(result.Customer.Known);
        Assert.Empty(result.Customer.Scores);
    }

    private static DateTimeOffset? Moment(int? seconds) => seconds is { } s ? Now.AddSeconds(s) : null;

    private static Func<string> Ids()
    {
        var last = 0;
        return () => $"d-{++last}";
    }

    private sealed class Failing : Dictionary<string, double?>, IReadOnlyDictionary<string, double?>
    {
        IEnumerator<KeyValuePair<string, double?>> IEnumerable<KeyValuePair<string, double?>>.GetEnumerator() =>
            throw new InvalidOperationException("out of order");
    }
}
