using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>
/// Between rows of <c>customer_event</c> and events. Reads the nine columns customer … body in the table's order.
/// </summary>
internal static class PostgresRows
{
    public static StoredEvent ReadEvent(DbDataReader reader) => new(
        CustomerKey.Parse(reader.GetString(0)),
        reader.GetInt64(1),
        reader.IsDBNull(2) ? null : CustomerKey.Parse(reader.GetString(2)),
        reader.GetString(3),
        (EventType)reader.GetInt16(4),
        reader.GetString(5),
        Instant(reader, 6),
        Instant(reader, 7),
        reader.GetFieldValue<byte[]>(8));

    // Npgsql reads PostgreSQL's infinities as the ends of .NET's calendar, which is what it writes those ends as.
    public static DateTimeOffset Instant(DbDataReader reader, int column) =>
        new(DateTime.SpecifyKind(reader.GetFieldValue<DateTime>(column), DateTimeKind.Utc));

    public static NpgsqlParameter Array<T>(T[] values) => new NpgsqlParameter<T[]> { TypedValue = values };

    public static async ValueTask WriteAsync(NpgsqlBinaryImporter copy, StoredEvent row, CancellationToken stop)
    {
        await copy.WriteAsync(row.Customer.Value, NpgsqlDbType.Text, stop);
        await copy.WriteAsync(row.Version, NpgsqlDbType.Bigint, stop);
        await (row.Joined is { } joined
            ? copy.WriteAsync(joined.Value, NpgsqlDbType.Text, stop)
            : copy.WriteNullAsync(stop));
        await copy.WriteAsync(row.MessageId, NpgsqlDbType.Text, stop);
        await copy.WriteAsync((short)row.Type, NpgsqlDbType.Smallint, stop);
        await copy.WriteAsync(row.Name, NpgsqlDbType.Text, stop);
        await copy.WriteAsync(row.At.UtcDateTime, NpgsqlDbType.TimestampTz, stop);
        await copy.WriteAsync(row.ReceivedAt.UtcDateTime, NpgsqlDbType.TimestampTz, stop);
        await copy.WriteAsync(row.Body, NpgsqlDbType.Jsonb, stop);
    }
}
