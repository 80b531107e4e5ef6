using Personalization.Domain.Events;
using Personalization.Domain.Privacy;
using Personalization.Domain.Tests.Profiles;

namespace Personalization.Domain.Tests.Privacy;

public sealed class PermissionsTests
{
    [Theory, Trait("clause", "PRV-1")]
    [InlineData("""{}""", ConsentStatus.NeverAsked)]
    [InlineData("""{"context":{}}""", ConsentStatus.NeverAsked)]
    [InlineData("""{"context":{"consent":{}}}""", ConsentStatus.NeverAsked)]
    [InlineData("""{"context":{"consent":{"categoryPreferences":null}}}""", ConsentStatus.NeverAsked)]
    [InlineData("""{"context":{"consent":{"categoryPreferences":{}}}}""", ConsentStatus.Denied)]
    [InlineData("""{"context":{"consent":{"categoryPreferences":{"Analytics":true}}}}""", ConsentStatus.Granted)]
    [InlineData("""{"context":{"consent":{"categoryPreferences":{"ANALYTICS":false}}}}""", ConsentStatus.Denied)]
    [InlineData("""{"context":{"consent":{"categoryPreferences":{"Analytics":"yes"}}}}""", ConsentStatus.NeverAsked)]
    [InlineData("""{"context":{"consent":{"categoryPreferences":{"Advertising":false}}}}""", ConsentStatus.NeverAsked)]
    [InlineData("""{"context":{"consent":[1,{"categoryPreferences":{}}]}}""", ConsentStatus.NeverAsked)]
    [InlineData(
        """{"context":{"consent":{"other":{"analytics":false},"categoryPreferences":{"analytics":true}},"ip":"1"}}""",
        ConsentStatus.Granted)]
    public void Consent_is_read_from_the_context_of_any_event(string body, ConsentStatus expected)
    {
        var profile = Histories.Fold([Made.WithBody(body, "Product Viewed")]);

        Assert.Equal(expected, profile.Permissions.StatusOf("analytics"));
        Assert.Equal(expected, profile.Permissions.StatusOf("Analytics"));
    }

    [Fact, Trait("clause", "PRV-1")]
    public void The_word_with_the_newest_time_counts_in_whatever_order_words_arrive()
    {
        var granted = Consent("""{"analytics":true}""", Made.Noon.AddHours(1));
        var denied = Consent("""{"analytics":false}""", Made.Noon.AddHours(2));
        var grantedAtOnce = Consent("""{"analytics":true}""", Made.Noon.AddHours(2));

        var orders = new[]
        {
            [granted, denied, grantedAtOnce], [grantedAtOnce, denied, granted],
            new[] { denied, grantedAtOnce, granted },
        };
        foreach (var order in orders)
        {
            var profile = Histories.Fold(order);

            var consent = Assert.Single(profile.Permissions.Consents);
            Assert.Equal(new Consent("analytics", ConsentStatus.Denied, Made.Noon.AddHours(2)), consent);
        }
    }

    [Fact, Trait("clause", "PRV-1")]
    public void Nothing_allowed_ends_what_was_granted_before_and_not_what_is_granted_after()
    {
        var profile = Histories.Fold(
        [
            Consent("""{"analytics":true,"advertising":true}""", Made.Noon),
            Consent("""{}""", Made.Noon.AddHours(1)),
            Consent("""{"analytics":true}""", Made.Noon.AddHours(2)),
        ]);

        Assert.Equal(ConsentStatus.Granted, profile.Permissions.StatusOf("analytics"));
        Assert.Equal(ConsentStatus.Denied, profile.Permissions.StatusOf("advertising"));
        Assert.Equal(ConsentStatus.Denied, profile.Permissions.StatusOf("personalization"));
    }

    [Fact, Trait("clause", "PRV-1")]
    public void What_no_longer_fits_counts_as_denied()
    {
        var profile = Histories.Fold(
            Enumerable.Range(0, 500).Select(i => Consent($$"""{"category {{i}}":true}""", Made.Noon)));

        var held = profile.Permissions.Consents.Select(consent => consent.Category).ToHashSet();

        Assert.Equal(Permissions.Most, held.Count);
        for (var i = 0; i < 500; i++)
        {
            var expected = held.Contains($"category {i}") ? ConsentStatus.Granted : ConsentStatus.Denied;
            Assert.Equal(expected, profile.Permissions.StatusOf($"category {i}"));
        }

        Assert.True(profile.Permissions.HasOptedOut("email", null));
    }

    [Theory, Trait("clause", "PRV-5")]
    [InlineData("""[{"channel":"email","subscribed":false}]""", true, true, false)]
    [InlineData("""[{"topic":"Sale","subscribed":false}]""", false, true, true)]
    [InlineData("""[{"channel":"Email","topic":"sale","subscribed":false}]""", false, true, false)]
    [InlineData(
        """[{"channel":"email","subscribed":true},{"subscribed":false},{"channel":"a/b","subscribed":false},7]""",
        false, false, false)]
    public void Opt_outs_are_of_a_channel_a_topic_or_a_topic_on_a_channel(
        string subscriptions, bool email, bool saleByEmail, bool saleByPush)
    {
        var profile = Histories.Fold([Made.WithBody(
            $$$"""{"properties":{"subscriptions":{{{subscriptions}}}}}""", EventVocabulary.PreferencesChangedName)]);

        var permissions = profile.Permissions;

        Assert.Equal(
            (email, saleByEmail, saleByPush),
            (permissions.HasOptedOut("email", null), permissions.HasOptedOut("email", "SALE"),
                permissions.HasOptedOut("push", "sale")));
    }

    [Fact, Trait("clause", "PRV-5")]
    public void Unsubscribing_opts_out_of_email_until_the_customer_opts_in_again()
    {
        var left = Made.Event("Unsubscribed", Made.Noon, new { list_id = "news" });
        var back = Made.Event(
            EventVocabulary.PreferencesChangedName,
            Made.Noon.AddDays(1),
            new { subscriptions = new[] { new { channel = "email", subscribed = true } } });

        Assert.Equal(new OptOut("email", null, Made.Noon), Assert.Single(Histories.Fold([left]).Permissions.OptOuts));
        Assert.Empty(Histories.Fold([back, left]).Permissions.OptOuts);
    }

    [Fact, Trait("clause", "PRV-1")]
    public void A_change_of_consent_makes_nobody_active()
    {
        var profile = Histories.Fold(
            [Made.Event(EventVocabulary.ConsentChangedName), Made.Event(EventVocabulary.PreferencesChangedName)]);

        Assert.Null(profile.LastActive);
        Assert.Equal(1, profile.CountOf(EventKind.ConsentChanged));
    }

    private static StoredEvent Consent(string categories, DateTimeOffset at) =>
        Made.WithBody("""{"context":{"consent":{"categoryPreferences":""" + categories
            + "}}}", EventVocabulary.ConsentChangedName) with
        { At = at };
}
