using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Experiments;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class VariantChoiceTests
{
    [Theory, Trait("clause", "CAM-3")]
    [InlineData("gold", "mobile", "gold-mobile")]
    [InlineData("gold", "desktop", "gold")]
    [InlineData("silver", "mobile", "silver")]
    [InlineData(null, "mobile", "rest")]
    public void First_match_takes_the_first_variant_whose_condition_holds(string? tier, string device, string variant)
    {
        var catalogue = Source(Campaign("c", variants:
        [
            new Variant { Key = "gold-mobile", Condition = "traits.tier == 'gold' && context.device == 'mobile'" },
            new Variant { Key = "gold", Condition = "traits.tier == 'gold'" },
            new Variant { Key = "silver", Condition = "traits.tier == 'silver'" },
            new Variant { Key = "rest" },
        ]) with
        { Choice = VariantChoice.FirstMatch }).Sound();
        var profile = tier is null ? Profile() : Profile("c-1", Identify(("tier", TraitValue.Of(tier))));

        var decision = catalogue.Decide(Query(profile, $$"""{"device":"{{device}}"}"""));

        Assert.Equal(variant, decision.Variant);
    }

    [Fact, Trait("clause", "CAM-3")]
    public void A_campaign_none_of_whose_variants_is_for_the_customer_is_passed_over()
    {
        var catalogue = Source(
            Campaign("c", priority: 1, variants: [new Variant { Key = "a", Condition = "traits.tier == 'gold'" }])
                with
            { Choice = VariantChoice.FirstMatch },
            Campaign("d")).Sound();

        var decision = catalogue.Decide(Query(Profile()) with { Explain = true });

        Assert.Equal("d", decision.Campaign);
        Assert.Equal(CandidateOutcome.NoVariant, decision.Explain![0].Outcome);
        Assert.False(Assert.Single(decision.Explain[0].Variants!).Condition!.Holds);
    }

    [Theory, Trait("clause", "CAM-4")]
    [InlineData(3, 1, "shoes")]
    [InlineData(1, 3, "hats")]
    [InlineData(2, 2, "shoes")]
    [InlineData(0, 0, "rest")]
    public void Ranked_takes_the_variant_whose_rank_gives_the_most(int shoes, int hats, string variant)
    {
        var catalogue = Source(Campaign("c", variants:
        [
            new Variant { Key = "unknown", Rank = "traits.score * 10.0" },
            new Variant { Key = "shoes", Rank = "affinity('shoes')" },
            new Variant { Key = "hats", Rank = "affinity('hats')" },
            new Variant { Key = "rest", Rank = "0.5" },
            new Variant { Key = "never", Rank = "100", Condition = "false" },
        ]) with
        { Choice = VariantChoice.Ranked }).Sound();
        var views = Enumerable.Repeat("shoes", shoes).Concat(Enumerable.Repeat("hats", hats));

        var decision = catalogue.Decide(
            Query(Profile("c-1", [.. views.Select(Viewed)])) with { Explain = true });

        Assert.Equal(variant, decision.Variant);
        Assert.False(decision.IsSplit);
        var ranks = decision.Explain![0].Variants!;
        Assert.Null(ranks[0].Rank);
        Assert.Equal((0.5, 100.0), (ranks[3].Rank, ranks[4].Rank));
    }

    [Theory, Trait("clause", "CAM-4")]
    [InlineData(VariantChoice.Weighted)]
    [InlineData(VariantChoice.FirstMatch)]
    [InlineData(VariantChoice.Ranked)]
    public void A_coverage_takes_in_the_places_below_it_and_not_its_own(VariantChoice choice)
    {
        var place = Bucketing.Place("c", "c-1");
        var upTo = Campaign("c") with { Choice = choice, Coverage = place };
        var beyond = upTo with { Coverage = place + 0.0001 };

        Assert.Null(Source(upTo).Sound().Decide(Query(Profile())).Campaign);
        Assert.Equal("c", Source(beyond).Sound().Decide(Query(Profile())).Campaign);
    }

    [Fact, Trait("clause", "CAM-4")]
    public void Coverage_holds_for_every_choice()
    {
        var campaign = Campaign("c") with { Choice = VariantChoice.FirstMatch };
        var (half, most) = (
            Source(campaign with { Coverage = 0.5 }).Sound(), Source(campaign with { Coverage = 0.8 }).Sound());
        var (inHalf, inMost) = (0, 0);
        for (var i = 0; i < 5_000; i++)
        {
            var isInHalf = half.Decide(Query(Profile($"c-{i}"))).Campaign is not null;
            var isInMost = most.Decide(Query(Profile($"c-{i}"))).Campaign is not null;
            (inHalf, inMost) = (inHalf + (isInHalf ? 1 : 0), inMost + (isInMost ? 1 : 0));
            Assert.True(isInMost || !isInHalf);
        }

        Assert.InRange(inHalf / 5_000.0, 0.48, 0.52);
        Assert.InRange(inMost / 5_000.0, 0.78, 0.82);
    }

    [Theory, Trait("clause", "CAM-4")]
    [InlineData(VariantChoice.Weighted, "true", null, "variants[0].condition")]
    [InlineData(VariantChoice.FirstMatch, null, "1.0", "variants[0].rank")]
    [InlineData(VariantChoice.Ranked, "nonsense", null, "variants[0].condition")]
    [InlineData(VariantChoice.Ranked, null, "'text'", "variants[0].rank")]
    public void A_condition_or_rank_that_would_not_count_is_refused(
        VariantChoice choice, string? condition, string? rank, string field)
    {
        var campaign = Campaign("c", variants: [new Variant { Key = "a", Condition = condition, Rank = rank }]);

        var errors = (campaign with { Choice = choice }).Validate();

        Assert.Equal([field], errors.Select(error => error.Field));
    }

    [Fact, Trait("clause", "CAM-5")]
    public void A_scheduled_campaign_becomes_active_by_its_start_and_needs_one()
    {
        var campaign = Campaign("c") with { Status = CampaignStatus.Scheduled };
        var catalogue = Source(campaign with { Schedule = new Schedule { From = Now } }).Sound();

        Assert.Null(catalogue.Decide(Query() with { Now = Now.AddSeconds(-1) }).Campaign);
        Assert.Equal("c", catalogue.Decide().Campaign);
        Assert.Equal(["schedule.from"], campaign.Validate().Select(error => error.Field));
    }

    private static CustomerEvent Viewed(string category) => new()
    {
        Kind = EventKind.ProductViewed,
        Name = "Product Viewed",
        At = Now.AddMinutes(-1),
        Products = [new ProductLine { ProductId = "p", Category = category }],
    };
}
