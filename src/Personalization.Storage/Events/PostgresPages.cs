using Npgsql;
using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>Reads pages of customers' histories from PostgreSQL.</summary>
internal static class PostgresPages
{
    /// <summary>The customer's stream and those joined to it.</summary>
    internal const string StreamsSql = """
        WITH asked AS MATERIALIZED (
            SELECT coalesce(root, customer) AS customer FROM customer_stream WHERE customer = $1)
        SELECT s.customer, s.version, NULL::bigint
        FROM asked a JOIN customer_stream s ON s.customer = a.customer
        UNION ALL
        SELECT s.customer, s.version, s.joined_at
        FROM asked a JOIN customer_stream s ON s.root = a.customer
        """;

    /// <summary>The events of some ranges of versions.</summary>
    internal const string EventsSql = """
        SELECT e.customer, e.version, e.joined, e.message_id, e.type, e.name, e.happened_at, e.received_at, e.body
        FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS part (customer, first, last)
        JOIN customer_event e ON e.customer = part.customer AND e.version BETWEEN part.first AND part.last
        ORDER BY e.customer, e.version
        """;

    // Two statements and no snapshot over both: events are only added, at the end, so the places of the first hold.
    internal static async Task<CustomerPage> ReadAsync(
        NpgsqlDataSource database, CustomerKey customer, long? before, int limit, CancellationToken stop)
    {
        if (await LayoutAsync(database, customer, stop) is not { } found)
        {
            return CustomerPage.NothingOf(customer);
        }

        var (root, layout) = found;
        var end = Math.Min(before ?? long.MaxValue, layout.Total);
        var start = Math.Max(0, end - limit);
        var ranges = layout.RangesOf(start, end);
        await using var command = database.CreateCommand(EventsSql);
        command.Parameters.Add(PostgresRows.Array(ranges.Select(range => range.Customer).ToArray()));
        command.Parameters.Add(PostgresRows.Array(ranges.Select(range => range.First).ToArray()));
        command.Parameters.Add(PostgresRows.Array(ranges.Select(range => range.Last).ToArray()));
        await using var reader = await command.ExecuteReaderAsync(stop);
        var read = new Dictionary<string, List<StoredEvent>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(stop))
        {
            var e = PostgresRows.ReadEvent(reader);
            read.TryAdd(e.Customer.Value, []);
            read[e.Customer.Value].Add(e);
        }

        return new CustomerPage(root, layout.Total, start, layout.Assemble(start, end, read));
    }

    private static async Task<(CustomerKey Root, HistoryLayout Layout)?> LayoutAsync(
        NpgsqlDataSource database, CustomerKey customer, CancellationToken stop)
    {
        await using var command = database.CreateCommand(StreamsSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = customer.Value });
        await using var reader = await command.ExecuteReaderAsync(stop);
        (string Customer, long Version)? root = null;
        var joined = new List<JoinedStream>();
        while (await reader.ReadAsync(stop))
        {
            if (await reader.IsDBNullAsync(2, stop))
            {
                root = (reader.GetString(0), reader.GetInt64(1));
            }
            else
            {
                joined.Add(new JoinedStream(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
            }
        }

        return root is { } own
            ? (CustomerKey.Parse(own.Customer), new HistoryLayout(own.Customer, own.Version, joined))
            : null;
    }
}
