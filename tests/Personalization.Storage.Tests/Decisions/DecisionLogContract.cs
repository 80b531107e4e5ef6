using Microsoft.Extensions.DependencyInjection;
using Personalization.Storage.Decisions;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Decisions;

/// <summary>What the decision log promises on both databases.</summary>
public abstract class DecisionLogContract(StorageFixture storage)
{
    private DecisionLog Log => storage.Services.GetRequiredService<DecisionLog>();

    [StoreFact]
    public async Task Finds_what_was_written_in_bulk()
    {
        var decisions = Enumerable.Range(0, 300).Select(i => new DecisionRecord(
            NewId(),
            NewCustomer(),
            "home",
            i % 2 == 0 ? "winback" : null,
            i % 2 == 0 ? "b" : null,
            "campaign",
            Noon)).ToArray();

        await Log.AppendAsync(Entries(decisions), CancellationToken.None);

        Assert.Equal(decisions[4], await FindAsync(decisions[4]));
        Assert.Equal(decisions[299], await FindAsync(decisions[299]));
        Assert.Null(await FindAsync(decisions[4] with { DecisionId = NewId() }));
        Assert.Null(await FindAsync(decisions[4] with { Customer = NewCustomer() }));
    }

    [StoreFact]
    public async Task What_is_written_already_is_left_alone_and_the_rest_of_the_batch_is_written()
    {
        var decisions = Enumerable.Range(0, 20)
            .Select(_ => new DecisionRecord(NewId(), NewCustomer(), "home", "winback", "b", "campaign", Noon))
            .ToArray();
        await Log.AppendAsync(Entries(decisions[..10]), CancellationToken.None);

        await Log.AppendMissingAsync(
            Entries([.. decisions.Select(decision => decision with { Variant = "c" })]), CancellationToken.None);

        Assert.Equal("b", (await FindAsync(decisions[9]))?.Variant);
        Assert.Equal("c", (await FindAsync(decisions[10]))?.Variant);
        Assert.Equal("c", (await FindAsync(decisions[19]))?.Variant);
        Assert.Single(await Log.ListAsync(decisions[9].Customer, CancellationToken.None));
    }

    [StoreFact]
    public async Task Ids_that_are_ulids_are_found_as_they_were_written()
    {
        var id = "01KCRWJ8P0" + NewId()[..8].ToUpperInvariant() + "ZYXWVTSR";
        var decision = new DecisionRecord(id, NewCustomer(), "home", null, null, "default", Noon);

        await Log.AppendAsync(Entries([decision]), CancellationToken.None);

        Assert.Equal(decision, await FindAsync(decision));
    }

    private static DecisionEntry[] Entries(DecisionRecord[] decisions) =>
        Array.ConvertAll(decisions, one => new DecisionEntry(
        CompactId.Of(one.DecisionId), one.Customer, one.Placement, one.Campaign, one.Variant, one.Reason, one.At));

    private Task<DecisionRecord?> FindAsync(DecisionRecord decision) =>
        Log.FindAsync(decision.Customer, decision.DecisionId, CancellationToken.None);
}

public sealed class SqliteDecisionLogTests(SqliteFixture storage)
    : DecisionLogContract(storage), IClassFixture<SqliteFixture>;

[Needs(Servers.Postgres)]
public sealed class PostgresDecisionLogTests(PostgresFixture storage)
    : DecisionLogContract(storage), IClassFixture<PostgresFixture>;
