using Npgsql;
using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>Writes batches in four round trips whatever their size: lock, look for duplicates, insert, commit.</summary>
/// <remarks>
/// Streams are first inserted where missing and then locked, both in key order, with everything that the batch could join:
/// writers wait for each other but cannot deadlock. Whoever holds a customer's row is the only one to give it versions.
/// </remarks>
internal sealed class PostgresAppender(NpgsqlDataSource database)
{
    private const int MostAttempts = 10;

    private const string AddStreamsSql = """
        INSERT INTO customer_stream (customer)
        SELECT customer FROM unnest($1::text[]) AS named (customer) ORDER BY customer COLLATE "C"
        ON CONFLICT (customer) DO NOTHING
        RETURNING customer
        """;

    private const string LockSql = """
        SELECT customer, version, root FROM customer_stream
        WHERE customer IN (
            SELECT unnest($1::text[])
            UNION SELECT root FROM customer_stream WHERE customer = ANY ($1::text[]) AND root IS NOT NULL
            UNION SELECT customer FROM customer_stream WHERE root = ANY ($2::text[]))
        ORDER BY customer
        FOR NO KEY UPDATE
        """;

    private const string MembersSql = """
        SELECT member.customer, member.version, member.root
        FROM customer_stream AS named
        JOIN customer_stream AS member ON member.root = coalesce(named.root, named.customer)
        WHERE named.customer = ANY ($1::text[])
        """;

    private const string MetSql = """
        SELECT e.customer, e.message_id
        FROM unnest($1::text[], $2::text[]) AS suspect (customer, message_id)
        JOIN customer_event e ON e.customer = suspect.customer AND e.message_id = suspect.message_id
        """;

    private const string InsertSql = """
        INSERT INTO customer_event
            (customer, version, joined, message_id, type, name, happened_at, received_at, body)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::smallint[], $6::text[],
            $7::timestamptz[], $8::timestamptz[], $9::jsonb[])
        """;

    private const string AdvanceSql = """
        UPDATE customer_stream s SET version = moved.version
        FROM unnest($1::text[], $2::bigint[]) AS moved (customer, version)
        WHERE s.customer = moved.customer
        """;

    private const string EndSql = """
        UPDATE customer_stream s SET root = ended.root, joined_at = ended.joined_at
        FROM unnest($1::text[], $2::text[], $3::bigint[]) AS ended (customer, root, joined_at)
        WHERE s.customer = ended.customer
        """;

    public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken stop)
    {
        if (events.Count == 0)
        {
            return [];
        }

        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await TryAppendAsync(events, stop) is { } outcomes)
            {
                return outcomes;
            }
        }

        throw new InvalidOperationException(
            $"The batch's customers were joined by others {MostAttempts} times while it was being written; send it again.");
    }

    private async Task<AppendOutcome[]?> TryAppendAsync(IReadOnlyList<NewEvent> events, CancellationToken stop)
    {
        var plan = new AppendPlan(events);
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await LockStreamsAsync(connection, plan, stop);
        if (!plan.IsComplete)
        {
            return null;
        }

        await FindDuplicatesAsync(connection, plan, stop);
        var outcomes = plan.Run();
        await WriteAsync(connection, plan, stop);

        // Once the commit is on its way nobody can call it back, so nobody is told that it was cancelled.
        await transaction.CommitAsync(CancellationToken.None);
        return outcomes;
    }

    private static async Task LockStreamsAsync(NpgsqlConnection connection, AppendPlan plan, CancellationToken stop)
    {
        var named = plan.Named.ToArray();
        await using var batch = new NpgsqlBatch(connection);
        Add(batch, AddStreamsSql, PostgresRows.Array(named));
        Add(batch, LockSql, PostgresRows.Array(named), PostgresRows.Array(plan.Joining.ToArray()));
        Add(batch, MembersSql, PostgresRows.Array(named));
        await using var reader = await batch.ExecuteReaderAsync(stop);
        var added = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(stop))
        {
            added.Add(reader.GetString(0));
        }

        for (var locked = true; await reader.NextResultAsync(stop); locked = false)
        {
            while (await reader.ReadAsync(stop))
            {
                var customer = reader.GetString(0);
                plan.Know(new AppendPlan.Stream(customer, reader.GetInt64(1))
                {
                    Root = await reader.IsDBNullAsync(2, stop) ? null : reader.GetString(2),
                    IsNew = added.Contains(customer),
                    Locked = locked,
                });
            }
        }
    }

    private static async Task FindDuplicatesAsync(NpgsqlConnection connection, AppendPlan plan, CancellationToken stop)
    {
        var suspects = plan.Suspects().ToArray();
        if (suspects.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(MetSql, connection);
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(suspects, suspect => suspect.Stream)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(suspects, suspect => suspect.MessageId)));
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            plan.Met(reader.GetString(0), reader.GetString(1));
        }
    }

    private static async Task WriteAsync(NpgsqlConnection connection, AppendPlan plan, CancellationToken stop)
    {
        if (plan.Rows.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        Add(batch, InsertSql, Columns(plan.Rows.ToArray()));
        var advanced = plan.Advanced.ToArray();
        Add(
            batch,
            AdvanceSql,
            PostgresRows.Array(Array.ConvertAll(advanced, stream => stream.Customer)),
            PostgresRows.Array(Array.ConvertAll(advanced, stream => stream.Version)));
        if (plan.Ended.Count > 0)
        {
            var ended = plan.Ended.ToArray();
            Add(
                batch,
                EndSql,
                PostgresRows.Array(Array.ConvertAll(ended, stream => stream.Customer)),
                PostgresRows.Array(Array.ConvertAll(ended, stream => stream.Root)),
                PostgresRows.Array(Array.ConvertAll(ended, stream => stream.JoinedAt)));
        }

        await batch.ExecuteNonQueryAsync(stop);
    }

    private static NpgsqlParameter[] Columns(StoredEvent[] rows) =>
    [
        PostgresRows.Array(Array.ConvertAll(rows, row => row.Customer.Value)),
        PostgresRows.Array(Array.ConvertAll(rows, row => row.Version)),
        PostgresRows.Array(Array.ConvertAll(rows, row => row.Joined?.Value)),
        PostgresRows.Array(Array.ConvertAll(rows, row => row.MessageId)),
        PostgresRows.Array(Array.ConvertAll(rows, row => (short)row.Type)),
        PostgresRows.Array(Array.ConvertAll(rows, row => row.Name)),
        PostgresRows.Array(Array.ConvertAll(rows, row => row.At.UtcDateTime)),
        PostgresRows.Array(Array.ConvertAll(rows, row => row.ReceivedAt.UtcDateTime)),
        PostgresRows.JsonArray(Array.ConvertAll(rows, row => Bodies.Exactly(row.Body))),
    ];

    private static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }
}
