using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Tests.Profiles;

public sealed class AssignmentTests
{
    private static readonly CustomerKey Visitor = CustomerKey.Anonymous("a-1");

    [Fact, Trait("clause", "PRF-18")]
    public void A_customer_who_joined_no_visitor_is_assigned_by_their_own_id()
    {
        Assert.Equal("c-1", new Profile(Made.Customer).AssignmentId);
        Assert.Equal("c-1", Histories.Fold([Made.Page(), Made.Event("Order Completed")]).AssignmentId);
        Assert.Equal("a-1", Histories.Fold([By(Made.Page(), Visitor)], Visitor).AssignmentId);
    }

    [Fact, Trait("clause", "PRF-18")]
    public void A_customer_first_seen_as_a_visitor_is_assigned_by_the_visitors_id_for_good()
    {
        var browsed = Histories.Fold(
            [By(Made.Page(), Visitor), Joining(1), Made.Page(Made.Noon.AddHours(2))]);
        var unseen = Histories.Fold([Joining(0), Made.Page()]);
        var second = Histories.Fold([By(Made.Page(), Visitor), Joining(1), Joining(2, CustomerKey.Anonymous("a-0"))]);

        Assert.Equal(("a-1", "a-1", "a-1"), (browsed.AssignmentId, unseen.AssignmentId, second.AssignmentId));
    }

    [Fact, Trait("clause", "PRF-18")]
    public void Who_browsed_as_a_customer_before_keeps_their_own_id_and_imported_facts_are_not_browsing()
    {
        var returning = Histories.Fold([Made.Page(Made.Noon.AddDays(-9)), By(Made.Page(), Visitor), Joining(1)]);
        var imported = Histories.Fold(
        [
            Made.Identify(new { tier = "gold" }, Made.Noon.AddDays(-9)),
            Made.Event("Order Completed", Made.Noon.AddDays(-8)),
            Made.Event("Email Delivered", Made.Noon.AddDays(-7)),
            By(Made.Page(), Visitor),
            Joining(1),
        ]);

        Assert.Equal(("c-1", "a-1"), (returning.AssignmentId, imported.AssignmentId));
    }

    [Fact, Trait("clause", "PRF-18"), Trait("clause", "PRF-7")]
    public void The_order_of_events_merging_and_storing_do_not_change_it()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            StoredEvent[] events = [.. Enumerable.Range(0, 6).Select(_ => random.Next(4) switch
            {
                0 => Joining(random.Next(4), CustomerKey.Anonymous($"a-{random.Next(3)}")),
                1 => By(Made.Page(Made.Noon.AddHours(random.Next(4))), CustomerKey.Anonymous($"a-{random.Next(3)}")),
                2 => Made.Event("Order Completed", Made.Noon.AddHours(random.Next(4))),
                _ => Made.Page(Made.Noon.AddHours(random.Next(4))),
            })];
            var expected = Histories.Fold(events).AssignmentId;

            random.Shuffle(events);
            var merged = Profile.Merge(Histories.Fold(events[..3]), Histories.Fold(events[3..], Visitor));

            Assert.Equal(expected, Histories.Fold(events).AssignmentId);
            Assert.Equal(expected, merged.AssignmentId);
            Assert.Equal(expected, ProfileCodec.Decode(merged.Customer, ProfileCodec.Encode(merged)).AssignmentId);
        }
    }

    private static StoredEvent By(StoredEvent stored, CustomerKey stream) => stored with { Customer = stream };

    private static StoredEvent Joining(int hours, CustomerKey? visitor = null) =>
        Made.Identify(new { }, Made.Noon.AddHours(hours)) with { Joined = visitor ?? Visitor };
}
