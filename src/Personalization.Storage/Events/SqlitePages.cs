using Microsoft.Data.Sqlite;
using Personalization.Domain.Events;

namespace Personalization.Storage.Events;

/// <summary>Reads pages of customers' histories from SQLite.</summary>
internal static class SqlitePages
{
    /// <summary>The customer's stream and those joined to it.</summary>
    internal const string StreamsSql = """
        WITH asked AS (SELECT coalesce(root, customer) AS customer FROM customer_stream WHERE customer = $customer)
        SELECT s.customer, s.version, NULL
        FROM asked a JOIN customer_stream s ON s.customer = a.customer
        UNION ALL
        SELECT s.customer, s.version, s.joined_at
        FROM asked a JOIN customer_stream s ON s.root = a.customer
        """;

    /// <summary>The events of a range of versions.</summary>
    internal const string EventsSql = $"""
        SELECT {SqliteRows.Columns} FROM customer_event e
        WHERE e.customer = $customer AND e.version BETWEEN $first AND $last ORDER BY e.version
        """;

    internal static CustomerPage Read(SqliteConnection connection, CustomerKey customer, long? before, int limit)
    {
        using var snapshot = connection.BeginTransaction(deferred: true);
        if (Layout(connection, customer) is not { } found)
        {
            return CustomerPage.NothingOf(customer);
        }

        var (root, layout) = found;
        var end = Math.Min(before ?? long.MaxValue, layout.Total);
        var start = Math.Max(0, end - limit);
        var read = new Dictionary<string, List<StoredEvent>>(StringComparer.Ordinal);
        foreach (var range in layout.RangesOf(start, end))
        {
            using var command = SqliteRows.Command(
                connection,
                EventsSql,
                ("$customer", range.Customer),
                ("$first", range.First),
                ("$last", range.Last));
            using var reader = command.ExecuteReader();
            read.TryAdd(range.Customer, []);
            while (reader.Read())
            {
                read[range.Customer].Add(SqliteRows.ReadEvent(reader));
            }
        }

        return new CustomerPage(root, layout.Total, start, layout.Assemble(start, end, read));
    }

    private static (CustomerKey Root, HistoryLayout Layout)? Layout(SqliteConnection connection, CustomerKey customer)
    {
        using var command = SqliteRows.Command(connection, StreamsSql, ("$customer", customer.Value));
        using var reader = command.ExecuteReader();
        (string Customer, long Version)? root = null;
        var joined = new List<JoinedStream>();
        while (reader.Read())
        {
            if (reader.IsDBNull(2))
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
