using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using Personalization.Domain.Events;
using Personalization.Storage.Configuration;
using Personalization.Storage.Events;
using Personalization.Storage.Privacy;

namespace Personalization.Storage.Decisions;

/// <summary>Every decision that was answered, written in bulk.</summary>
public sealed class DecisionLog
{
    private const string CopySql =
        "COPY decision (customer, decision_id, placement, campaign, variant, reason, at) FROM STDIN (FORMAT BINARY)";

    private const string InsertMissingSql = """
        INSERT INTO decision (customer, decision_id, placement, campaign, variant, reason, at)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
            AS told (customer, decision_id, placement, campaign, variant, reason, at)
        WHERE NOT EXISTS (
            SELECT FROM decision WHERE decision.customer = told.customer AND decision.decision_id = told.decision_id)
        """;

    private const string SqliteSql = """
        INSERT INTO decision (customer, decision_id, placement, campaign, variant, reason, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT DO NOTHING
        """;

    private const string FindSql =
        "SELECT customer, decision_id, placement, campaign, variant, reason, at FROM decision "
        + "WHERE customer = $1 AND decision_id = $2";

    private const string ListSql =
        "SELECT customer, decision_id, placement, campaign, variant, reason, at FROM decision "
        + "WHERE customer = $1 ORDER BY decision_id";

    private readonly ServiceDatabase _database;
    private readonly Suppressions _suppressions;

    internal DecisionLog(ServiceDatabase database, Suppressions suppressions) =>
        (_database, _suppressions) = (database, suppressions);

    /// <summary>
    /// Writes decisions that were never written before, in one transaction; those of erased persons are not kept.
    /// </summary>
    public Task AppendAsync(IReadOnlyList<DecisionEntry> decisions, CancellationToken stop) => AppendAsync(
        decisions, CopyAsync, stop);

    /// <summary>
    /// The same for decisions of which it is not known whether they were written: those that were are left alone.
    /// </summary>
    public Task AppendMissingAsync(IReadOnlyList<DecisionEntry> decisions, CancellationToken stop) => AppendAsync(
        decisions, InsertMissingAsync, stop);

    /// <summary>A customer's decision by its id; null when it is not (or not yet) written.</summary>
    public async Task<DecisionRecord?> FindAsync(CustomerKey customer, string decisionId, CancellationToken stop)
    {
        if (_database.Postgres is { } postgres)
        {
            await using var command = postgres.CreateCommand(FindSql);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = customer.Value });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = decisionId });
            await using var reader = await command.ExecuteReaderAsync(stop);
            return await reader.ReadAsync(stop) ? Read(reader, PostgresRows.Instant(reader, 6)) : null;
        }

        using var connection = _database.Sqlite.OpenReader();
        using var find = new SqliteStatement(connection, null, FindSql, parameters: 2);
        using var rows = find.Read(customer.Value, decisionId);
        return rows.Read() ? Read(rows, Instants.FromMicroseconds(rows.GetInt64(6))) : null;
    }

    /// <summary>Everything decided for a customer, oldest first.</summary>
    public Task<IReadOnlyList<DecisionRecord>> ListAsync(CustomerKey customer, CancellationToken stop) =>
        PrivacySql.ReadAsync(
        _database,
        sql => sql.QueryAsync(
            ListSql,
            row => Read(
                row, sql.IsPostgres ? PostgresRows.Instant(row, 6) : Instants.FromMicroseconds(row.GetInt64(6))),
            stop,
            customer.Value),
        stop);

    private async Task AppendAsync(
        IReadOnlyList<DecisionEntry> decisions,
        Func<NpgsqlConnection, IReadOnlyList<DecisionEntry>, CancellationToken, Task> write,
        CancellationToken stop)
    {
        if (_suppressions.Any)
        {
            decisions = [.. decisions.Where(decision => !_suppressions.Contains(decision.Customer))];
        }

        if (decisions.Count == 0)
        {
            return;
        }

        if (_database.Postgres is { } postgres)
        {
            await using var connection = await postgres.OpenConnectionAsync(stop);
            await write(connection, decisions, stop);
        }
        else
        {
            await _database.Sqlite.WriteAsync(
                (connection, transaction) => Append(connection, transaction, decisions), stop);
        }
    }

    // Copying costs the server the least of all ways, but knows none around rows that are there already.
    private static async Task CopyAsync(
        NpgsqlConnection connection, IReadOnlyList<DecisionEntry> decisions, CancellationToken stop)
    {
        var room = new char[CompactId.UlidLength];
        await using var copy = await connection.BeginBinaryImportAsync(CopySql, stop);
        for (var i = 0; i < decisions.Count; i++)
        {
            var decision = decisions[i];
            await copy.StartRowAsync(stop);
            await copy.WriteAsync(decision.Customer.Value, NpgsqlDbType.Text, stop);
            await copy.WriteAsync(decision.Id.Text(room), NpgsqlDbType.Text, stop);
            await copy.WriteAsync(decision.Placement, NpgsqlDbType.Text, stop);
            await (decision.Campaign is { } campaign
                ? copy.WriteAsync(campaign, NpgsqlDbType.Text, stop)
                : copy.WriteNullAsync(stop));
            await (decision.Variant is { } variant
                ? copy.WriteAsync(variant, NpgsqlDbType.Text, stop)
                : copy.WriteNullAsync(stop));
            await copy.WriteAsync(decision.Reason, NpgsqlDbType.Text, stop);
            await copy.WriteAsync(decision.At.UtcDateTime, NpgsqlDbType.TimestampTz, stop);
        }

        await copy.CompleteAsync(stop);
    }

    private static async Task InsertMissingAsync(
        NpgsqlConnection connection, IReadOnlyList<DecisionEntry> told, CancellationToken stop)
    {
        DecisionEntry[] decisions = [.. told];
        await using var command = new NpgsqlCommand(InsertMissingSql, connection);
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(decisions, d => d.Customer.Value)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(decisions, d => d.Id.ToString())));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(decisions, d => d.Placement)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(decisions, d => d.Campaign)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(decisions, d => d.Variant)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(decisions, d => d.Reason)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(decisions, d => d.At.UtcDateTime)));
        await command.ExecuteNonQueryAsync(stop);
    }

    private static int Append(
        SqliteConnection connection, SqliteTransaction transaction, IReadOnlyList<DecisionEntry> decisions)
    {
        using var insert = new SqliteStatement(connection, transaction, SqliteSql, parameters: 7);
        foreach (var d in decisions)
        {
            insert.Run(
                d.Customer.Value, d.Id.ToString(), d.Placement, d.Campaign, d.Variant, d.Reason,
                Instants.ToMicroseconds(
                    d.At));
        }

        return decisions.Count;
    }

    private static DecisionRecord Read(DbDataReader row, DateTimeOffset at) => new(
        row.GetString(1),
        CustomerKey.Parse(row.GetString(0)),
        row.GetString(2),
        row.IsDBNull(3) ? null : row.GetString(3),
        row.IsDBNull(4) ? null : row.GetString(4),
        row.GetString(5),
        at);
}
