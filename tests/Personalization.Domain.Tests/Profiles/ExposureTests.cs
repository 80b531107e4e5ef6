using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

public sealed class ExposureTests
{
    [Fact, Trait("clause", "PRF-17")]
    public void Impressions_and_clicks_are_kept_with_their_campaign_and_placement()
    {
        var profile = Histories.Fold(
        [
            Seen("spring", "home-hero", Made.Noon),
            Seen("spring", null, Made.Noon.AddSeconds(1)),
            Made.Event(
                "Promotion Clicked", Made.Noon.AddSeconds(2), new { promotion_id = "spring", position = "home-hero" }),
            Made.Event("Promotion Viewed", Made.Noon.AddSeconds(3)),
            Seen(new string('k', 500), "cart", Made.Noon.AddSeconds(4)),
        ]);

        Assert.Equal(
            [
                Of("spring", "home-hero", 0, false),
                Of("spring", null, 1, false),
                Of("spring", "home-hero", 2, true),
                Of(new string('k', 500), "cart", 4, false),
            ],
            Kept(profile));
        Assert.Equal(Kept(profile), Kept(ProfileCodec.Decode(profile.Customer, ProfileCodec.Encode(profile))));
    }

    [Fact, Trait("clause", "PRF-17")]
    public void The_newest_20_of_a_campaign_in_a_placement_are_kept_and_256_of_all()
    {
        var ofOne = Histories.Fold(Enumerable.Range(0, 30).Select(i => Seen("a", "x", Made.Noon.AddMinutes(i))));
        var mixed = Histories.Fold(
            Enumerable.Range(0, 700).Select(i => Seen($"c{i % 50}", "x", Made.Noon.AddMinutes(i))));

        Assert.Equal(Enumerable.Range(10, 20).Select(i => Made.Noon.AddMinutes(i)), Kept(ofOne).Select(At));
        Assert.Equal(Enumerable.Range(444, 256).Select(i => Made.Noon.AddMinutes(i)), Kept(mixed).Select(At));
    }

    [Fact, Trait("clause", "PRF-17")]
    public void What_is_90_days_older_than_the_newest_is_dropped_whenever_it_arrives()
    {
        var late = Histories.Fold([Seen("b", "x", Made.Noon), Seen("a", "x", Made.Noon.AddDays(-90))]);
        var punctual = Histories.Fold([Seen("a", "x", Made.Noon.AddDays(-90)), Seen("b", "x", Made.Noon)]);
        var younger = Histories.Fold([Seen("a", "x", Made.Noon.AddDays(-90).AddSeconds(1)), Seen("b", "x", Made.Noon)]);

        Assert.Equal([Exposure.HashOf("b")], Kept(late).Select(exposure => exposure.Campaign));
        Assert.Equal([Exposure.HashOf("b")], Kept(punctual).Select(exposure => exposure.Campaign));
        Assert.Equal(
            [Exposure.HashOf("a"), Exposure.HashOf("b")], Kept(younger).Select(exposure => exposure.Campaign));
    }

    [Theory, Trait("clause", "PRF-1"), Trait("clause", "PRF-2")]
    [InlineData(2, 1, 2)]
    [InlineData(30, 3, 20)]
    [InlineData(8, 3, 400)]
    [InlineData(90, 3, 85)]
    public void What_is_kept_depends_neither_on_the_order_of_events_nor_on_where_they_were_counted(
        int campaigns, int placements, int days)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var events = Enumerable.Range(0, 20 + random.Next(800)).Select(_ => Made.Event(
                random.Next(4) == 0 ? "Promotion Clicked" : "Promotion Viewed",
                Made.Noon.AddMinutes(-random.Next(days * 24) * 60),
                new { promotion_id = $"c{random.Next(campaigns)}", position = $"p{random.Next(placements)}" }))
            .ToArray();
            var straight = Histories.Fold(events);

            random.Shuffle(events);
            var cut = random.Next(events.Length);

            Assert.Equal(Kept(straight), Kept(Histories.Fold(events)));
            Assert.Equal(
                Kept(straight), Kept(Profile.Merge(Histories.Fold(events[..cut]), Histories.Fold(events[cut..]))));
        }
    }

    private static Personalization.Domain.Events.StoredEvent Seen(
        string campaign, string? placement, DateTimeOffset at) =>
        Made.Event("Promotion Viewed", at, new { promotion_id = campaign, position = placement });

    private static Exposure Of(string campaign, string? placement, int seconds, bool isClick) => new(
        Instants.ToMilliseconds(Made.Noon.AddSeconds(seconds)),
        isClick,
        Exposure.HashOf(campaign),
        Exposure.HashOf(placement));

    private static List<Exposure> Kept(Profile profile) =>
        [.. Enumerable.Range(0, profile.Exposures.Count).Select(i => profile.Exposures[i])];

    private static DateTimeOffset At(Exposure exposure) => Instants.FromMilliseconds(exposure.At);
}
