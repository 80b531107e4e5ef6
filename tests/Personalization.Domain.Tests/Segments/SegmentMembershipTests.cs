using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Domain.Segments;
using static Personalization.Domain.Tests.Decisions.Happened;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Segments;

public sealed class SegmentMembershipTests
{
    private static readonly Catalogue Catalogue = (Source() with
    {
        Segments =
        [
            new Segment { Key = "buyers", Condition = "orders(days(30)) > 0", TrackMembership = true },
            Segment("silent", "true"),
        ],
    }).Sound();

    [Fact, Trait("clause", "SEG-3")]
    public void Coming_and_leaving_are_changes_once_each()
    {
        var profile = Profile("fay", Event("Email Opened", 40));

        Assert.Empty(Changes(profile));
        profile.Apply(Order(29));
        Assert.Equal([new MembershipChange("buyers", Entered: true)], Changes(profile));
        profile.Apply(Transition("Segment Entered", 29));
        Assert.Empty(Changes(profile));
        Assert.Equal([new MembershipChange("buyers", Entered: false)], Changes(profile, Now.AddDays(2)));
        profile.Apply(Transition("Segment Exited", -2));
        Assert.Empty(Changes(profile, Now.AddDays(2)));
        Assert.Empty(Changes(ProfileCodec.Decode(profile.Customer, ProfileCodec.Encode(profile)), Now.AddDays(2)));
    }

    [Fact, Trait("clause", "SEG-3")]
    public void Of_two_transitions_at_once_the_one_that_happened_more_often_counts()
    {
        var profile = Profile(
            "gus", Order(5), Transition("Segment Entered", 1), Transition("Segment Exited", 1),
            Transition("Segment Entered", 1));

        Assert.Empty(Changes(profile));
    }

    [Fact, Trait("clause", "SEG-3")]
    public void Who_came_and_left_as_often_at_once_is_out()
    {
        var profile = Profile("gil", Order(5), Transition("Segment Entered", 1), Transition("Segment Exited", 1));

        Assert.Equal([new MembershipChange("buyers", Entered: true)], Changes(profile));
    }

    [Fact, Trait("clause", "SEG-3")]
    public void Who_has_no_room_left_is_not_tracked()
    {
        CustomerEvent[] others = [.. Enumerable.Range(0, 500).Select(i => Event($"Other {i}", 3))];
        var profile = Profile("hal", [Order(5), .. others]);

        Assert.Empty(Changes(profile));
    }

    [Fact, Trait("clause", "SEG-3")]
    public void The_transitions_make_nobody_active_and_can_be_counted_by_segment()
    {
        var profile = Profile("ida", Order(5), Transition("Segment Entered", 1));
        var condition = Personalization.Conditions.Condition.Compile(
            "count('Segment Entered', days(7), 'buyers') == 1 && count('Segment Exited', days(7)) == 0",
            CustomerVocabulary.Environment);
        using var subject = new DecisionSubject(Catalogue, Query(profile));

        Assert.Equal(Now.AddDays(-5), profile.LastActive);
        Assert.True(condition.Condition!.Matches(subject));
    }

    [Fact, Trait("clause", "SEG-3")]
    public void Without_consent_nobody_comes_or_leaves()
    {
        var asked = Catalogue.Build(new CatalogueSource { Segments = [Tracked("buyers")], AllowsUnasked = false })
            .Catalogue;

        Assert.Empty(SegmentMembership.Changes(asked, Query(Profile("jo", Order(5)))));
    }

    [Theory, Trait("clause", "SEG-3")]
    [InlineData(23, 0)]
    [InlineData(24, 1)]
    public void A_tracked_segments_key_is_short(int length, int errors) =>
        Assert.Equal(
            errors, Tracked(new string('k', length)).Validate().Count(error => error.Field == "trackMembership"));

    private static Segment Tracked(string key) =>
        new() { Key = key, Condition = "orders(days(30)) > 0", TrackMembership = true };

    private static IReadOnlyList<MembershipChange> Changes(Profile profile, DateTimeOffset? now = null) =>
        SegmentMembership.Changes(Catalogue, Query(profile) with { Now = now ?? Now });

    private static CustomerEvent Transition(string name, double daysAgo) => Event(name, daysAgo, "buyers");
}
