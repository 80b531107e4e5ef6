using Personalization.Domain.Events;
using Personalization.Storage.Events;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Events;

public abstract partial class EventLogContract
{
    [StoreFact, Trait("clause", "LOG-10")]
    public async Task The_pages_of_a_history_are_the_history_whatever_was_joined_to_it()
    {
        var random = new Random(5);
        var customers = Enumerable.Range(0, 4).Select(_ => NewCustomer()).ToArray();
        var visitors = Enumerable.Range(0, 16).Select(_ => NewVisitor()).ToArray();
        for (var batch = 0; batch < 12; batch++)
        {
            await AppendAsync(Enumerable.Range(0, 20).Select(_ => random.Next(9) switch
            {
                0 => Event(customers[random.Next(4)], joins: visitors[random.Next(16)]),
                1 => Event(visitors[random.Next(16)], joins: visitors[random.Next(16)]),
                < 6 => Event(visitors[random.Next(16)]),
                _ => Event(customers[random.Next(4)]),
            }).ToArray());
        }

        foreach (var key in customers.Concat(visitors))
        {
            var whole = await ReadAsync(key);
            foreach (var limit in (int[])[1, 3, 7, 1_000])
            {
                var pages = await PagesAsync(key, limit);

                Assert.Equal(whole.Events.Select(e => e.MessageId), pages.Select(e => e.MessageId));
            }
        }
    }

    [StoreFact, Trait("clause", "LOG-10")]
    public async Task A_page_says_whose_it_is_how_many_there_are_and_how_many_come_before()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(
            Event(visitor, messageId: "v1"), Event(visitor, messageId: "v2"), Event(customer, messageId: "c1"),
            Event(customer, messageId: "c2", joins: visitor), Event(customer, messageId: "c3"));

        var newest = await Log.ReadCustomerPageAsync(visitor, before: null, limit: 3, CancellationToken.None);
        var oldest = await Log.ReadCustomerPageAsync(customer, newest.Start, limit: 3, CancellationToken.None);
        var beyond = await Log.ReadCustomerPageAsync(customer, before: 900, limit: 1, CancellationToken.None);
        var none = await Log.ReadCustomerPageAsync(customer, before: 0, limit: 3, CancellationToken.None);
        var nobody = await Log.ReadCustomerPageAsync(NewCustomer(), before: null, limit: 3, CancellationToken.None);

        Assert.Equal((customer, 5, 2), (newest.Customer, newest.Total, newest.Start));
        Assert.Equal(["v2", "c2", "c3"], newest.Events.Select(e => e.MessageId));
        Assert.Equal(["c1", "v1"], oldest.Events.Select(e => e.MessageId));
        Assert.Equal((5, 4, "c3"), (beyond.Total, beyond.Start, Assert.Single(beyond.Events).MessageId));
        Assert.Equal((5, 0, 0), (none.Total, none.Start, none.Events.Count));
        Assert.Equal((0, 0), (nobody.Total, nobody.Events.Count));
    }

    [StoreFact, Trait("clause", "LOG-10")]
    public async Task A_page_keeps_its_place_when_events_and_visitors_come()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(Enumerable.Range(0, 10).Select(i => Event(customer, messageId: $"c{i}")).ToArray());
        var first = await Log.ReadCustomerPageAsync(customer, before: null, limit: 4, CancellationToken.None);

        await AppendAsync(Event(visitor), Event(customer, joins: visitor), Event(customer));
        var second = await Log.ReadCustomerPageAsync(customer, first.Start, limit: 4, CancellationToken.None);

        Assert.Equal(["c2", "c3", "c4", "c5"], second.Events.Select(e => e.MessageId));
        Assert.Equal(13, second.Total);
    }

    // Oldest first, from the newest page back.
    private async Task<List<StoredEvent>> PagesAsync(CustomerKey customer, int limit)
    {
        var all = new List<StoredEvent>();
        CustomerPage page;
        long? before = null;
        do
        {
            page = await Log.ReadCustomerPageAsync(customer, before, limit, CancellationToken.None);
            Assert.True(page.Events.Count <= limit);
            all.InsertRange(0, page.Events);
            before = page.Start;
        }
        while (page.Start > 0);

        return all;
    }
}
