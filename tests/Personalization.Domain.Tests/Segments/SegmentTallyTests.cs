using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Domain.Segments;
using static Personalization.Domain.Tests.Decisions.Happened;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Segments;

public sealed class SegmentTallyTests
{
    private static readonly Catalogue Catalogue = (Source() with
    {
        Segments = [Segment("buyers", "orders(days(30)) > 0"), Segment("even", "in_segment('buyers') && traits.even")],
    }).Sound();

    [Fact, Trait("clause", "SEG-1")]
    public void Counts_every_segment_in_one_pass_and_samples_the_same_members_whatever_the_order()
    {
        var profiles = Enumerable.Range(0, 300).Select(Customer).ToArray();
        var (forth, back) = (SegmentTally.Of(Catalogue), SegmentTally.Of(Catalogue));

        Array.ForEach(profiles, profile => forth.Add(profile, Now));
        Array.ForEach([.. profiles.Reverse()], profile => back.Add(profile, Now));

        Assert.Equal(300, forth.Seen);
        Assert.Equal((200, 150), (forth.Count(0).Members, forth.Count(0).Known));
        Assert.Equal((100, 50), (forth.Count(1).Members, forth.Count(1).Known));
        Assert.Equal(SegmentTally.MostSampled, forth.Count(0).Sample.Count);
        Assert.Equal(forth.Count(0).Sample, back.Count(0).Sample);
        Assert.All(forth.Count(1).Sample, key => Assert.Equal(0, int.Parse(key.Id) % 2));
    }

    [Fact, Trait("clause", "SEG-2")]
    public void Counts_a_condition_that_is_no_segment_and_may_name_those_there_are()
    {
        var tally = SegmentTally.Of(Catalogue, models: null, "in_segment('buyers') && !traits.even", out var none);
        var broken = SegmentTally.Of(
            Catalogue, models: null, "in_segment('no-such') && order(days(3)) > 1", out var errors);
        Assert.Null(SegmentTally.Of(Catalogue, models: null, " ", out var empty));

        Array.ForEach([.. Enumerable.Range(0, 30).Select(Customer)], profile => tally!.Add(profile, Now));

        Assert.Empty(none);
        Assert.Equal(10, tally!.Count(0).Members);
        Assert.Null(broken);
        Assert.Contains(errors, error => error.Nearest == "orders" && error is { Line: 1, Column: > 1 });
        Assert.Equal("condition", Assert.Single(empty).Field);
    }

    // Two of three bought something; every second is even; every fourth is a visitor.
    private static Profile Customer(int number)
    {
        var id = $"{number}";
        var profile = new Profile(number % 4 == 0 ? CustomerKey.Anonymous(id) : CustomerKey.Known(id));
        profile.Apply(Identify(("even", TraitValue.Of(number % 2 == 0))));
        if (number % 3 != 0)
        {
            profile.Apply(Order(3));
        }

        return profile;
    }
}
