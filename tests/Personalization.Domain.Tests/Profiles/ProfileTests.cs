using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

public sealed class ProfileTests
{
    [Theory, Trait("clause", "PRF-1")]
    [InlineData(30, 20, 200)]
    [InlineData(1500, 20, 500)]
    [InlineData(3000, 600, 500)]
    [InlineData(2000, 20, 3)]
    public void Events_in_any_order_leave_the_same_profile(int count, int variety, int days)
    {
        for (var seed = 0; seed < 30_000 / count; seed++)
        {
            var histories = new Histories(seed) { Variety = variety, Days = days };
            var events = histories.Make(count);

            var straight = Histories.Fold(events);
            var shuffled = Histories.Fold(histories.Shuffled(events));

            SameProfile.Assert(straight, shuffled);
        }
    }

    [Theory, Trait("clause", "PRF-2")]
    [InlineData(30, 20, 200)]
    [InlineData(1500, 20, 500)]
    [InlineData(3000, 600, 500)]
    [InlineData(2000, 20, 3)]
    public void Merging_two_profiles_equals_folding_both_lists(int count, int variety, int days)
    {
        for (var seed = 0; seed < 30_000 / count; seed++)
        {
            var histories = new Histories(seed) { Variety = variety, Days = days };
            var events = histories.Make(count);
            var cut = histories.Next(count);
            var mixed = histories.Shuffled(events);

            var inTwo = Profile.Merge(Histories.Fold(mixed.Take(cut)), Histories.Fold(mixed.Skip(cut)));
            var otherWayRound = Profile.Merge(Histories.Fold(mixed.Skip(cut)), Histories.Fold(mixed.Take(cut)));

            SameProfile.Assert(Histories.Fold(events), inTwo);
            SameProfile.Assert(inTwo, otherWayRound);
        }
    }

    [Fact, Trait("clause", "PRF-2")]
    public void A_merged_profile_keeps_the_first_ones_name_and_version()
    {
        var visitor = new Profile(CustomerKey.Anonymous("a-1"));
        visitor.Fold([Made.Event("Product Viewed", version: 9) with { Customer = visitor.Customer }], 9);
        var customer = new Profile(Made.Customer);
        customer.Advance(4);

        var merged = Profile.Merge(customer, visitor);

        Assert.Equal((Made.Customer, 4L, 1L), (merged.Customer, merged.Version, merged.EventCount));
        Assert.Equal(9, visitor.Version);
    }

    [Fact, Trait("clause", "PRF-3")]
    public void A_profile_stored_and_read_after_every_event_equals_one_rebuilt_from_all()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var events = new Histories(seed) { Variety = 100 }.Make(400);

            var incremental = new Profile(Made.Customer);
            foreach (var stored in events)
            {
                incremental.Fold([stored], stored.Version);
                incremental = ProfileCodec.Decode(Made.Customer, ProfileCodec.Encode(incremental));
            }

            var rebuilt = new Profile(Made.Customer);
            rebuilt.Fold(events, events.Count);
            Assert.Equal(ProfileCodec.Encode(rebuilt), ProfileCodec.Encode(incremental));
        }
    }

    [Fact, Trait("clause", "PRF-4")]
    public void Folding_a_page_again_changes_nothing()
    {
        var random = new Random(11);
        for (var seed = 0; seed < 50; seed++)
        {
            var events = new Histories(seed).Make(60);
            var whole = new Profile(Made.Customer);
            whole.Fold(events, 60);

            var paged = new Profile(Made.Customer);
            for (var page = 0; page < 60; page += 10)
            {
                var from = random.Next(page + 1);
                paged.Fold(events.Skip(from).Take(page + 10 - from).ToList(), page + 10);
            }

            Assert.Equal(ProfileCodec.Encode(whole), ProfileCodec.Encode(paged));
        }
    }

    [Fact, Trait("clause", "PRF-4")]
    public void A_joined_streams_events_are_folded_once_with_the_event_that_joined_it()
    {
        var laptop = CustomerKey.Anonymous("laptop");
        var phone = CustomerKey.Anonymous("phone");
        StoredEvent[] history =
        [
            Made.Event("Product Viewed", version: 1),
            Made.Event("Product Viewed", version: 1) with { Customer = phone },
            Made.Event("Product Viewed", version: 1) with { Customer = laptop },
            Made.Event("Product Viewed", version: 2) with { Customer = laptop, Joined = phone },
            Made.Identify(new { }, version: 2) with { Joined = laptop },
            Made.Event("Product Viewed", version: 3),
        ];
        var profile = new Profile(Made.Customer);
        profile.Fold(history.Take(1), 1);

        profile.Fold(history.Take(5), 2);
        profile.Fold(history, 3);
        profile.Fold(history.Reverse().ToList(), 3);

        Assert.Equal((6L, 3L), (profile.EventCount, profile.Version));
        Assert.Equal(5, profile.CountOf(EventKind.ProductViewed));
    }

    [Fact, Trait("clause", "PRF-5")]
    public void The_last_word_on_a_trait_counts_whenever_it_arrives()
    {
        var profile = Histories.Fold(
        [
            Made.Identify(new { plan = "gold", city = "Ulm", vip = true }, Made.Noon),
            Made.Identify(new { plan = "free", city = (string?)null, vip = false }, Made.Noon.AddDays(-1)),
            Made.Identify(new { city = (string?)null, age = 41.5 }, Made.Noon.AddDays(1)),
        ]);

        Assert.True(profile.TryGetTrait("plan", out var plan) && plan == TraitValue.Of("gold"));
        Assert.True(profile.TryGetTrait("vip", out var vip) && vip.Flag);
        Assert.True(profile.TryGetTrait("age", out var age) && age.Number == 41.5);
        Assert.False(profile.TryGetTrait("city", out _));
        Assert.Equal(["age", "plan", "vip"], profile.Traits.Select(trait => trait.Key).Order());
    }

    [Fact, Trait("clause", "PRF-6")]
    public void Other_events_are_counted_by_name()
    {
        var profile = Histories.Fold(
            [Made.Event("Video Played"), Made.Event("Video Played"), Made.Event("Product Viewed"), Made.Page()]);

        Assert.Equal(2, profile.CountOf("Video Played"));
        Assert.Equal(1, profile.CountOf("Product Viewed"));
        Assert.Equal(1, profile.CountOf("Page Viewed"));
        Assert.Equal(0, profile.CountOf("Never"));
        Assert.Equal(4, profile.EventCount);
    }
}
