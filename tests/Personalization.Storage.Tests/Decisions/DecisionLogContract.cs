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

        await Log.AppendAsync(decisions, CancellationToken.None);
        await Log.AppendAsync(decisions[..10], CancellationToken.None);

        Assert.Equal(decisions[4], await FindAsync(decisions[4]));
        Assert.Equal(decisions[299], await FindAsync(decisions[299]));
        Assert.Null(await FindAsync(decisions[4] with { DecisionId = NewId() }));
        Assert.Null(await FindAsync(decisions[4] with { Customer = NewCustomer() }));
    }

    private Task<DecisionRecord?> FindAsync(DecisionRecord decision) =>
        Log.FindAsync(decision.Customer, decision.DecisionId, CancellationToken.None);
}

public sealed class SqliteDecisionLogTests(SqliteFixture storage)
    : DecisionLogContract(storage), IClassFixture<SqliteFixture>;

[Needs(Servers.Postgres)]
public sealed class PostgresDecisionLogTests(PostgresFixture storage)
    : DecisionLogContract(storage), IClassFixture<PostgresFixture>;
