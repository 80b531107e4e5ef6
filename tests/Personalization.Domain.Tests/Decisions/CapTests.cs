using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class CapTests
{
    private static readonly FrequencyCap[] OneADayThreeAWeek = [Cap(1, "24h"), Cap(3, "7d")];

    [Theory, Trait("clause", "CAP-1")]
    [InlineData(new double[0], true)]
    [InlineData(new[] { 0.0 }, false)]
    [InlineData(new[] { 23.99 }, false)]
    [InlineData(new[] { 24.0 }, true)]
    [InlineData(new[] { 25.0, 50 }, true)]
    [InlineData(new[] { 25.0, 50, 167.9 }, false)]
    [InlineData(new[] { 25.0, 50, 168 }, true)]
    public void Every_cap_of_a_campaign_must_leave_room_in_its_rolling_window(double[] hoursAgo, bool isShown)
    {
        var catalogue = Source(Campaign("c") with { Caps = OneADayThreeAWeek }).Sound();
        var profile = Profile(
            "c-1", [.. hoursAgo.Select(hours => Seen("c", "hero", hours)), Seen("other", "hero", 0.1)]);

        var decision = catalogue.Decide(Query(profile));

        Assert.Equal(isShown ? DecisionReason.Campaign : DecisionReason.Capped, decision.Reason);
        Assert.Equal(
            isShown ? null : "Welcome", isShown ? null : decision.Content!.Value.GetProperty("headline").GetString());
    }

    [Fact, Trait("clause", "CAP-1")]
    public void A_click_is_no_impression()
    {
        var source = Source(Campaign("c") with { Caps = OneADayThreeAWeek }) with
        {
            Caps = [new CapPolicy { Key = "all", Caps = [Cap(1, "24h")] }],
        };
        var clicked = Profile("c-1", Seen("c", "hero", 1) with { Kind = EventKind.PromotionClicked });

        Assert.Equal("c", source.Sound().Decide(Query(clicked)).Campaign);
    }

    [Fact, Trait("clause", "CAP-1")]
    public void A_capped_campaign_makes_room_for_the_next_one()
    {
        var catalogue = Source(
            Campaign("first", priority: 2) with { Caps = OneADayThreeAWeek }, Campaign("second", priority: 1)).Sound();

        Assert.Equal("first", catalogue.Decide(Query(Profile())).Campaign);
        Assert.Equal("second", catalogue.Decide(Query(Profile("c-1", Seen("first", "hero", 1)))).Campaign);
    }

    [Fact, Trait("clause", "CAP-2")]
    public void Caps_of_a_placement_a_channel_and_everything_count_what_campaigns_share()
    {
        var source = Source(Campaign("c") with { Placements = ["hero", "mail", "banner"] }) with
        {
            Placements =
            [
                Hero with { Channel = "web" },
                new Placement { Key = "banner", Channel = "Web", Caps = [Cap(2, "1h")] },
                new Placement { Key = "mail", Channel = "email" },
            ],
            Caps =
            [
                new CapPolicy { Key = "web", Channel = "web", Caps = [Cap(3, "24h")] },
                new CapPolicy { Key = "all", Caps = [Cap(4, "7d")] },
            ],
        };
        var catalogue = source.Sound();

        Assert.Equal((true, true, true), Shown(Profile("c-1", Seen("x", "banner", 0.5))));
        Assert.Equal((true, false, true), Shown(Profile("c-1", Seen("x", "banner", 0.5), Seen("y", "banner", 0.6))));
        Assert.Equal(
            (false, false, true),
            Shown(Profile("c-1", Seen("x", "banner", 2), Seen("y", "hero", 3), Seen("y", "hero", 4))));
        Assert.Equal(
            (true, true, true),
            Shown(Profile("c-1", Seen("x", "mail", 2), Seen("y", "mail", 3), Seen("y", "mail", 4))));
        Assert.Equal((false, false, false), Shown(Profile(
            "c-1", Seen("x", "mail", 2), Seen("y", "mail", 30), Seen("y", "mail", 60), Seen("y", "elsewhere", 90))));

        (bool Hero, bool Banner, bool Mail) Shown(Personalization.Domain.Profiles.Profile profile) => (
            catalogue.Decide(Query(profile)).Campaign == "c",
            catalogue.Decide(Query(profile), "banner").Campaign == "c",
            catalogue.Decide(Query(profile), "mail").Campaign == "c");
    }

    [Fact, Trait("clause", "CAP-2")]
    public void An_exempt_campaign_passes_shared_caps_and_is_not_counted_by_them_but_keeps_its_own()
    {
        var source = Source(
            Campaign("order-state", priority: 1) with { Exempt = true, Caps = [Cap(2, "1h")] }, Campaign("promo")) with
        {
            Caps = [new CapPolicy { Key = "all", Caps = [Cap(1, "24h")] }],
        };
        var catalogue = source.Sound();

        var full = catalogue.Decide(Query(Profile("c-1", Seen("promo", "hero", 1))));
        var own = catalogue.Decide(
            Query(Profile("c-1", Seen("order-state", "hero", 0.1), Seen("order-state", "hero", 0.2))));

        Assert.Equal(("order-state", "promo"), (full.Campaign, own.Campaign));
    }

    [Fact, Trait("clause", "CAP-3")]
    public void What_is_decided_for_one_placement_counts_for_the_others_of_the_same_call()
    {
        var source = Source(
            Campaign("c", priority: 1) with { Placements = ["hero", "side"], Caps = [Cap(1, "24h")] },
            Campaign("d")
            with
            { Placements = ["hero", "side"] }) with
        {
            Placements = [Hero, new Placement { Key = "side" }, new Placement { Key = "foot" }],
        };

        var decided = Decider.Decide(source.Sound(), Query(Profile()), ["side", "hero"], () => "d").Decisions;

        Assert.Equal(["c", "d"], decided.Select(decision => decision.Campaign));
    }

    [Theory, Trait("clause", "CAP-4")]
    [InlineData("click", 1, false)]
    [InlineData("click", 49, true)]
    [InlineData("order", 1, false)]
    [InlineData("order", 71, false)]
    [InlineData("order", 73, true)]
    [InlineData("order without a view", 1, true)]
    [InlineData("order long after the view", 1, true)]
    [InlineData("order before the view", 5, true)]
    public void A_campaign_cools_down_after_a_click_and_after_an_order_it_led_to(
        string what, int hoursAgo, bool isShown)
    {
        var cooldown = new Cooldown { AfterClick = "2d", AfterConversion = "3d" };
        var catalogue = Source(Campaign("c") with { Cooldown = cooldown }).Sound();
        CustomerEvent[] history = what switch
        {
            "click" => [Seen("c", "hero", hoursAgo) with { Kind = EventKind.PromotionClicked }],
            "order" => [Seen("c", "hero", hoursAgo + 167), Order(hoursAgo)],
            "order without a view" => [Seen("d", "hero", 2), Order(hoursAgo)],
            "order before the view" => [Order(hoursAgo), Seen("c", "hero", hoursAgo - 1)],
            _ => [Seen("c", "hero", hoursAgo + 169), Order(hoursAgo)],
        };

        var decision = catalogue.Decide(Query(Profile("c-1", history)));

        Assert.Equal(isShown ? DecisionReason.Campaign : DecisionReason.Capped, decision.Reason);
    }

    [Fact, Trait("clause", "CAP-5")]
    public void A_campaign_capped_on_decisions_says_what_to_count_and_is_left_out_when_there_is_no_room()
    {
        var catalogue = Source(Campaign("c") with
        {
            Caps = [Cap(1, "24h") with { Count = CapCount.Decisions }, Cap(5, "7d")],
        }).Sound();

        var free = catalogue.Decide(Query(Profile()));
        var full = catalogue.Decide(
            Query(Profile()) with { Exhausted = new HashSet<(int, string)> { (0, "c") }, Explain = true });
        var ahead = catalogue.Decide(Query(Profile()) with { LeavesOutCounted = true });

        var counted = Assert.Single(free.Counted!);
        Assert.Equal("c", counted.Counter);
        Assert.Equal([new CountLimit(1, TimeSpan.FromHours(24))], counted.Limits);
        Assert.Equal((DecisionReason.Capped, DecisionReason.Capped), (full.Reason, ahead.Reason));
        Assert.True(Assert.Single(full.Explain!).Frequency!.CountedOut);
    }

    [Fact, Trait("clause", "CAP-5")]
    public void A_count_without_room_keeps_a_campaign_out_of_the_placement_it_was_asked_for_only()
    {
        var source = Source(Campaign("c", priority: 2) with
        {
            Placements = ["hero", "banner"],
            Caps = [Cap(1, "24h") with { Count = CapCount.Decisions }],
        }) with
        {
            Placements = [Hero, new Placement { Key = "banner" }],
        };
        var query = Query(Profile()) with { Exhausted = new HashSet<(int, string)> { (1, "c"), (2, "c") } };

        var decided = Decider.Decide(source.Sound(), query, ["hero", "banner", "hero"], () => "d").Decisions;

        Assert.Equal(["c", null, null], decided.Select(decision => decision.Campaign));
        Assert.Equal(DecisionReason.Capped, decided[1].Reason);
    }

    [Fact, Trait("clause", "CAP-8")]
    public void Shared_caps_on_decisions_are_counted_with_a_campaign_s_own_and_pass_exempt_ones_by()
    {
        FrequencyCap counted = Cap(1, "24h") with { Count = CapCount.Decisions };
        var source = Source(
            Campaign("c", priority: 2) with { Caps = [counted] },
            Campaign("d", priority: 1),
            Campaign("order", priority: 0) with { Exempt = true }) with
        {
            Placements = [Hero with { Channel = "web", Caps = [counted] }],
            Caps =
            [
                new CapPolicy { Key = "all", Caps = [counted] },
                new CapPolicy { Key = "web", Channel = "WEB", Caps = [counted] },
                new CapPolicy { Key = "mail", Channel = "mail", Caps = [counted] },
            ],
        };
        var catalogue = source.Sound();

        string? With(params string[] exhausted) => catalogue.Decide(Query(Profile()) with
        {
            Exhausted = exhausted.Select(counter => (0, counter)).ToHashSet(),
        }).Campaign;

        Assert.Equal(
            ["c", "placement/hero", "cap/all", "cap/web"],
            catalogue.Decide(Query(Profile())).Counted!.Select(counter => counter.Counter));
        Assert.Equal(("c", "d"), (With("cap/mail"), With("c")));
        Assert.Equal(("order", "order", "order"), (With("placement/hero"), With("cap/all"), With("cap/web")));
        Assert.Null(catalogue.Decide(Query(Profile()) with { LeavesOutCounted = true }).Counted);
        Assert.Equal("order", catalogue.Decide(Query(Profile()) with { LeavesOutCounted = true }).Campaign);
    }

    [Fact, Trait("clause", "CAP-1")]
    public void A_cap_holds_for_somebody_who_saw_hundreds_of_other_promotions_since()
    {
        var catalogue = Source(Campaign("c") with { Caps = [Cap(1, "7d")] }).Sound();
        var others = Enumerable.Range(0, 250).Select(i => Seen($"other-{i % 40}", "elsewhere", 60 - (i * 0.1)));

        var decision = catalogue.Decide(Query(Profile("c-1", [Seen("c", "hero", 100), .. others])));

        Assert.Equal(DecisionReason.Capped, decision.Reason);
    }

    [Fact, Trait("clause", "CAP-6")]
    public void Explaining_shows_every_cap_with_its_count()
    {
        var source =
            Source(Campaign("c") with { Caps = OneADayThreeAWeek, Cooldown = new Cooldown { AfterClick = "1h" } }) with
            {
                Caps = [new CapPolicy { Key = "all", Caps = [Cap(9, "2d")] }],
            };

        var decision = source.Sound().Decide(
            Query(Profile("c-1", Seen("c", "hero", 3), Seen("c", "hero", 50), Seen("d", "hero", 4))) with
            {
                Explain = true,
            });

        var candidate = Assert.Single(decision.Explain!);
        Assert.Equal(CandidateOutcome.Capped, candidate.Outcome);
        Assert.False(candidate.Frequency!.IsCoolingDown);
        Assert.Equal(
            [
                new CapExplanation("campaign", 1, 24, 1),
                new CapExplanation("campaign", 3, 168, 2),
                new CapExplanation("all", 9, 48, 2),
            ],
            candidate.Frequency.Caps);
    }

    [Theory, Trait("clause", "CAP-7")]
    [InlineData(0, "24h", CapCount.Impressions, "caps[0].limit")]
    [InlineData(21, "24h", CapCount.Impressions, "caps[0].limit")]
    [InlineData(1, "91d", CapCount.Impressions, "caps[0].window")]
    [InlineData(1, "24", CapCount.Impressions, "caps[0].window")]
    [InlineData(1, "0h", CapCount.Impressions, "caps[0].window")]
    [InlineData(1, "-1h", CapCount.Impressions, "caps[0].window")]
    [InlineData(1, "24h", (CapCount)7, "caps[0].count")]
    public void A_cap_that_cannot_be_kept_is_refused_with_its_field(
        int limit, string window, CapCount count, string field)
    {
        var policy = new CapPolicy { Key = "all", Caps = [Cap(limit, window) with { Count = count }] };

        Assert.Equal([field], policy.Validate().Select(error => error.Field));
    }

    private static FrequencyCap Cap(int limit, string window) => new() { Limit = limit, Window = window };

    private static Happened Seen(string campaign, string placement, double hoursAgo) =>
        new(EventKind.PromotionViewed, hoursAgo, campaign, placement);

    private static Happened Order(double hoursAgo) => new(EventKind.OrderCompleted, hoursAgo, null, null);

    private sealed record Happened(EventKind Kind, double HoursAgo, string? Campaign, string? Placement)
    {
        public static implicit operator CustomerEvent(Happened it) => new()
        {
            Kind = it.Kind,
            Name = it.Kind.ToString(),
            At = Now.AddHours(-it.HoursAgo),
            CampaignId = it.Campaign,
            Position = it.Placement,
        };
    }
}
