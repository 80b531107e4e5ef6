using System.Text.Json;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class ConsentTests
{
    private static readonly Placement Greeting = Hero with
    {
        Template = "Hello {{customer.traits.name}}{{#if customer.known}} again{{/if}}, {{segments.length}}",
    };

    [Fact, Trait("clause", "PRV-3")]
    public void Without_consent_the_default_content_is_shown_and_nothing_of_the_profile_is_used()
    {
        var catalogue = (Source(Campaign("c", "traits.name == 'Ann'")) with
        {
            Placements = [Greeting],
            Segments = [Segment("ann", "traits.name == 'Ann'")],
            Models = [Models.Learn("purchase", trees: 5)],
        }).Sound();

        var denied = Decider.Decide(catalogue, Query(Ann("personalization", granted: false)), ["hero"], () => "d");
        var granted = Decider.Decide(catalogue, Query(Ann("personalization", granted: true)), ["hero"], () => "d");

        var decision = Assert.Single(denied.Decisions);
        Assert.Equal(
            (DecisionReason.NoConsent, null, "Hello , 0"), (decision.Reason, decision.Campaign, decision.Html));
        Assert.Null(decision.Tracking);
        Assert.False(denied.Customer.Known);
        Assert.Empty(denied.Customer.Segments);
        Assert.Empty(denied.Customer.Scores);
        Assert.False(denied.MayPersonalize);
        Assert.Equal("c", Assert.Single(granted.Decisions).Campaign);
        Assert.Equal("ann", Assert.Single(granted.Customer.Segments));
        Assert.Single(granted.Customer.Scores);
    }

    [Fact, Trait("clause", "PRV-3")]
    public void An_audience_is_not_even_evaluated_without_consent()
    {
        var catalogue = Source(Campaign("c", "features.recency_days > 1.0")).Sound();
        var query = Query(Ann("personalization", granted: false)) with
        {
            Explain = true,
            Features = new DecisionBudgetTests.Untouchable(),
        };

        var decision = catalogue.Decide(query);

        var explained = Assert.Single(decision.Explain!);
        Assert.Equal(
            (CandidateOutcome.NoConsent, null, null), (explained.Outcome, explained.Audience, explained.Variant));
        Assert.Equal(DecisionReason.NoConsent, decision.Reason);
    }

    [Fact, Trait("clause", "PRV-3")]
    public void A_campaign_names_the_categories_it_needs()
    {
        var advertising = Campaign("ads", priority: 3) with { Consent = ["Personalization", "Advertising"] };
        var transactional = Campaign("order-state", priority: 1) with { Consent = [] };
        var usual = Campaign("usual", priority: 2);
        var catalogue = Source(advertising, usual, transactional).Sound();

        Assert.Equal("ads", catalogue.Decide(Query(Profile())).Campaign);
        Assert.Equal("usual", catalogue.Decide(Query(Ann("advertising", granted: false))).Campaign);
        Assert.Equal("order-state", catalogue.Decide(Query(Ann("personalization", granted: false))).Campaign);
        Assert.Equal("ads", catalogue.Decide(Query(Ann("analytics", granted: false))).Campaign);
    }

    [Fact, Trait("clause", "PRV-2")]
    public void Who_was_never_asked_is_allowed_or_not_by_the_catalogues_setting()
    {
        var optOut = Source(Campaign("c")).Sound();
        var optIn = (Source(Campaign("c")) with { AllowsUnasked = false }).Sound();

        Assert.Equal("c", optOut.Decide(Query(Profile())).Campaign);
        Assert.Equal(DecisionReason.NoConsent, optIn.Decide(Query(Profile())).Reason);
        Assert.Equal("c", optIn.Decide(Query(Ann("personalization", granted: true))).Campaign);
    }

    [Fact, Trait("clause", "PRV-6")]
    public void Who_opted_out_of_a_channel_or_topic_is_shown_the_default_there_only()
    {
        var source = Source(
            Campaign("sale", priority: 2) with { Placements = ["mail", "hero"], Topics = ["Sale"] },
            Campaign("news", priority: 1) with { Placements = ["mail", "hero"] });
        var catalogue =
            (source with { Placements = [Hero, new Placement { Key = "mail", Channel = "Email" }] }).Sound();

        var noSale = Query(OptedOut(null, "sale"));
        var noSaleByMail = Query(OptedOut("email", "sale"));
        var noMail = Query(OptedOut("email", null)) with { Explain = true };

        Assert.Equal(("news", "news"), Both(noSale));
        Assert.Equal(("sale", "news"), Both(noSaleByMail));
        Assert.Equal(("sale", null), Both(noMail));
        var mail = catalogue.Decide(noMail, "mail");
        Assert.Equal(DecisionReason.NoConsent, mail.Reason);
        Assert.All(mail.Explain!, explained => Assert.Equal(CandidateOutcome.OptedOut, explained.Outcome));

        (string?, string?) Both(DecisionQuery query) =>
            (catalogue.Decide(query).Campaign, catalogue.Decide(query, "mail").Campaign);
    }

    [Fact, Trait("clause", "DEC-10")]
    public void A_category_channel_or_topic_that_cannot_be_kept_is_refused()
    {
        var campaign = Campaign("c") with { Consent = ["ok", ""], Topics = ["a/b"] };
        var placement = Hero with { Channel = new string('x', 41) };

        Assert.Equal(["consent[1]", "topics[0]"], campaign.Validate().Select(error => error.Field));
        Assert.Equal(["channel"], placement.Validate().Select(error => error.Field));
    }

    private static Profile Ann(string category, bool granted) =>
        Profile("c-1", Identify(("name", TraitValue.Of("Ann"))), Said(
        JsonSerializer.Serialize(new
        {
            context =
                new { consent = new { categoryPreferences = new Dictionary<string, bool> { [category] = granted } } },
        }),
        EventVocabulary.ConsentChangedName));

    private static Profile OptedOut(string? channel, string? topic) => Profile("c-1", Said(
        JsonSerializer.Serialize(
            new { properties = new { subscriptions = new[] { new { channel, topic, subscribed = false } } } }),
        EventVocabulary.PreferencesChangedName));

    private static CustomerEvent Said(string body, string name) => CustomerEvent.Read(new NewEvent(
        CustomerKey.Known("c-1"), null, "m", EventType.Track, name, Now.AddHours(-1), Now,
        System.Text.Encoding.UTF8.GetBytes(body)));
}
