using Personalization.Domain.Events;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Events;

public abstract partial class EventLogContract
{
    [StoreFact, Trait("clause", "LOG-3")]
    public async Task A_joined_visitors_events_come_at_the_event_that_joined_them()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(
            Event(visitor, messageId: "v1"), Event(customer, messageId: "c1"), Event(visitor, messageId: "v2"));

        var join = await AppendAsync(Event(customer, joins: visitor, messageId: "c2"));
        await AppendAsync(Event(customer, messageId: "c3"));

        Assert.Equal(visitor, join[0].Stored!.Joined);
        var history = await ReadAsync(customer);
        Assert.Equal(["c1", "v1", "v2", "c2", "c3"], history.Events.Select(e => e.MessageId));
        Assert.Equal((customer, 3L), (history.Customer, history.Version));
    }

    [StoreFact, Trait("clause", "LOG-3")]
    public async Task Later_events_of_a_joined_visitor_go_to_the_customer()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(Event(visitor), Event(customer, joins: visitor));

        var later = await AppendAsync(Event(visitor), Event(visitor));

        Assert.Equal(
            [(customer, 2L), (customer, 3L)], later.Select(
                outcome => (outcome.Stored!.Customer, outcome.Stored.Version)));
    }

    [StoreFact, Trait("clause", "LOG-3")]
    public async Task A_visitor_joined_before_its_first_event_is_redirected_too()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(Event(customer, joins: visitor));

        var later = await AppendAsync(Event(visitor));

        Assert.Equal((customer, 2L), (later[0].Stored!.Customer, later[0].Stored!.Version));
    }

    [StoreFact, Trait("clause", "LOG-3")]
    public async Task A_joined_key_answers_with_its_customers_whole_history()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(Event(visitor), Event(customer), Event(customer, joins: visitor));

        var history = await Log.ReadCustomerAsync(visitor, afterVersion: 1, CancellationToken.None);

        Assert.Equal((customer, 2L, 3), (history.Customer, history.Version, history.Events.Count));
    }

    [StoreFact, Trait("clause", "LOG-3")]
    public async Task Reading_after_the_join_leaves_the_joined_events_out()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(Event(visitor), Event(customer), Event(customer, joins: visitor), Event(customer));

        var before = await Log.ReadCustomerAsync(customer, afterVersion: 1, CancellationToken.None);
        var after = await Log.ReadCustomerAsync(customer, afterVersion: 2, CancellationToken.None);

        Assert.Equal(3, before.Events.Count);
        Assert.Equal([3L], after.Events.Select(e => e.Version));
    }

    [StoreFact, Trait("clause", "LOG-4")]
    public async Task The_first_claim_on_a_visitor_wins()
    {
        var (first, second, visitor) = (NewCustomer(), NewCustomer(), NewVisitor());
        await AppendAsync(Event(visitor), Event(first, joins: visitor));

        var late = await AppendAsync(Event(second, joins: visitor), Event(first, joins: visitor));

        Assert.All(late, outcome => Assert.Null(outcome.Stored!.Joined));
        Assert.Single((await ReadAsync(second)).Events);
        Assert.Equal(3, (await ReadAsync(first)).Events.Count);
    }

    [StoreFact, Trait("clause", "LOG-2")]
    public async Task A_message_sent_before_a_join_and_resent_after_it_is_a_duplicate()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(Event(visitor, messageId: "m1"), Event(customer, messageId: "m2"));
        await AppendAsync(Event(customer, joins: visitor));

        var again = await AppendAsync(
            Event(visitor, messageId: "m1"), Event(customer, messageId: "m1"), Event(visitor, messageId: "m2"));

        Assert.All(again, outcome => Assert.True(outcome.Duplicate));
    }

    [StoreFact, Trait("clause", "LOG-2")]
    public async Task What_a_joined_visitor_sent_stays_a_duplicate_however_much_comes_after_the_join()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(Event(visitor, messageId: "m1"), Event(visitor, messageId: "m2"));
        await AppendAsync(Event(customer, joins: visitor));
        await AppendAsync(Event(customer));
        await AppendAsync(Event(customer), Event(visitor));

        var again = await AppendAsync(
            Event(customer, messageId: "m1"), Event(customer), Event(visitor, messageId: "m2"));

        Assert.Equal([true, false, true], again.Select(outcome => outcome.Duplicate));
        Assert.Equal(5, again[1].Stored!.Version);
    }

    [StoreFact, Trait("clause", "LOG-2")]
    public async Task What_a_visitor_of_very_many_events_sent_stays_a_duplicate()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(Enumerable.Range(0, 1_001).Select(i => Event(visitor, messageId: $"m{i}")).ToArray());
        await AppendAsync(Event(customer, joins: visitor));
        await AppendAsync(Event(customer));

        var again = await AppendAsync(
            Event(customer, messageId: "m7"), Event(customer), Event(visitor, messageId: "m1000"));

        Assert.Equal([true, false, true], again.Select(outcome => outcome.Duplicate));
    }

    [StoreFact]
    public async Task A_join_tells_at_which_version_the_other_stream_ended()
    {
        var (customer, visitor, unheard) = (NewCustomer(), NewVisitor(), NewVisitor());
        await AppendAsync(Event(visitor), Event(visitor));

        var joins = await AppendAsync(
            Event(visitor), Event(customer, joins: visitor), Event(customer, joins: unheard),
            Event(customer, joins: visitor));

        Assert.Equal([0L, 3L, 0L, 0L], joins.Select(outcome => outcome.EndedAt));
        Assert.Equal([null, visitor, unheard, null], joins.Select(outcome => outcome.Stored!.Joined));
    }

    [StoreFact, Trait("clause", "LOG-2")]
    public async Task A_message_is_a_duplicate_also_when_the_join_is_in_the_same_batch()
    {
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await AppendAsync(Event(visitor, messageId: "m"));

        var outcomes = await AppendAsync(
            Event(customer, messageId: "x"),
            Event(visitor, messageId: "x"),
            Event(customer, joins: visitor),
            Event(customer, messageId: "m"),
            Event(visitor, messageId: "x"));

        Assert.Equal([false, false, false, true, true], outcomes.Select(outcome => outcome.Duplicate));
    }

    [StoreFact, Trait("clause", "LOG-3")]
    public async Task Joins_of_joins_end_at_one_customer()
    {
        var (a, b, c) = (NewVisitor(), NewVisitor(), NewCustomer());
        await AppendAsync(Event(a, messageId: "a1"), Event(b, messageId: "b1"), Event(b, joins: a, messageId: "b2"));

        await AppendAsync(Event(c, messageId: "c1"), Event(c, joins: b, messageId: "c2"));
        var later = await AppendAsync(Event(a, messageId: "a2"), Event(a, messageId: "b1"));

        Assert.Equal((c, 3L), (later[0].Stored!.Customer, later[0].Stored!.Version));
        Assert.True(later[1].Duplicate);
        var history = await ReadAsync(a);
        Assert.Equal(["c1", "b1", "a1", "b2", "c2", "a2"], history.Events.Select(e => e.MessageId));
    }

    [StoreFact, Trait("clause", "LOG-3")]
    public async Task Two_streams_that_claim_each_other_become_one()
    {
        var (a, b) = (NewCustomer(), NewCustomer());

        var outcomes = await AppendAsync(
            Event(a), Event(b), Event(a, joins: b), Event(b, joins: a), Event(b, joins: b));

        Assert.Equal([a, b, a, a, a], outcomes.Select(outcome => outcome.Stored!.Customer));
        Assert.Equal([null, null, b, null, null], outcomes.Select(outcome => outcome.Stored!.Joined));
        Assert.Equal(5, (await ReadAsync(b)).Events.Count);
    }

    [StoreFact, Trait("clause", "LOG-4")]
    public async Task Concurrent_joins_lose_no_event_and_leave_one_owner()
    {
        var random = new Random(11);
        var customers = Enumerable.Range(0, 4).Select(_ => NewCustomer()).ToArray();
        var visitors = Enumerable.Range(0, 6).Select(_ => NewVisitor()).ToArray();
        CustomerKey[] all = [.. customers, .. visitors];
        var batches = Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, 4).Select(_ => random.Next(3) == 0
            ? Event(all[random.Next(all.Length)], joins: all[random.Next(all.Length)])
            : Event(all[random.Next(all.Length)])).ToArray()).ToArray();

        var outcomes = await Task.WhenAll(batches.Select(batch => Task.Run(() => AppendAsync(batch))));

        Assert.All(outcomes.SelectMany(each => each), outcome => Assert.False(outcome.Duplicate));
        var histories = new Dictionary<CustomerKey, Storage.Events.CustomerHistory>();
        foreach (var key in all)
        {
            var history = await ReadAsync(key);
            histories[history.Customer] = history;
        }

        var read = histories.Values.SelectMany(history => history.Events).Select(e => e.MessageId).ToArray();
        Assert.Equal(batches.SelectMany(batch => batch).Select(e => e.MessageId).Order(), read.Order());
        Assert.All(histories.Values, history => Assert.Equal(
            Enumerable.Range(1, (int)history.Version).Select(i => (long)i),
            history.Events.Where(e => e.Customer == history.Customer).Select(e => e.Version)));
    }
}
