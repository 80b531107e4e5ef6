using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class ExclusionTests
{
    [Fact, Trait("clause", "CAM-2")]
    public void Of_a_group_a_customer_gets_the_highest_priority_that_applies_in_whatever_placement()
    {
        var catalogue = Grouped(
            Campaign("gold-only", "traits.tier == 'gold'", 3) with { Placements = ["side"] },
            Campaign("second", priority: 2),
            Campaign("third", priority: 1) with { Placements = ["hero", "side"] });
        var gold = Profile("c-1", Identify(("tier", Personalization.Domain.Events.TraitValue.Of("gold"))));

        Assert.Equal(["second", null], Decide(catalogue, Query(Profile())));
        Assert.Equal([null, "gold-only"], Decide(catalogue, Query(gold)));
        var explained = catalogue.Decide(Query(gold) with { Explain = true }).Explain!;
        Assert.Equal(
            [("second", CandidateOutcome.Excluded, "gold-only"), ("third", CandidateOutcome.Excluded, "gold-only")],
            explained.Select(candidate => (candidate.Campaign, candidate.Outcome, candidate.ExcludedBy!)));
    }

    [Fact, Trait("clause", "CAM-2")]
    public void Equal_ones_share_the_customers_and_one_that_leaves_moves_only_its_own()
    {
        var three = Grouped(Campaign("a"), Campaign("b"), Campaign("c"));
        var two = Grouped(Campaign("a"), Campaign("c"));
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 20_000; i++)
        {
            var before = three.Decide(Query(Profile($"c-{i}"))).Campaign!;
            var after = two.Decide(Query(Profile($"c-{i}"))).Campaign;
            counts[before] = counts.GetValueOrDefault(before) + 1;
            Assert.True(before == "b" || before == after);
        }

        Assert.All(["a", "b", "c"], key => Assert.InRange(counts[key] / 20_000.0, 0.32, 0.347));
    }

    [Fact, Trait("clause", "CAM-2")]
    public void A_cap_does_not_hand_the_group_to_another_campaign()
    {
        var catalogue = Grouped(
            Campaign("first", priority: 2) with { Caps = [new FrequencyCap { Window = "24h" }] }, Campaign("second"));
        var seen = Profile("c-1", new Personalization.Domain.Events.CustomerEvent
        {
            Kind = Personalization.Domain.Events.EventKind.PromotionViewed,
            Name = "Promotion Viewed",
            At = Now.AddHours(-1),
            CampaignId = "first",
            Position = "hero",
        });

        Assert.Equal(DecisionReason.Capped, catalogue.Decide(Query(seen)).Reason);
    }

    private static Catalogue Grouped(params Campaign[] campaigns) =>
        (Source([.. campaigns.Select(campaign => campaign with { Group = "spring" })]) with
        {
            Placements = [Hero, new Placement { Key = "side" }],
        }).Sound();

    private static IEnumerable<string?> Decide(Catalogue catalogue, DecisionQuery query) =>
        Decider.Decide(catalogue, query, ["hero", "side"], () => "d").Decisions.Select(decision => decision.Campaign);
}
