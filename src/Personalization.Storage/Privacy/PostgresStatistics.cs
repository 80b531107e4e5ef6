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
        SELECT DISTINCT format('%I.%I', schemaname, tablename) FROM pg_stats
        WHERE schemaname = current_schema()
          AND (tablename = ANY ($1) OR (inherited AND tablename IN ('customer_event', 'decision')))
        """;

    /// <summary>The tables that hold something of these persons.</summary>
    public static async Task<string[]> TablesOfAsync(
        PrivacySql sql, IReadOnlyList<CustomerKey> persons, CancellationToken stop) => [.. await sql.QueryAsync(
            TouchedSql, row => row.GetString(0), stop, (object)persons.Select(person => person.Value).ToArray())];

    /// <summary>Samples those of the tables anew that were sampled before.</summary>
    public static async Task<int> RenewAsync(PrivacySql sql, string[] tables, CancellationToken stop)
    {
        var sampled = await sql.QueryAsync(SampledSql, row => row.GetString(0), stop, (object)tables);
        foreach (var table in sampled)
        {
            await sql.RunAsync($"ANALYZE {table}", stop);
        }

        return sampled.Count;
    }
}
