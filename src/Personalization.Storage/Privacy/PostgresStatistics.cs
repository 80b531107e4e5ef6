using System.Globalization;
using Personalization.Domain.Events;

namespace Personalization.Storage.Privacy;

/// <summary>
/// The planner's samples of column values: an erased person's ids and traits would stay in them until the next look.
/// </summary>
internal static class PostgresStatistics
{
    private const string TouchedSql = """
        SELECT DISTINCT tableoid::regclass::text FROM customer_event WHERE customer = ANY ($1)
        UNION SELECT DISTINCT tableoid::regclass::text FROM decision WHERE customer = ANY ($1)
        UNION SELECT 'customer_stream' UNION SELECT 'rejected_event'
        """;

    private const string SampledSql = """
        SELECT DISTINCT tablename FROM pg_stats
        WHERE schemaname = current_schema()
          AND (tablename = ANY ($1) OR (inherited AND tablename IN ('customer_event', 'decision')))
        """;

    // Somebody who is nobody and belongs to a partition.
    private const string NobodySql = """
        SELECT 'erased-' || n FROM generate_series(1, 5000) AS n
        WHERE satisfies_hash_partition('customer_event'::regclass, 16, $1::integer, ('erased-' || n)::text)
        LIMIT 1
        """;

    private const string EventSql = """
        INSERT INTO customer_event (customer, version, message_id, type, name, happened_at, received_at, body)
        VALUES ($1, 0, '', 0, '', now(), now(), '{}')
        """;

    private const string DecisionSql =
        "INSERT INTO decision (customer, decision_id, placement, reason, at) VALUES ($1, '', '', '', now())";

    private const string StreamSql = "INSERT INTO customer_stream (customer) VALUES ($1)";

    private const string RejectedSql =
        "INSERT INTO rejected_event (received_at, message_id, reason, body) VALUES ('-infinity', '', $1, '')";

    /// <summary>The tables that hold something of these persons.</summary>
    public static async Task<string[]> TablesOfAsync(
        PrivacySql sql, IReadOnlyList<CustomerKey> persons, CancellationToken stop) => [.. await sql.QueryAsync(
            TouchedSql, row => row.GetString(0), stop, (object)persons.Select(person => person.Value).ToArray())];

    /// <summary>Samples those of the tables anew that were sampled before. Needs a transaction.</summary>
    /// <remarks>
    /// Looking at an empty table changes nothing of what was sampled before, so none is empty while it is looked at: a
    /// row that nobody else sees stands in it until the transaction ends.
    /// </remarks>
    public static async Task<int> RenewAsync(PrivacySql sql, string[] tables, CancellationToken stop)
    {
        var sampled = await sql.QueryAsync(SampledSql, row => row.GetString(0), stop, (object)tables);
        foreach (var table in sampled)
        {
            var nobody = await NobodyAsync(sql, table, stop);
            var whole = table.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9').TrimEnd('_');
            await sql.RunAsync(
                whole switch
                {
                    "customer_event" => EventSql,
                    "decision" => DecisionSql,
                    "customer_stream" => StreamSql,
                    _ => RejectedSql,
                },
                stop,
                nobody);
            await sql.RunAsync($"ANALYZE {table}", stop);
            var named = whole == "rejected_event" ? "reason" : "customer";
            await sql.RunAsync($"DELETE FROM {whole} WHERE {named} = $1", stop, nobody);
        }

        return sampled.Count;
    }

    private static async Task<string> NobodyAsync(PrivacySql sql, string table, CancellationToken stop)
    {
        var remainder =
            int.TryParse(table[^2..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return (await sql.QueryAsync(NobodySql, row => row.GetString(0), stop, remainder))[0];
    }
}
