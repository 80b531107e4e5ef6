using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Domain.Events;
using Personalization.Storage.Events;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Events;

/// <summary>What every event log promises.</summary>
public abstract partial class EventLogContract(StorageFixture storage)
{
    private IEventLog Log => storage.Services.GetRequiredService<IEventLog>();

    [StoreFact, Trait("clause", "LOG-1")]
    public async Task Gives_a_customers_events_the_versions_one_to_n()
    {
        var (customer, other) = (NewCustomer(), NewCustomer());

        var first = await AppendAsync(Event(customer), Event(other), Event(customer));
        var second = await AppendAsync(Event(customer));

        Assert.Equal([1L, 1L, 2L], first.Select(outcome => outcome.Stored!.Version));
        Assert.Equal(3, second[0].Stored!.Version);
        Assert.Equal([1L, 2L, 3L], (await ReadAsync(customer)).Events.Select(e => e.Version));
    }

    [StoreFact, Trait("clause", "LOG-1")]
    public async Task Concurrent_appends_leave_no_version_out_and_give_none_twice()
    {
        var customers = Enumerable.Range(0, 5).Select(_ => NewCustomer()).ToArray();
        var random = new Random(7);
        var batches = Enumerable.Range(0, 40)
            .Select(_ => Enumerable.Range(0, 10).Select(_ => Event(customers[random.Next(5)])).ToArray())
            .ToArray();

        await Task.WhenAll(batches.Select(batch => Task.Run(() => AppendAsync(batch))));

        foreach (var customer in customers)
        {
            var expected = batches.Sum(batch => batch.Count(e => e.Customer == customer));
            var history = await ReadAsync(customer);
            Assert.Equal(Enumerable.Range(1, expected).Select(i => (long)i), history.Events.Select(e => e.Version));
            Assert.Equal(expected, history.Version);
        }
    }

    [StoreFact, Trait("clause", "LOG-2")]
    public async Task Resending_a_batch_adds_nothing()
    {
        var customer = NewCustomer();
        NewEvent[] batch = [Event(customer), Event(customer), Event(customer)];

        await AppendAsync(batch);
        var again = await AppendAsync([.. batch, Event(customer)]);

        Assert.Equal([true, true, true, false], again.Select(outcome => outcome.Duplicate));
        Assert.Equal(4, again[3].Stored!.Version);
        Assert.Equal(4, (await ReadAsync(customer)).Events.Count);
    }

    [StoreFact, Trait("clause", "LOG-2")]
    public async Task A_message_sent_again_among_new_ones_takes_no_neighbour_with_it()
    {
        var (customer, other) = (NewCustomer(), NewCustomer());
        await AppendAsync(Event(customer, messageId: "m1"), Event(other));
        for (var batch = 0; batch < 70; batch++)
        {
            await AppendAsync(Event(other));
        }

        var outcomes = await AppendAsync(
            Event(customer, messageId: "m2"), Event(customer, messageId: "m1"), Event(other), Event(customer));

        Assert.Equal([false, true, false, false], outcomes.Select(outcome => outcome.Duplicate));
        Assert.Equal([2L, null, 72L, 3L], outcomes.Select(outcome => outcome.Stored?.Version));
        Assert.Equal([1L, 2L, 3L], (await ReadAsync(customer)).Events.Select(e => e.Version));
    }

    [StoreFact, Trait("clause", "LOG-2")]
    public async Task A_message_id_twice_in_one_batch_is_stored_once()
    {
        var customer = NewCustomer();

        var outcomes = await AppendAsync(Event(customer, messageId: "m"), Event(customer, messageId: "m"));

        Assert.Equal([false, true], outcomes.Select(outcome => outcome.Duplicate));
    }

    [StoreFact, Trait("clause", "LOG-2")]
    public async Task Two_customers_may_use_the_same_message_id()
    {
        var outcomes = await AppendAsync(Event(NewCustomer(), messageId: "m"), Event(NewCustomer(), messageId: "m"));

        Assert.Equal([false, false], outcomes.Select(outcome => outcome.Duplicate));
    }

    [StoreFact, Trait("clause", "LOG-2")]
    public async Task Batches_resent_concurrently_are_stored_once()
    {
        var customer = NewCustomer();
        var batch = Enumerable.Range(0, 20).Select(_ => Event(customer)).ToArray();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AppendAsync(batch))));

        Assert.Equal(20, outcomes.Sum(each => each.Count(outcome => !outcome.Duplicate)));
        Assert.Equal(20, (await ReadAsync(customer)).Version);
    }

    [StoreFact, Trait("clause", "LOG-6")]
    public async Task Gives_an_event_back_as_it_was_stored()
    {
        var customer = NewCustomer();
        var sent = Event(
            customer,
            name: "Näme \u2603",
            at: new DateTimeOffset(2025, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)).AddTicks(1234567),
            body: """{"properties":{"price":12.50,"text":"\u00e4\ud83d\ude00"},"traits":{"a":[1,null,true]}}""");

        var stored = (await AppendAsync(sent))[0].Stored!;
        var read = (await ReadAsync(customer)).Events[0];

        Assert.Equal(stored with { Body = default }, read with { Body = default });
        Assert.Equal("Näme \u2603", read.Name);
        Assert.Equal(sent.At.UtcTicks / 10 * 10, read.At.UtcTicks);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sent.Body.Span), JsonNode.Parse(read.Body.Span)));
    }

    [StoreFact, Trait("clause", "LOG-6")]
    public async Task Keeps_times_at_both_ends_of_the_calendar()
    {
        var customer = NewCustomer();

        var stored = await AppendAsync(
            Event(customer, at: DateTimeOffset.MinValue), Event(customer, at: DateTimeOffset.MaxValue));
        var read = await ReadAsync(customer);

        Assert.Equal(stored.Select(outcome => outcome.Stored!.At), read.Events.Select(e => e.At));
        Assert.Equal([1, 9999], read.Events.Select(e => e.At.Year));
    }

    [StoreFact]
    public async Task Reads_only_what_comes_after_a_version()
    {
        var customer = NewCustomer();
        await AppendAsync(Event(customer), Event(customer), Event(customer));

        var history = await Log.ReadCustomerAsync(customer, afterVersion: 2, CancellationToken.None);

        Assert.Equal(3, history.Version);
        Assert.Equal([3L], history.Events.Select(e => e.Version));
    }

    [StoreFact]
    public async Task A_customer_without_events_has_version_zero()
    {
        var customer = NewCustomer();

        var history = await ReadAsync(customer);

        Assert.Equal((customer, 0L, 0), (history.Customer, history.Version, history.Events.Count));
    }

    [StoreFact, Trait("clause", "LOG-7")]
    public async Task Nothing_of_a_batch_is_written_when_one_event_cannot_be_stored()
    {
        var customer = NewCustomer();

        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => AppendAsync(Event(customer), Event(customer, body: """{"properties":{"a":"x\u0000y"}}""")));

        Assert.Contains("Event 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await ReadAsync(customer)).Version);
    }

    [StoreFact, Trait("clause", "LOG-7")]
    public async Task Stores_every_body_that_the_rules_allow()
    {
        var customer = NewCustomer();
        string[] bodies =
        [
            "{}",
            """{"a":1e308,"b":-1e-307,"c":123456789012345678901234567890}""",
            """{"":"","a":{"a":{"a":[[[]]]}}}""",
            """{"a":1,"a":2}""", "{\"a\":\"\u0001\\u0001\"}".Replace("\u0001\\", "\\", StringComparison.Ordinal),
            "{" + string.Join(',', Enumerable.Range(0, 2000).Select(i => $"\"k{i}\":\"{i}\"")) + "}",
        ];

        Assert.All(bodies, body => Assert.Null(EventRules.BodyFault(Encoding.UTF8.GetBytes(body))));
        await AppendAsync(bodies.Select(body => Event(customer, body: body)).ToArray());

        Assert.Equal(bodies.Length, (await ReadAsync(customer)).Version);
    }

    [StoreFact, Trait("clause", "LOG-8")]
    public async Task Keeps_refused_events_whatever_their_bytes()
    {
        var body = "not json \0 \ud800 " + new string('x', 40_000);

        await Log.RejectAsync(
            [new RejectedEvent(Noon, "m\0", "first", body), new RejectedEvent(Noon, null, "second", "{}")], default);
        var kept = await Log.ReadRejectedAsync(limit: 2, CancellationToken.None);

        Assert.Equal(["second", "first"], kept.Select(e => e.Reason));
        Assert.Equal((Noon, null, "{}"), (kept[0].ReceivedAt, kept[0].MessageId, kept[0].Body));
        Assert.StartsWith("not json \uFFFD \uFFFD xxx", kept[1].Body, StringComparison.Ordinal);
        Assert.Equal(32 * 1024, kept[1].Body.Length);
    }

    [StoreFact]
    public async Task Measures_what_was_appended()
    {
        var before = await Log.MeasureAsync(CancellationToken.None);
        var (customer, visitor, joined) = (NewCustomer(), NewVisitor(), NewVisitor());

        await AppendAsync(Event(customer), Event(visitor), Event(joined), Event(customer, joins: joined));
        var after = await Log.MeasureAsync(CancellationToken.None);

        Assert.Equal(
            (1, 1, 4),
            (after.KnownCustomers - before.KnownCustomers,
                after.AnonymousCustomers - before.AnonymousCustomers,
                after.Events - before.Events));
        Assert.InRange(Noon, after.FirstAt!.Value, after.LastAt!.Value);
    }

    private Task<IReadOnlyList<AppendOutcome>> AppendAsync(params NewEvent[] events) =>
        Log.AppendAsync(events, CancellationToken.None);

    private Task<CustomerHistory> ReadAsync(CustomerKey customer) =>
        Log.ReadCustomerAsync(customer, 0, CancellationToken.None);
}
