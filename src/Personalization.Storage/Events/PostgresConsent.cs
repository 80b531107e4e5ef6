using System.Data.Common;
using Npgsql;
using Personalization.Domain.Privacy;

namespace Personalization.Storage.Events;

/// <summary>What a batch writes of consent and of erased persons.</summary>
internal static class PostgresConsent
{
    public const string EpochSql = "SELECT epoch FROM privacy_state";

    private const string WordSql = """
        UPDATE customer_stream s SET analytics_at = said.at, analytics_denied = said.denied
        FROM unnest($1::text[], $2::bigint[], $3::boolean[]) AS said (customer, at, denied)
        WHERE s.customer = said.customer
        """;

    private const string ForgetSql = "DELETE FROM customer_stream WHERE customer = ANY ($1)";

    /// <summary>Reads the columns <c>analytics_at</c> and <c>analytics_denied</c>.</summary>
    public static AnalyticsConsent Read(DbDataReader reader, int column) => reader.IsDBNull(column)
        ? default
        : new AnalyticsConsent(Instants.FromMicroseconds(reader.GetInt64(column)), reader.GetBoolean(column + 1));

    /// <summary>Adds what has to be written to the batch; nothing most of the time.</summary>
    public static void Add(NpgsqlBatch batch, AppendPlan plan)
    {
        if (plan.Resolved.ToArray() is { Length: > 0 } resolved)
        {
            var word = new NpgsqlBatchCommand(WordSql);
            word.Parameters.Add(PostgresRows.Array(Array.ConvertAll(resolved, stream => stream.Customer)));
            word.Parameters.Add(
                PostgresRows.Array(
                    Array.ConvertAll(resolved, stream => Instants.ToMicroseconds(stream.Analytics.At!.Value))));
            word.Parameters.Add(PostgresRows.Array(Array.ConvertAll(resolved, stream => stream.Analytics.IsDenied)));
            batch.BatchCommands.Add(word);
        }

        // Locking them made rows of them.
        if (plan.Erased.Count > 0)
        {
            var forget = new NpgsqlBatchCommand(ForgetSql);
            forget.Parameters.Add(PostgresRows.Array(plan.Erased.ToArray()));
            batch.BatchCommands.Add(forget);
        }
    }
}
