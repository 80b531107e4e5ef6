using Microsoft.Data.Sqlite;
using Personalization.Domain.Privacy;
using Personalization.Storage.Privacy;

namespace Personalization.Storage.Events;

/// <summary>One batch on SQLite, inside the writer's transaction. Its statements are prepared once a batch.</summary>
internal sealed class SqliteAppend(SqliteConnection connection, SqliteTransaction transaction) : IDisposable
{
    private readonly List<SqliteStatement> _statements = [];

    /// <summary>Null when this node does not know of the last erasure yet; nothing was written then.</summary>
    public static IReadOnlyList<AppendOutcome>? Run(
        SqliteConnection connection, SqliteTransaction transaction, AppendPlan plan, Suppressions suppressions)
    {
        using var append = new SqliteAppend(connection, transaction);
        return append.Run(plan, suppressions);
    }

    public void Dispose() => _statements.ForEach(statement => statement.Dispose());

    private AppendOutcome[]? Run(AppendPlan plan, Suppressions suppressions)
    {
        var epoch = Prepare("SELECT epoch FROM privacy_state", 0);
        if ((long)epoch.Ask()! != suppressions.Epoch)
        {
            return null;
        }

        ReadStreams(plan);
        if (suppressions.Any)
        {
            plan.Refuse(suppressions.Contains);
        }

        FindDuplicates(plan);
        var outcomes = plan.Run();
        WriteEvents(plan);
        WriteStreams(plan);
        return outcomes;
    }

    private void ReadStreams(AppendPlan plan)
    {
        var read = Prepare(
            "SELECT version, root, analytics_at, analytics_denied FROM customer_stream WHERE customer = $1", 1);
        foreach (var named in plan.Named)
        {
            var stream = ReadStream(read, named);
            plan.Know(stream);
            if (stream.Root is not null)
            {
                plan.Know(ReadStream(read, stream.Root));
            }
        }
    }

    private static AppendPlan.Stream ReadStream(SqliteStatement read, string customer)
    {
        using var reader = read.Read(customer);
        return reader.Read()
            ? new AppendPlan.Stream(customer, reader.GetInt64(0), reader.GetInt64(0))
            {
                Root = reader.IsDBNull(1) ? null : reader.GetString(1),
                Analytics = reader.IsDBNull(2)
                    ? default
                    : new AnalyticsConsent(Instants.FromMicroseconds(reader.GetInt64(2)), reader.GetBoolean(3)),
            }
            : new AppendPlan.Stream(customer, 0, 0);
    }

    private void FindDuplicates(AppendPlan plan)
    {
        var met = Prepare(
            """
            SELECT 1 FROM customer_event WHERE customer = $1 AND message_id = $2
            UNION ALL
            SELECT 1 FROM customer_stream s JOIN customer_event e ON e.customer = s.customer
            WHERE s.root = $1 AND e.message_id = $2
            LIMIT 1
            """,
            2);
        foreach (var suspect in plan.Suspects())
        {
            if (met.Ask(suspect.Stream.Customer, suspect.MessageId) is not null)
            {
                plan.Met(suspect.Stream.Customer, suspect.MessageId);
            }
        }
    }

    private void WriteEvents(AppendPlan plan)
    {
        var insert = Prepare(
            """
            INSERT INTO customer_event
                (customer, version, joined, message_id, type, name, happened_at, received_at, body)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            9);
        foreach (var row in plan.Rows)
        {
            insert.Run(
                row.Customer.Value,
                row.Version,
                row.Joined?.Value,
                row.MessageId,
                (long)row.Type,
                row.Name,
                Instants.ToMicroseconds(row.At),
                Instants.ToMicroseconds(row.ReceivedAt),
                Bodies.Exactly(row.Body));
        }
    }

    // A stream that is only named to be joined gets its row too, ended, so that its later events find their customer.
    private void WriteStreams(AppendPlan plan)
    {
        var write = Prepare(
            """
            INSERT INTO customer_stream (customer, version, root, joined_at, analytics_at, analytics_denied)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (customer) DO UPDATE
            SET version = excluded.version, root = excluded.root, joined_at = excluded.joined_at,
                analytics_at = excluded.analytics_at, analytics_denied = excluded.analytics_denied
            """,
            6);
        var move = Prepare("UPDATE customer_stream SET root = $1, joined_at = $2 WHERE root = $3", 3);
        foreach (var stream in plan.Ended)
        {
            move.Run(stream.Root, stream.JoinedAt, stream.Customer);
        }

        foreach (var stream in plan.Advanced.Concat(plan.Ended).Concat(plan.Resolved).Distinct())
        {
            write.Run(
                stream.Customer,
                stream.Version,
                stream.Root,
                stream.Root is null ? null : (object)stream.JoinedAt,
                stream.Analytics.At is { } at ? Instants.ToMicroseconds(at) : null,
                stream.Analytics.IsDenied);
        }
    }

    private SqliteStatement Prepare(string sql, int parameters)
    {
        var statement = new SqliteStatement(connection, transaction, sql, parameters);
        _statements.Add(statement);
        return statement;
    }
}
