using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Personalization.Storage.Events;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Events;

public sealed class SqliteEventLogTests(SqliteFixture storage)
    : EventLogContract(storage), IClassFixture<SqliteFixture>
{
    private readonly SqliteFixture _storage = storage;

    [Fact, Trait("clause", "LOG-10")]
    public void A_page_is_searched_by_customer_and_versions()
    {
        using var connection = _storage.Services.GetRequiredService<SqliteDatabase>().OpenReader();
        using var command = SqliteRows.Command(
            connection, "EXPLAIN QUERY PLAN " + SqlitePages.EventsSql, ("$customer", "u:c"), ("$first", 1), (
                "$last", 9));
        using var reader = command.ExecuteReader();
        var plan = new List<string>();
        while (reader.Read())
        {
            plan.Add(reader.GetString(3));
        }

        Assert.EndsWith(
            "(customer=? AND version>? AND version<?)", Assert.Single(plan), StringComparison.Ordinal);
    }
}

[Needs(Servers.Postgres)]
public sealed class PostgresEventLogTests(PostgresFixture storage)
    : EventLogContract(storage), IClassFixture<PostgresFixture>
{
    private readonly PostgresFixture _storage = storage;

    [StoreFact, Trait("clause", "LOG-5")]
    public async Task The_feed_waits_for_a_transaction_that_began_earlier_and_misses_nothing()
    {
        var log = _storage.Services.GetRequiredService<IEventLog>();
        var database = _storage.Services.GetRequiredService<NpgsqlDataSource>();
        var (slow, quick) = (NewCustomer(), NewCustomer());
        var start = await log.EndAsync(CancellationToken.None);
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand(
            $$"""
            INSERT INTO customer_event (customer, version, message_id, type, name, happened_at, received_at, body)
            VALUES ('{{slow}}', 1, 'm', 1, 'Late', now(), now(), '{}')
            """,
            connection))
        {
            await insert.ExecuteNonQueryAsync();
        }

        await log.AppendAsync([Event(quick)], CancellationToken.None);
        var held = await log.ReadFeedAsync(start, limit: 100, except: [], CancellationToken.None);
        await transaction.CommitAsync();

        Assert.DoesNotContain(held.Events, e => e.Customer == quick || e.Customer == slow);
        await Eventually.SucceedsAsync(async () =>
        {
            var released = await log.ReadFeedAsync(held.Next, limit: 1000, except: [], CancellationToken.None);
            Assert.Equal([slow, quick], released.Events.Select(e => e.Customer).Where(c => c == slow || c == quick));
        });
    }

    [StoreFact, Trait("clause", "LOG-10")]
    public async Task A_page_of_a_long_history_reads_the_rows_of_the_page()
    {
        var customer = NewCustomer();
        await _storage.Services.GetRequiredService<IEventLog>().AppendAsync(
            [.. Enumerable.Range(0, 2_000).Select(_ => Event(customer))], CancellationToken.None);
        await using var command = _storage.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + PostgresPages.EventsSql);
        command.Parameters.Add(PostgresRows.Array<string>([customer.Value]));
        command.Parameters.Add(PostgresRows.Array<long>([1_901]));
        command.Parameters.Add(PostgresRows.Array<long>([2_000]));

        var plan = JsonNode.Parse((string)(await command.ExecuteScalarAsync())!)![0]!["Plan"]!;

        var scans = Nodes(plan).Where(node => node["Relation Name"] is not null).ToArray();
        Assert.All(scans, scan => Assert.Equal("Index Scan", scan["Node Type"]!.GetValue<string>()));
        Assert.Equal(100, scans.Sum(scan => scan["Actual Rows"]!.GetValue<double>()));
        Assert.Equal(0, scans.Sum(scan => scan["Rows Removed by Filter"]?.GetValue<double>() ?? 0));
        Assert.Equal(100, plan["Actual Rows"]!.GetValue<double>());
    }

    [StoreFact, Trait("clause", "LOG-2")]
    public async Task What_a_visitor_sent_whom_another_node_joined_is_a_duplicate_here()
    {
        await using var elsewhere = StorageFixture.Build(new StorageOptions { Postgres = _storage.Database });
        var (here, there) = (
            _storage.Services.GetRequiredService<IEventLog>(), elsewhere.GetRequiredService<IEventLog>());
        var (customer, visitor) = (NewCustomer(), NewVisitor());
        await here.AppendAsync([Event(customer)], CancellationToken.None);
        await here.AppendAsync([Event(customer)], CancellationToken.None);
        await there.AppendAsync([Event(visitor, messageId: "m")], CancellationToken.None);
        await there.AppendAsync([Event(customer, joins: visitor)], CancellationToken.None);

        var again = await here.AppendAsync([Event(customer, messageId: "m"), Event(customer)], CancellationToken.None);

        Assert.Equal([true, false], again.Select(outcome => outcome.Duplicate));
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode plan) =>
        [plan, .. (plan["Plans"]?.AsArray() ?? []).SelectMany(below => Nodes(below!))];
}
