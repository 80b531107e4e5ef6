using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Personalization.Domain.Events;
using Personalization.Storage.Privacy;
using static Personalization.Storage.Events.SqliteRows;

namespace Personalization.Storage.Events;

/// <summary>The event log in an embedded SQLite file. Thread-safe; for one process.</summary>
internal sealed class SqliteEventLog(SqliteDatabase database, Suppressions suppressions) : IEventLog
{
    private const string RootSql = """
        SELECT s.customer, s.version, asked.root IS NOT NULL
        FROM customer_stream asked JOIN customer_stream s ON s.customer = coalesce(asked.root, asked.customer)
        WHERE asked.customer = $customer
        """;

    private const string OwnSql = $"""
        SELECT {Columns} FROM customer_event e WHERE e.customer = $customer AND e.version > $after ORDER BY e.version
        """;

    private const string JoinedSql = $"""
        SELECT {Columns} FROM customer_stream s JOIN customer_event e ON e.customer = s.customer
        WHERE s.root = $customer AND s.joined_at > $after ORDER BY e.customer, e.version
        """;

    private const string FeedSql = $"""
        SELECT {Columns}, e.position FROM customer_event e WHERE e.position > $after ORDER BY e.position LIMIT $limit
        """;

    private const string AdvancesSql = """
        SELECT customer, version, joined, position FROM customer_event
        WHERE position > $after ORDER BY position LIMIT $limit
        """;

    private const string HistoriesSql = $"""
        SELECT {Columns} FROM customer_event e JOIN customer_stream s ON s.customer = e.customer
        WHERE s.root IS NULL ORDER BY e.customer, e.version
        """;

    private const string RejectSql =
        "INSERT INTO rejected_event (received_at, message_id, reason, body) VALUES ($at, $message, $reason, $body)";

    private const string MeasureSql = """
        SELECT coalesce(sum(customer LIKE 'u:%' AND root IS NULL AND version > 0), 0),
               coalesce(sum(customer LIKE 'a:%' AND root IS NULL AND version > 0), 0),
               coalesce(sum(version), 0),
               (SELECT min(happened_at) FROM customer_event),
               (SELECT max(happened_at) FROM customer_event)
        FROM customer_stream
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken stop)
    {
        EventRules.Demand(events);
        if (events.Count == 0)
        {
            return [];
        }

        IReadOnlyList<AppendOutcome>? outcomes;
        while ((outcomes = await database.WriteAsync(
            (open, transaction) => SqliteAppend.Run(open, transaction, new(events), suppressions), stop)) is null)
        {
            await suppressions.ReloadAsync(stop);
        }

        return outcomes;
    }

    /// <inheritdoc/>
    public Task<CustomerHistory> ReadCustomerAsync(CustomerKey customer, long afterVersion, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var connection = database.OpenReader();
        using var snapshot = connection.BeginTransaction(deferred: true);
        var builder = new HistoryBuilder(customer);
        using (var root = Command(connection, RootSql, ("$customer", customer.Value)))
        using (var reader = root.ExecuteReader())
        {
            if (!reader.Read())
            {
                return Task.FromResult(builder.Build());
            }

            customer = CustomerKey.Parse(reader.GetString(0));
            builder.Root(customer, reader.GetInt64(1));
            afterVersion = reader.GetBoolean(2) ? 0 : afterVersion;
        }

        foreach (var sql in (ReadOnlySpan<string>)[OwnSql, JoinedSql])
        {
            using var command = Command(connection, sql, ("$customer", customer.Value), ("$after", afterVersion));
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                builder.Add(ReadEvent(reader));
            }
        }

        return Task.FromResult(builder.Build());
    }

    /// <inheritdoc/>
    public Task<CustomerPage> ReadCustomerPageAsync(
        CustomerKey customer, long? before, int limit, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var connection = database.OpenReader();
        return Task.FromResult(SqlitePages.Read(connection, customer, before, limit));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<CustomerHistory> ReadHistoriesAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await Task.Yield();
        using var connection = database.OpenReader();
        using var snapshot = connection.BeginTransaction(deferred: true);
        using var command = Command(connection, HistoriesSql);
        using var reader = command.ExecuteReader();
        HistoryBuilder? builder = null;
        CustomerKey customer = default;
        long version = 0;
        while (reader.Read())
        {
            var e = ReadEvent(reader);
            if (builder is null || e.Customer != customer)
            {
                if (builder is not null)
                {
                    stop.ThrowIfCancellationRequested();
                    yield return Finish(builder, customer, version);
                }

                customer = e.Customer;
                builder = new HistoryBuilder(customer);
            }

            version = e.Version;
            builder.Add(e);
            if (e.Joined is { } joined)
            {
                AddJoined(connection, builder, joined);
            }
        }

        if (builder is not null)
        {
            yield return Finish(builder, customer, version);
        }
    }

    /// <inheritdoc/>
    public Task<FeedPage> ReadFeedAsync(
        FeedPosition after, int limit, IReadOnlyList<string> except, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var connection = database.OpenReader();
        using var command = Command(connection, FeedSql, ("$after", after.Position), ("$limit", limit));
        using var reader = command.ExecuteReader();
        var events = new List<StoredEvent>();
        for (; reader.Read(); after = new FeedPosition(0, reader.GetInt64(9)))
        {
            if (!except.Contains(reader.GetString(5), StringComparer.Ordinal))
            {
                events.Add(ReadEvent(reader));
            }
        }

        return Task.FromResult(new FeedPage(events, after));
    }

    /// <inheritdoc/>
    public Task<FeedAdvances> ReadAdvancesAsync(FeedPosition after, int limit, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var connection = database.OpenReader();
        using var command = Command(connection, AdvancesSql, ("$after", after.Position), ("$limit", limit));
        using var reader = command.ExecuteReader();
        var advances = new List<StreamAdvance>();
        while (reader.Read())
        {
            var joined = reader.IsDBNull(2) ? (CustomerKey?)null : CustomerKey.Parse(reader.GetString(2));
            advances.Add(new StreamAdvance(CustomerKey.Parse(reader.GetString(0)), reader.GetInt64(1), joined));
            after = new FeedPosition(0, reader.GetInt64(3));
        }

        return Task.FromResult(new FeedAdvances(advances, after));
    }

    /// <inheritdoc/>
    public Task<FeedPosition> EndAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var connection = database.OpenReader();
        using var command = Command(connection, "SELECT coalesce(max(position), 0) FROM customer_event");
        return Task.FromResult(new FeedPosition(0, (long)command.ExecuteScalar()!));
    }

    /// <inheritdoc/>
    public Task RejectAsync(IReadOnlyList<RejectedEvent> events, CancellationToken stop) => events.Count == 0
        ? Task.CompletedTask
        : database.WriteAsync(
            (connection, transaction) =>
            {
                foreach (var e in events.Select(e => e.ForStorage()))
                {
                    using var command = Command(
                        connection,
                        RejectSql,
                        ("$at", Instants.ToMicroseconds(e.ReceivedAt)),
                        ("$message", e.MessageId),
                        ("$reason", e.Reason),
                        ("$body", e.Body));
                    command.Transaction = transaction;
                    command.ExecuteNonQuery();
                }

                return events.Count;
            },
            stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RejectedEvent>> ReadRejectedAsync(int limit, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var connection = database.OpenReader();
        using var command = Command(
            connection,
            "SELECT received_at, message_id, reason, body FROM rejected_event ORDER BY id DESC LIMIT $limit",
            ("$limit", limit));
        using var reader = command.ExecuteReader();
        var events = new List<RejectedEvent>();
        while (reader.Read())
        {
            events.Add(new RejectedEvent(
                Instants.FromMicroseconds(reader.GetInt64(0)),
                reader.IsDBNull(1) ? null : reader.GetString(1),
                reader.GetString(2),
                reader.GetString(3)));
        }

        return Task.FromResult<IReadOnlyList<RejectedEvent>>(events);
    }

    /// <inheritdoc/>
    public Task<LogSize> MeasureAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var connection = database.OpenReader();
        using var command = Command(connection, MeasureSql);
        using var reader = command.ExecuteReader();
        reader.Read();
        return Task.FromResult(new LogSize(
            reader.GetInt64(0),
            reader.GetInt64(1),
            reader.GetInt64(2),
            reader.IsDBNull(3) ? null : Instants.FromMicroseconds(reader.GetInt64(3)),
            reader.IsDBNull(4) ? null : Instants.FromMicroseconds(reader.GetInt64(4))));
    }

    private static void AddJoined(SqliteConnection connection, HistoryBuilder builder, CustomerKey joined)
    {
        using var command = Command(connection, OwnSql, ("$customer", joined.Value), ("$after", 0L));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var e = ReadEvent(reader);
            builder.Add(e);
            if (e.Joined is { } deeper)
            {
                AddJoined(connection, builder, deeper);
            }
        }
    }

    private static CustomerHistory Finish(HistoryBuilder builder, CustomerKey customer, long version)
    {
        builder.Root(customer, version);
        return builder.Build();
    }
}
