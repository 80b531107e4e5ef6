using Npgsql;
using Personalization.Domain.Events;
using Personalization.Storage.Configuration;

namespace Personalization.Storage.Propensity;

/// <summary>Draws customers from the log's streams, the same ones until the set of customers changes.</summary>
/// <remarks>Costs one pass over the streams, of which there is one a customer, not over the events.</remarks>
public sealed class CustomerSample
{
    // A hash of the key orders customers by nothing that matters.
    private const string PostgresSql = """
        SELECT customer FROM customer_stream WHERE root IS NULL AND version > 0 AND customer LIKE 'u:%'
        ORDER BY hashtextextended(customer, 7), customer LIMIT $1
        """;

    private const string SqliteSql = """
        SELECT customer FROM customer_stream WHERE root IS NULL AND version > 0 AND customer LIKE 'u:%'
        """;

    private readonly ServiceDatabase _database;

    internal CustomerSample(ServiceDatabase database) => _database = database;

    /// <summary>At most so many known customers who have events and were joined to nobody else.</summary>
    public async Task<IReadOnlyList<CustomerKey>> DrawAsync(int most, CancellationToken stop)
    {
        var keys = new List<string>();
        if (_database.Postgres is { } postgres)
        {
            await using var command = postgres.CreateCommand(PostgresSql);
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
            await using var rows = await command.ExecuteReaderAsync(stop);
            while (await rows.ReadAsync(stop))
            {
                keys.Add(rows.GetString(0));
            }

            return keys.ConvertAll(CustomerKey.Parse);
        }

        using var connection = _database.Sqlite.OpenReader();
        using var all = new SqliteStatement(connection, null, SqliteSql, parameters: 0);
        using var row = all.Read();
        while (row.Read())
        {
            keys.Add(row.GetString(0));
        }

        return [.. keys.OrderBy(Hash).ThenBy(key => key, StringComparer.Ordinal).Take(most).Select(CustomerKey.Parse)];
    }

    // FNV-1a with murmur's finish: SQLite has no hash of its own.
    private static uint Hash(string key)
    {
        var hash = 2166136261u;
        foreach (var c in key)
        {
            hash = (hash ^ c) * 16777619u;
        }

        hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
        return hash ^ (hash >> 16);
    }
}
