using Microsoft.Data.Sqlite;
using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>Between rows of <c>customer_event</c> and events.</summary>
internal static class SqliteRows
{
    /// <summary>What <see cref="ReadEvent"/> reads, of a table named <c>e</c>.</summary>
    internal const string Columns =
        "e.customer, e.version, e.joined, e.message_id, e.type, e.name, e.happened_at, e.received_at, e.body";

    internal static StoredEvent ReadEvent(SqliteDataReader reader) => new(
        CustomerKey.Parse(reader.GetString(0)),
        reader.GetInt64(1),
        reader.IsDBNull(2) ? null : CustomerKey.Parse(reader.GetString(2)),
        reader.GetString(3),
        (EventType)reader.GetInt16(4),
        reader.GetString(5),
        Instants.FromMicroseconds(reader.GetInt64(6)),
        Instants.FromMicroseconds(reader.GetInt64(7)),
        reader.GetFieldValue<byte[]>(8));

    internal static SqliteCommand Command(
        SqliteConnection connection, string sql, params (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
}
