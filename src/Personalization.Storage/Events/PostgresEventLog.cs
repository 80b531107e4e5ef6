using System.Runtime.CompilerServices;
using Npgsql;
using Personalization.Domain.Events;
using Personalization.Storage.Privacy;

namespace Personalization.Storage.Events;

/// <summary>
/// The event log on PostgreSQL 15 or later, partitioned by customer. Thread-safe; any number of nodes may append.
/// </summary>
public sealed class PostgresEventLog(NpgsqlDataSource database, Suppressions suppressions) : IEventLog
{
    private const int HistoryChunk = 5000;

    // One statement, one snapshot: a stream that ended answers with its customer's whole history.
    private const string CustomerSql = """
        WITH asked AS MATERIALIZED (
            SELECT coalesce(root, customer) AS customer, root IS NOT NULL AS moved
            FROM customer_stream WHERE customer = $1),
        part AS (
            SELECT s.customer, s.version, CASE WHEN a.moved THEN 0 ELSE $2 END AS after, true AS own
            FROM asked a JOIN customer_stream s ON s.customer = a.customer
            UNION ALL
            SELECT s.customer, s.version, 0, false
            FROM asked a JOIN customer_stream s ON s.root = a.customer
            WHERE a.moved OR s.joined_at > $2)
        SELECT p.customer, e.version, e.joined, e.message_id, e.type, e.name, e.happened_at, e.received_at, e.body,
               p.own, p.version
        FROM part p LEFT JOIN customer_event e ON e.customer = p.customer AND e.version > p.after
        ORDER BY p.own DESC, p.customer, e.version
        """;

    private const string FeedSql = $"""
        SELECT customer, version, joined, message_id, type, name, happened_at, received_at,
               CASE WHEN name = ANY ($4) THEN NULL ELSE body END, written_by::text::bigint, position
        {BehindFence}
        """;

    private const string AdvancesSql = $"""
        SELECT customer, version, joined, written_by::text::bigint, position
        {BehindFence}
        """;

    // Qualified in ORDER BY: the bare name would mean the cast in the select list, which no index is sorted by.
    private const string BehindFence = """
        FROM customer_event
        WHERE (written_by, position) > ($1::text::xid8, $2)
          AND written_by < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY customer_event.written_by, customer_event.position
        LIMIT $3
        """;

    private const string EndSql = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

    private const string MeasureSql = """
        SELECT count(*) FILTER (WHERE customer LIKE 'u:%' AND root IS NULL AND version > 0),
               count(*) FILTER (WHERE customer LIKE 'a:%' AND root IS NULL AND version > 0),
               coalesce(sum(version), 0)::bigint,
               (SELECT min(happened_at) FROM customer_event),
               (SELECT max(happened_at) FROM customer_event)
        FROM customer_stream
        """;

    private readonly PostgresAppender _appender = new(database, suppressions);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken stop)
    {
        EventRules.Demand(events);
        return _appender.AppendAsync(events, stop);
    }

    /// <inheritdoc/>
    public async Task<CustomerHistory> ReadCustomerAsync(
        CustomerKey customer, long afterVersion, CancellationToken stop)
    {
        await using var command = database.CreateCommand(CustomerSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = customer.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = afterVersion });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var builder = new HistoryBuilder(customer);
        while (await reader.ReadAsync(stop))
        {
            if (reader.GetBoolean(9))
            {
                builder.Root(CustomerKey.Parse(reader.GetString(0)), reader.GetInt64(10));
            }

            if (!await reader.IsDBNullAsync(1, stop))
            {
                builder.Add(PostgresRows.ReadEvent(reader));
            }
        }

        return builder.Build();
    }

    /// <inheritdoc/>
    public Task<CustomerPage> ReadCustomerPageAsync(
        CustomerKey customer, long? before, int limit, CancellationToken stop) =>
        PostgresPages.ReadAsync(database, customer, before, limit, stop);

    /// <inheritdoc/>
    public async IAsyncEnumerable<CustomerHistory> ReadHistoriesAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await using var reading = await PostgresHistories.OpenAsync(database, stop);
        while (await reading.NextAsync(HistoryChunk, stop) is { } histories)
        {
            foreach (var history in histories)
            {
                yield return history;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<FeedPage> ReadFeedAsync(
        FeedPosition after, int limit, IReadOnlyList<string> except, CancellationToken stop)
    {
        await using var command = FeedCommand(FeedSql, after, limit);
        command.Parameters.Add(PostgresRows.Array(except as string[] ?? [.. except]));
        await using var reader = await command.ExecuteReaderAsync(stop);
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(stop))
        {
            if (!await reader.IsDBNullAsync(8, stop))
            {
                events.Add(PostgresRows.ReadEvent(reader));
            }

            after = new FeedPosition(reader.GetInt64(9), reader.GetInt64(10));
        }

        return new FeedPage(events, after);
    }

    /// <inheritdoc/>
    public async Task<FeedAdvances> ReadAdvancesAsync(FeedPosition after, int limit, CancellationToken stop)
    {
        await using var command = FeedCommand(AdvancesSql, after, limit);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var advances = new List<StreamAdvance>();
        while (await reader.ReadAsync(stop))
        {
            var joined = await reader.IsDBNullAsync(2, stop) ? (CustomerKey?)null : CustomerKey.Parse(
                reader.GetString(2));
            advances.Add(new StreamAdvance(CustomerKey.Parse(reader.GetString(0)), reader.GetInt64(1), joined));
            after = new FeedPosition(reader.GetInt64(3), reader.GetInt64(4));
        }

        return new FeedAdvances(advances, after);
    }

    /// <inheritdoc/>
    public async Task<FeedPosition> EndAsync(CancellationToken stop)
    {
        await using var command = database.CreateCommand(EndSql);
        var oldestRunning = (long)(await command.ExecuteScalarAsync(stop))!;
        return new FeedPosition(oldestRunning - 1, long.MaxValue);
    }

    /// <inheritdoc/>
    public async Task RejectAsync(IReadOnlyList<RejectedEvent> events, CancellationToken stop)
    {
        if (events.Count == 0)
        {
            return;
        }

        await using var command = database.CreateCommand("""
            INSERT INTO rejected_event (received_at, message_id, reason, body)
            SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[])
            """);
        var rows = events.Select(e => e.ForStorage()).ToArray();
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(rows, row => row.ReceivedAt.UtcDateTime)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(rows, row => row.MessageId)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(rows, row => row.Reason)));
        command.Parameters.Add(PostgresRows.Array(Array.ConvertAll(rows, row => row.Body)));
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RejectedEvent>> ReadRejectedAsync(int limit, CancellationToken stop)
    {
        await using var command = database.CreateCommand(
            "SELECT received_at, message_id, reason, body FROM rejected_event ORDER BY id DESC LIMIT $1");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var events = new List<RejectedEvent>();
        while (await reader.ReadAsync(stop))
        {
            var messageId = await reader.IsDBNullAsync(1, stop) ? null : reader.GetString(1);
            events.Add(
                new RejectedEvent(
                    PostgresRows.Instant(reader, 0), messageId, reader.GetString(2), reader.GetString(3)));
        }

        return events;
    }

    /// <inheritdoc/>
    public async Task<LogSize> MeasureAsync(CancellationToken stop)
    {
        await using var command = database.CreateCommand(MeasureSql);
        await using var reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        var isEmpty = await reader.IsDBNullAsync(3, stop);
        return new LogSize(
            reader.GetInt64(0),
            reader.GetInt64(1),
            reader.GetInt64(2),
            isEmpty ? null : PostgresRows.Instant(reader, 3),
            isEmpty ? null : PostgresRows.Instant(reader, 4));
    }

    private NpgsqlCommand FeedCommand(string sql, FeedPosition after, int limit)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after.Transaction.ToString() });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after.Position });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return command;
    }
}
