using Personalization.Domain.Events;
using Personalization.Storage.Events;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Events;

public abstract partial class EventLogContract
{
    [StoreFact, Trait("clause", "LOG-5")]
    public async Task The_feed_tells_everything_once_in_pages()
    {
        var start = await Log.EndAsync(CancellationToken.None);
        var customers = Enumerable.Range(0, 3).Select(_ => NewCustomer()).ToArray();
        var sent = Enumerable.Range(0, 25).Select(i => Event(customers[i % 3])).ToArray();
        await AppendAsync(sent[..10]);
        await AppendAsync(sent[10..]);

        // Whatever else writes on the same server holds the fence for a moment.
        var seen = new List<StoredEvent>();
        var at = start;
        await Eventually.SucceedsAsync(async () =>
        {
            var page = await Log.ReadFeedAsync(at, limit: 7, except: [], CancellationToken.None);
            seen.AddRange(page.Events);
            at = page.Next;
            Assert.Equal(sent.Length, seen.Count(e => customers.Contains(e.Customer)));
        });
        var advances = await Log.ReadAdvancesAsync(start, limit: 10_000, CancellationToken.None);

        var ours = seen.Where(e => customers.Contains(e.Customer)).Select(e => e.MessageId);
        Assert.Equal(sent.Select(e => e.MessageId), ours);
        Assert.Equal(
            seen.Select(e => new StreamAdvance(e.Customer, e.Version, e.Joined)), advances.Advances.Take(seen.Count));
    }

    [StoreFact, Trait("clause", "LOG-5")]
    public async Task The_feed_passes_over_names_that_a_reader_has_no_use_for_and_still_moves_on()
    {
        var start = await Log.EndAsync(CancellationToken.None);
        var customer = NewCustomer();
        var sent = Enumerable.Range(0, 9)
            .Select(i => Event(customer, name: i % 3 == 0 ? "Kept" : "Passed Over")).ToArray();
        await AppendAsync(sent);

        var seen = new List<StoredEvent>();
        var at = start;
        await Eventually.SucceedsAsync(async () =>
        {
            var page = await Log.ReadFeedAsync(at, limit: 2, except: ["Passed Over"], CancellationToken.None);
            seen.AddRange(page.Events);
            at = page.Next;

            // Nothing is left either while the fence still holds everything back.
            Assert.Equal(3, seen.Count(e => e.Customer == customer));
            var left = await Log.ReadAdvancesAsync(at, limit: 1000, CancellationToken.None);
            Assert.DoesNotContain(left.Advances, advance => advance.Customer == customer);
        });

        Assert.Equal(
            [sent[0].MessageId, sent[3].MessageId, sent[6].MessageId],
            seen.Where(e => e.Customer == customer).Select(e => e.MessageId));
    }

    [StoreFact, Trait("clause", "LOG-9")]
    public async Task Reading_every_history_gives_what_reading_each_customer_gives()
    {
        var random = new Random(3);
        var customers = Enumerable.Range(0, 30).Select(_ => NewCustomer()).ToArray();
        var visitors = Enumerable.Range(0, 30).Select(_ => NewVisitor()).ToArray();
        for (var batch = 0; batch < 10; batch++)
        {
            await AppendAsync(Enumerable.Range(0, 40).Select(_ => random.Next(8) switch
            {
                0 => Event(customers[random.Next(30)], joins: visitors[random.Next(30)]),
                < 4 => Event(visitors[random.Next(30)]),
                _ => Event(customers[random.Next(30)]),
            }).ToArray());
        }

        var whole = new Dictionary<CustomerKey, CustomerHistory>();
        await foreach (var history in Log.ReadHistoriesAsync(CancellationToken.None))
        {
            whole.Add(history.Customer, history);
        }

        foreach (var key in customers.Concat(visitors))
        {
            var expected = await ReadAsync(key);
            if (expected.Version > 0)
            {
                var actual = whole[expected.Customer];
                Assert.Equal(expected.Version, actual.Version);
                Assert.Equal(expected.Events.Select(e => e.MessageId), actual.Events.Select(e => e.MessageId));
            }
        }

        Assert.DoesNotContain(whole.Values, history => history.Version == 0);
    }
}
