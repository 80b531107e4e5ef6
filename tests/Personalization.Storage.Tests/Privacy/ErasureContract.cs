using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Storage.Configuration;
using Personalization.Storage.Decisions;
using Personalization.Storage.Events;
using Personalization.Storage.Privacy;
using Personalization.Storage.Profiles;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Privacy;

/// <summary>Erasing a person, whatever stores there are.</summary>
public abstract class ErasureContract(StorageFixture storage)
{
    private IEventLog Log => storage.Services.GetRequiredService<IEventLog>();

    private ProfileStore Profiles => storage.Services.GetRequiredService<ProfileStore>();

    private ErasureStore Store => storage.Services.GetRequiredService<ErasureStore>();

    private Eraser Eraser => storage.Services.GetRequiredService<Eraser>();

    [StoreFact, Trait("clause", "PRV-10")]
    public async Task A_person_goes_with_everything_and_everybody_joined_to_them_and_the_receipt_counts_it()
    {
        var (customer, visitor, other) = (NewCustomer(), NewVisitor(), NewCustomer());
        await TakeAsync(Event(visitor), Event(customer), Event(other), Event(customer, joins: visitor), Event(visitor));
        await storage.Services.GetRequiredService<DecisionLog>().AppendAsync(
            [Decision("d1", customer), Decision("d2", visitor), Decision("d3", other)], CancellationToken.None);
        await Log.RejectAsync(
            [Rejected(customer), Rejected(visitor), Rejected(other)], CancellationToken.None);

        var receipt = await EraseAsync(visitor);

        Assert.Equal(new ErasedCounts(2, 4, 2, 2, 2), receipt.Removed);
        Assert.Equal(("tester", Noon, null), (receipt.RequestedBy, receipt.RequestedAt, receipt.CompletedAt));
        Assert.Equal(64, receipt.Subject.Length);
        foreach (var gone in new[] { customer, visitor })
        {
            Assert.Equal(0, (await Log.ReadCustomerAsync(gone, 0, CancellationToken.None)).Version);
            Assert.True((await Profiles.GetAsync(gone, CancellationToken.None)).Profile.IsEmpty);
            Assert.Equal([gone], await Store.FamilyAsync(gone, CancellationToken.None));
        }

        Assert.Single((await Log.ReadCustomerAsync(other, 0, CancellationToken.None)).Events);
        Assert.Single(
            await storage.Services.GetRequiredService<DecisionLog>().ListAsync(other, CancellationToken.None));
        Assert.Contains(
            await Log.ReadRejectedAsync(1000, CancellationToken.None),
            rejected => rejected.Body.Contains(other.Id, StringComparison.Ordinal));
    }

    [StoreFact, Trait("clause", "PRV-11")]
    public async Task A_late_event_does_not_bring_an_erased_person_back_but_lifting_the_suppression_does()
    {
        var (customer, visitor, neighbour) = (NewCustomer(), NewVisitor(), NewCustomer());
        await TakeAsync(Event(visitor), Event(customer, joins: visitor));
        await EraseAsync(customer);

        var late = await TakeAsync(
            Event(customer), Event(visitor), Event(neighbour), Event(neighbour, joins: visitor));
        var isLifted = await Store.LiftAsync(visitor, CancellationToken.None);
        var isLiftedTwice = await Store.LiftAsync(visitor, CancellationToken.None);
        var back = await TakeAsync(Event(visitor), Event(customer));

        Assert.Equal(
            [WithheldBecause.Erased, WithheldBecause.Erased, WithheldBecause.Nothing, WithheldBecause.Erased],
            late.Select(outcome => outcome.Withheld));
        Assert.Equal((true, false), (isLifted, isLiftedTwice));
        Assert.Equal([WithheldBecause.Nothing, WithheldBecause.Erased], back.Select(outcome => outcome.Withheld));
        Assert.Equal((visitor, 1L), (back[0].Stored!.Customer, back[0].Stored!.Version));
        Assert.Equal(1, (await Profiles.GetAsync(visitor, CancellationToken.None)).Profile.EventCount);
    }

    [StoreFact, Trait("clause", "PRV-11")]
    public async Task Events_that_come_while_a_person_is_erased_leave_nothing_behind()
    {
        var (customer, visitors) = (NewCustomer(), Enumerable.Range(0, 8).Select(_ => NewVisitor()).ToArray());
        await TakeAsync(Event(customer));
        var writers = visitors.Select(visitor => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                await TakeAsync(
                    Event(customer), Event(visitor), i == 10 ? Event(customer, joins: visitor) : Event(customer));
            }
        })).ToArray();

        await EraseAsync(customer);
        await Task.WhenAll(writers);
        await Eraser.CompleteAsync(Noon + Eraser.Grace, CancellationToken.None);

        Assert.Equal(0, (await Log.ReadCustomerAsync(customer, 0, CancellationToken.None)).Version);
        Assert.True((await Profiles.GetAsync(customer, CancellationToken.None)).Profile.IsEmpty);
        Assert.Equal([customer], await Store.FamilyAsync(customer, CancellationToken.None));
    }

    [StoreFact, Trait("clause", "PRV-11")]
    public async Task A_node_that_knows_of_an_erasure_shows_nothing_that_a_cache_may_still_have()
    {
        var customer = NewCustomer();
        await TakeAsync(Event(customer));
        var cache = storage.Services.GetRequiredService<IProfileCache>();

        await Store.EraseAsync(customer, NewId(), "tester", Noon, CancellationToken.None);
        await storage.Services.GetRequiredService<Suppressions>().ReloadAsync(CancellationToken.None);

        Assert.NotNull((await cache.GetAsync(customer, CancellationToken.None)).Profile);
        Assert.True((await Profiles.GetAsync(customer, CancellationToken.None)).Profile.IsEmpty);
    }

    [StoreFact, Trait("clause", "PRV-12")]
    public async Task An_erasure_that_a_crash_cut_short_is_completed_by_whoever_comes_next()
    {
        var customer = NewCustomer();
        await TakeAsync(Event(customer));
        var id = NewId();

        // All that a node that died after the transaction has done; the cache still has the profile.
        await Store.EraseAsync(customer, id, "tester", Noon, CancellationToken.None);
        var cache = storage.Services.GetRequiredService<IProfileCache>();
        Assert.NotNull((await cache.GetAsync(customer, CancellationToken.None)).Profile);

        await NextNode().FollowAsync(Noon, CancellationToken.None);
        Assert.Null((await cache.GetAsync(customer, CancellationToken.None)).Profile);
        await NextNode().CompleteAsync(Noon + Eraser.Grace - TimeSpan.FromMilliseconds(1), CancellationToken.None);
        Assert.Null((await Store.GetAsync(id, CancellationToken.None))!.CompletedAt);

        await NextNode().CompleteAsync(Noon + Eraser.Grace, CancellationToken.None);

        var receipt = (await Store.GetAsync(id, CancellationToken.None))!;
        Assert.Equal((Noon + Eraser.Grace, 1), (receipt.CompletedAt, receipt.Removed.Events));
        Assert.DoesNotContain(await Store.PendingAsync(CancellationToken.None), pending => pending.Receipt.Id == id);
        Assert.Equal([true], await PrivacySql.ReadAsync(
            storage.Services.GetRequiredService<ServiceDatabase>(),
            sql => sql.QueryAsync(
                "SELECT sealed FROM erasure WHERE id = $1", row => row.IsDBNull(0), CancellationToken.None, id),
            CancellationToken.None));
        Assert.Contains(await Store.ListAsync(1000, CancellationToken.None), listed => listed == receipt);
    }

    [StoreFact, Trait("clause", "PRV-11")]
    public async Task Decisions_for_an_erased_person_are_not_kept_and_reading_them_caches_nothing_under_their_id()
    {
        var (customer, other) = (NewCustomer(), NewCustomer());
        var decisions = storage.Services.GetRequiredService<DecisionLog>();
        await TakeAsync(Event(customer));
        await EraseAsync(customer);

        await decisions.AppendAsync([Decision("d1", customer), Decision("d2", other)], CancellationToken.None);
        var read = await Profiles.GetAsync(customer, CancellationToken.None);

        Assert.Empty(await decisions.ListAsync(customer, CancellationToken.None));
        Assert.Single(await decisions.ListAsync(other, CancellationToken.None));
        Assert.True(read.Profile.IsEmpty);
        Assert.Equal(
            default,
            await storage.Services.GetRequiredService<IProfileCache>().GetAsync(customer, CancellationToken.None));
    }

    [StoreFact, Trait("clause", "PRV-11")]
    public async Task Another_node_hears_of_an_erasure_when_it_follows()
    {
        var customer = NewCustomer();
        var elsewhere = new Suppressions(storage.Services.GetRequiredService<ServiceDatabase>(), configuredKey: null);
        await elsewhere.ReloadAsync(CancellationToken.None);

        await EraseAsync(customer);
        var before = elsewhere.Contains(customer);
        await Node(elsewhere).FollowAsync(Noon, CancellationToken.None);

        Assert.Equal((false, true), (before, elsewhere.Contains(customer)));
    }

    [StoreFact, Trait("clause", "PRV-12")]
    public async Task What_arrives_late_in_a_store_is_removed_when_the_erasure_completes()
    {
        var customer = NewCustomer();
        await TakeAsync(Event(customer));
        var receipt = await EraseAsync(customer);
        var profile = new Profile(customer);
        profile.Fold(
            [new StoredEvent(customer, 1, null, "m", EventType.Track, "Late", Noon, Noon, "{}"u8.ToArray())], 1);
        var cache = storage.Services.GetRequiredService<IProfileCache>();

        // A fold of another node that was on its way.
        await cache.PutManyAsync([profile], CancellationToken.None);
        await Eraser.CompleteAsync(Noon + Eraser.Grace, CancellationToken.None);

        Assert.Null((await cache.GetAsync(customer, CancellationToken.None)).Profile);
        Assert.NotNull((await Store.GetAsync(receipt.Id, CancellationToken.None))!.CompletedAt);
    }

    [StoreFact, Trait("clause", "PRV-10")]
    public async Task Erasing_somebody_nothing_is_held_of_keeps_them_out_all_the_same()
    {
        var customer = NewCustomer();

        var receipt = await EraseAsync(customer);
        var late = await TakeAsync(Event(customer));

        Assert.Equal(new ErasedCounts(1, 0, 0, 0, 1), receipt.Removed);
        Assert.Equal(WithheldBecause.Erased, late[0].Withheld);
    }

    private Eraser NextNode() => Node(storage.Services.GetRequiredService<Suppressions>());

    private Eraser Node(Suppressions known) => new(
        Store,
        known,
        storage.Services.GetRequiredService<IProfileCache>(),
        storage.Services.GetRequiredService<IDecisionCounter>(),
        storage.Services.GetRequiredService<DirtyProfiles>());

    private Task<ErasureReceipt> EraseAsync(CustomerKey person) =>
        Eraser.EraseAsync(person, NewId(), "tester", Noon, CancellationToken.None);

    private async Task<IReadOnlyList<AppendOutcome>> TakeAsync(params NewEvent[] events)
    {
        var outcomes = await Log.AppendAsync(events, CancellationToken.None);
        await Profiles.FoldAsync(outcomes, CancellationToken.None);
        return outcomes;
    }

    private static DecisionEntry Decision(string id, CustomerKey customer) =>
        new(CompactId.Of(id + NewId()), customer, "hero", null, null, "default", Noon);

    private static RejectedEvent Rejected(CustomerKey customer) =>
        new(Noon, null, "no good", $$$"""{"userId":"{{{customer.Id}}}","traits":{"email":"ann@example.com"}}""");
}

public sealed class SqliteErasureTests(SqliteFixture storage) : ErasureContract(storage), IClassFixture<SqliteFixture>
{
    [Fact, Trait("clause", "PRV-10")]
    public async Task Not_a_byte_of_the_file_is_left_of_an_erased_person()
    {
        var log = storage.Services.GetRequiredService<IEventLog>();
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        for (var i = 0; i < 100; i++)
        {
            var crowd = Enumerable.Range(0, 20).Select(_ => Event(NewCustomer())).ToArray();
            await log.AppendAsync(
                [
                    .. crowd, Event(customer, body: $$$"""{"traits":{"email":"{{{customer.Id}}}@example.com"}}"""),
                    Event(visitor),
                ],
                CancellationToken.None);
        }

        await log.AppendAsync([Event(customer, joins: visitor)], CancellationToken.None);
        Assert.NotEmpty(Files(customer, visitor));

        await storage.Services.GetRequiredService<Eraser>().EraseAsync(
            customer, NewId(), "tester", Noon, CancellationToken.None);

        Assert.Empty(Files(customer, visitor));
    }

    private IEnumerable<string> Files(params CustomerKey[] persons)
    {
        foreach (var path in Directory.GetFiles(storage.Folder))
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            if (persons.Any(person => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(person.Id)) >= 0))
            {
                yield return path;
            }
        }
    }
}

[Needs(Servers.Postgres | Servers.Redis)]
public sealed class ServerErasureTests(PostgresAndRedisFixture storage)
    : ErasureContract(storage), IClassFixture<PostgresAndRedisFixture>;
