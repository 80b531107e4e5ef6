using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

public sealed class BoundsTests
{
    [Fact, Trait("clause", "PRF-13")]
    public void A_typical_customer_takes_well_under_a_kilobyte()
    {
        var sizes = new List<int>();
        for (var seed = 0; seed < 100; seed++)
        {
            sizes.Add(ProfileCodec.Encode(Histories.Fold(Typical(new Random(seed)))).Length);
        }

        Assert.InRange(sizes.Average(), 300, 750);
    }

    [Fact, Trait("clause", "PRF-13")]
    public void A_hostile_customer_stays_below_the_cap_in_every_respect()
    {
        var profile = new Profile(Made.Customer);
        foreach (var stored in Hostile(100_000))
        {
            profile.Apply(CustomerEvent.Read(stored));
        }

        var bytes = ProfileCodec.Encode(profile);

        Assert.InRange(bytes.Length, 16 * 1024, Limits.MaxEncodedBytes * 5 / 8);
        Assert.Equal(100_000, profile.EventCount);
        Assert.Equal(Limits.Categories, profile.Categories.Count());
        Assert.Equal(Limits.Traits, profile.Traits.Count());
        Assert.Equal(Limits.RecentProducts, profile.RecentProducts.Count);
        Assert.Equal(Limits.Exposures, profile.Exposures.Count);
        Assert.Equal(bytes, ProfileCodec.Encode(ProfileCodec.Decode(Made.Customer, bytes)));
        AssertNear(10_000, profile, "distinct_products_viewed", 0.5);
        AssertNear(10_000, profile, "distinct_categories", 0.4);
    }

    [Fact, Trait("clause", "PRF-13")]
    public void Texts_longer_than_their_cap_are_cut_or_left_out()
    {
        var wide = new string('ü', 4000);
        var profile = Histories.Fold(
        [
            Made.Event("Product Viewed", properties: new { product_id = wide, category = "a" + wide }),
            Made.Event(wide),
            Made.Identify(new Dictionary<string, string> { [wide] = "x", ["note"] = "😀" + wide }),
        ]);

        Assert.Empty(profile.RecentProducts);
        Assert.Equal("a" + new string('ü', 19), Assert.Single(profile.Categories).Category);
        Assert.Equal(1, profile.CountOf(wide));
        Assert.Equal("😀" + new string('ü', 38), Assert.Single(profile.Traits).Value.Text);
        Assert.InRange(ProfileCodec.Encode(profile).Length, 1, 600);
    }

    [Fact, Trait("clause", "PRF-14")]
    public void The_first_and_the_last_instant_there_are_do_no_harm()
    {
        var profile = new Profile(Made.Customer);
        foreach (var at in new[] { DateTimeOffset.MaxValue, DateTimeOffset.MinValue, Made.Noon })
        {
            foreach (var stored in new Histories(8).Make(200))
            {
                profile.Apply(CustomerEvent.Read(stored with { At = at }));
            }
        }

        var back = ProfileCodec.Decode(Made.Customer, ProfileCodec.Encode(profile));

        Assert.Equal(DateTimeOffset.MinValue, back.FirstSeen);
        Assert.Equal(9999, back.LastSeen!.Value.Year);
        Assert.Equal(600, back.EventCount);
        foreach (var at in new[] { DateTimeOffset.MinValue, Made.Noon, DateTimeOffset.MaxValue })
        {
            var values = new double[FeatureCatalogue.NumericCount];
            FeatureCatalogue.Compute(back, at, values);
            Assert.DoesNotContain(values, double.IsInfinity);
        }
    }

    [Fact, Trait("clause", "PRF-15")]
    public void Days_out_of_the_window_live_on_in_the_lifetime_sums_only()
    {
        var order = new { total = 10, products = new[] { new { product_id = "p", quantity = 2 } } };
        var profile = Histories.Fold(
        [
            Made.Event("Order Completed", Made.Noon.AddDays(-400), order),
            Made.Event("Order Completed", Made.Noon.AddDays(-399), order),
            Made.Event("Order Completed", Made.Noon, order),
        ]);

        Assert.Equal((3L, 300_000L), (profile.OrderCount, profile.RevenueUnits));
        Assert.Equal(2, profile.OrderDays.Count);
        Assert.Equal(Made.Noon.AddDays(-400), profile.FirstOrder);
    }

    [Fact]
    public void Folding_a_typical_event_into_a_full_profile_allocates_nothing()
    {
        var events = new Histories(2).Make(3000).Where(stored => stored.Type == EventType.Track)
            .Select(stored => CustomerEvent.Read(stored)).ToList();
        var profile = new Profile(Made.Customer);
        events.ForEach(profile.Apply);

        var before = GC.GetAllocatedBytesForCurrentThread();
        events.ForEach(profile.Apply);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / events.Count, 0, 2);
    }

    private static void AssertNear(double expected, Profile profile, string feature, double relative)
    {
        var values = new double[FeatureCatalogue.NumericCount];
        FeatureCatalogue.Compute(profile, profile.LastSeen!.Value, values);
        var value = values[FeatureCatalogue.All.Single(definition => definition.Name == feature).Index];
        Assert.InRange(value, expected * (1 - relative), expected * (1 + relative));
    }

    private static IEnumerable<StoredEvent> Typical(Random random)
    {
        yield return Made.Identify(
            new { email = $"c{random.Next(1_000_000)}@example.com", firstName = "Anna", plan = "gold", country = "DE" },
            Made.Noon.AddDays(-100));
        for (var day = 0; day < 8; day++)
        {
            var at = Made.Noon.AddDays(random.Next(180)).AddMilliseconds(random.Next(36_000_000));
            for (var i = 0; i < 5; i++)
            {
                at = at.AddMilliseconds(random.Next(5_000, 200_000));
                yield return Visit(random, at, isOrder: i == 4 && day < 5);
            }
        }
    }

    private static StoredEvent Visit(Random random, DateTimeOffset at, bool isOrder)
    {
        var number = random.Next(12);
        var product = new { product_id = $"SKU-{number:0000}", category = $"Clothing/{number % 3}", price = 19.99 };
        return isOrder
            ? Made.Event("Order Completed", at, new { total = 39.98, discount = 2, products = new[] { product } })
            : random.Next(6) switch
            {
                0 => Made.Page(at),
                1 => Made.Event("Product List Viewed", at, new { product.category }),
                2 => Made.Event("Product Added", at, product),
                _ => Made.Event("Product Viewed", at, product),
            };
    }

    // 10,000 categories, products, trait names and event names over 400 days, each text as long as it may be and
    // longer.
    private static IEnumerable<StoredEvent> Hostile(int count)
    {
        var random = new Random(99);
        string[] kinds =
        [
            "Order Completed", "Order Refunded", "Order Cancelled", "Product Added", "Email Opened", "Product Clicked",
            "Promotion Viewed",
        ];
        var tail = new string('x', 60);
        for (var i = 0; i < count; i++)
        {
            var at = Made.Noon.AddSeconds(-random.Next(400 * 86_400));
            var n = i % 10_000;
            var product = new { product_id = $"{n:D40}", category = $"{n}-{tail}", price = 99_999.99, quantity = 9 };
            yield return (i % 5) switch
            {
                0 => Made.Event("Product Viewed", at, product with { product_id = $"{i / 5 % 10_000:D40}" }),
                1 => Made.Event($"{n}-{tail}", at),
                2 => Made.Identify(new Dictionary<string, string> { [$"{n:D40}"] = new string('x', 200) }, at),
                3 => Made.Event(kinds[random.Next(kinds.Length)], at, new
                {
                    total = 1e9,
                    discount = 1e9,
                    product.product_id,
                    product.category,
                    products = new[] { product },
                    promotion_id = $"{n:D64}",
                    position = $"{i:D64}",
                }),
                _ => Made.Event("Product Viewed", at, product),
            };
        }
    }
}
