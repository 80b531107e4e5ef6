using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using Personalization.Domain.Events;
using Personalization.Service.Commands.Import;
using Personalization.Storage;

namespace Personalization.Service.Commands.Bench;

/// <summary>
/// The floor of the ingest budget: the rows that ingestion would write, inserted in batches into the same table and
/// nothing else done: no parsing, no versions to find, no duplicates to look for, no fold, no cache.
/// </summary>
internal sealed class BareInsert(IServiceProvider services)
{
    private const string PostgresSql = """
        INSERT INTO customer_event (customer, version, message_id, type, name, happened_at, received_at, body)
        SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::smallint[], $5::text[],
            $6::timestamptz[], $7::timestamptz[], $8::jsonb[])
        """;

    private const string SqliteSql = """
        INSERT INTO customer_event (customer, version, message_id, type, name, happened_at, received_at, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private readonly Dictionary<CustomerKey, long> _versions = [];

    /// <summary>Inserts every event once, over so many connections; answers how many a second.</summary>
    internal async Task<double> RunAsync(
        IReadOnlyList<PreparedMessage> messages, int batch, int connections, CancellationToken stop)
    {
        var batches = messages.Select(ToRow).Chunk(batch).ToArray();
        GC.Collect();
        var begin = Stopwatch.GetTimestamp();
        if (services.GetService<NpgsqlDataSource>() is { } database)
        {
            await Parallel.ForEachAsync(
                batches,
                new ParallelOptions { MaxDegreeOfParallelism = connections, CancellationToken = stop },
                async (rows, cancelled) => await InsertAsync(database, rows, cancelled));
        }
        else
        {
            // SQLite has one writer: a second connection would only wait for the first.
            await Task.Run(() => Insert(services.GetRequiredService<StorageOptions>().DataDirectory, batches), stop);
        }

        return messages.Count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private Row ToRow(PreparedMessage message)
    {
        var version = _versions[message.Event.Customer] = _versions.GetValueOrDefault(message.Event.Customer) + 1;
        return new Row(message.Event, version);
    }

    private static async Task InsertAsync(NpgsqlDataSource database, Row[] rows, CancellationToken stop)
    {
        await using var command = database.CreateCommand(PostgresSql);
        Add(NpgsqlDbType.Text, row => row.Event.Customer.Value);
        Add(NpgsqlDbType.Bigint, row => row.Version);
        Add(NpgsqlDbType.Text, row => row.Event.MessageId);
        Add(NpgsqlDbType.Smallint, row => (short)row.Event.Type);
        Add(NpgsqlDbType.Text, row => row.Event.Name);
        Add(NpgsqlDbType.TimestampTz, row => row.Event.At.UtcDateTime);
        Add(NpgsqlDbType.TimestampTz, row => row.Event.ReceivedAt.UtcDateTime);
        Add(NpgsqlDbType.Jsonb, row => row.Event.Body.ToArray());
        await command.ExecuteNonQueryAsync(stop);

        void Add<T>(NpgsqlDbType type, Converter<Row, T> read) =>
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = Array.ConvertAll(rows, read),
                NpgsqlDbType = NpgsqlDbType.Array | type,
            });
    }

    private static void Insert(string directory, Row[][] batches)
    {
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(directory, "personalization.db")};Pooling=False");
        connection.Open();
        using var pragma = new SqliteCommand("PRAGMA synchronous = FULL", connection);
        pragma.ExecuteNonQuery();
        foreach (var rows in batches)
        {
            using var transaction = connection.BeginTransaction();
            using var command = new SqliteCommand(SqliteSql, connection, transaction);
            foreach (var row in rows)
            {
                command.Parameters.Clear();
                command.Parameters.AddWithValue("$1", row.Event.Customer.Value);
                command.Parameters.AddWithValue("$2", row.Version);
                command.Parameters.AddWithValue("$3", row.Event.MessageId);
                command.Parameters.AddWithValue("$4", (long)row.Event.Type);
                command.Parameters.AddWithValue("$5", row.Event.Name);
                command.Parameters.AddWithValue("$6", row.Event.At.UtcTicks / TimeSpan.TicksPerMicrosecond);
                command.Parameters.AddWithValue("$7", row.Event.ReceivedAt.UtcTicks / TimeSpan.TicksPerMicrosecond);
                command.Parameters.AddWithValue("$8", row.Event.Body.ToArray());
                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    private sealed record Row(NewEvent Event, long Version);
}
