using System.Collections.Concurrent;
using Npgsql;
using Personalization.Domain.Events;
using Personalization.Storage.Privacy;

namespace Personalization.Storage.Events;

/// <summary>
/// Writes batches in a handful of round trips whatever their size: lock, look for duplicates where there may be some,
/// insert, commit.
/// </summary>
/// <remarks>
/// One statement makes, locks and advances the streams in key order, so that writers wait for each other without
/// deadlock; whoever holds a customer's row is the only one to give it versions. How far each stream will advance is a
/// guess that holds unless events turn out to be duplicates, which the same transaction then corrects, or to name a
/// stream that ended, which starts over knowing it.
/// </remarks>
internal sealed class PostgresAppender(NpgsqlDataSource database, Suppressions suppressions)
{
    private const int MostAttempts = 10;
    private const int MostRedirects = 200_000;

    private const string ReserveSql = """
        INSERT INTO customer_stream AS s (customer, version)
        SELECT customer, version FROM unnest($1::text[], $2::bigint[]) AS wanted (customer, version)
        ORDER BY customer COLLATE "C"
        ON CONFLICT (customer) DO UPDATE SET version = s.version + excluded.version
        RETURNING s.customer, s.version, s.root, s.analytics_at, s.analytics_denied
        """;

    // COPY takes rows as they come and writes them a page at a time, for two thirds of what INSERT costs the server.
    private const string CopySql = """
        COPY customer_event (customer, version, joined, message_id, type, name, happened_at, received_at, body)
        FROM STDIN (FORMAT BINARY)
        """;

    private const string CorrectSql = """
        UPDATE customer_stream s SET version = moved.version
        FROM unnest($1::text[], $2::bigint[]) AS moved (customer, version)
        WHERE s.customer = moved.customer
        """;

    private const string EndSql = """
        UPDATE customer_stream s SET root = ended.root, joined_at = ended.joined_at
        FROM unnest($1::text[], $2::text[], $3::bigint[]) AS ended (customer, root, joined_at)
        WHERE s.customer = ended.customer
        """;

    private const string EndMembersSql = """
        UPDATE customer_stream s SET root = ended.root, joined_at = ended.joined_at
        FROM unnest($1::text[], $2::text[], $3::bigint[]) AS ended (customer, root, joined_at)
        WHERE s.root = ended.customer
        """;

    // Streams known to have ended: a hint only, checked against the locked rows, that saves a second attempt.
    private readonly ConcurrentDictionary<string, string> _redirects = new(StringComparer.Ordinal);
    private readonly PostgresDuplicates _duplicates = new();

    public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<NewEvent> events, CancellationToken stop)
    {
        if (events.Count == 0)
        {
            return [];
        }

        for (var attempt = 1; ; attempt++)
        {
            var isThorough = _duplicates.IsThorough;
            try
            {
                if (await TryAppendAsync(events, isThorough, stop) is { } outcomes)
                {
                    return outcomes;
                }

                if (attempt >= MostAttempts)
                {
                    throw new InvalidOperationException(
                        $"The batch's customers were joined {attempt} times while it was written; send it again.");
                }
            }
            catch (PostgresException e)
                when (e.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < MostAttempts)
            {
                // Joining a customer that others were joined to takes their rows out of order; whoever loses starts
                // over.
            }
            catch (PostgresException e)
                when (e.SqlState == PostgresErrorCodes.UniqueViolation && !isThorough && attempt < MostAttempts)
            {
                // A message is in the log already; now it is looked for.
                _duplicates.BeWary();
            }
        }
    }

    private async Task<AppendOutcome[]?> TryAppendAsync(
        IReadOnlyList<NewEvent> events, bool isThorough, CancellationToken stop)
    {
        var plan = new AppendPlan(events);
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var epoch = await ReserveAsync(connection, plan, Guess(plan, events), stop);
        if (epoch != suppressions.Epoch)
        {
            // Somebody was erased meanwhile: whom a stream was joined to may not be so any more.
            _redirects.Clear();
            await suppressions.ReloadAsync(stop);
            return null;
        }

        if (!plan.IsComplete)
        {
            return null;
        }

        if (suppressions.Any)
        {
            plan.Refuse(suppressions.Contains);
        }

        _duplicates.Follow(epoch);
        await _duplicates.FindAsync(connection, plan, isThorough, stop);
        var outcomes = plan.Run();
        await CopyAsync(connection, plan.Rows, stop);
        await AdjustStreamsAsync(connection, plan, stop);

        // Once the commit is on its way nobody can call it back, so nobody is told that it was cancelled.
        await transaction.CommitAsync(CancellationToken.None);
        _duplicates.Remember(plan);
        return outcomes;
    }

    private Dictionary<string, long> Guess(AppendPlan plan, IReadOnlyList<NewEvent> events)
    {
        var advances = new Dictionary<string, long>(plan.Named.Count, StringComparer.Ordinal);
        foreach (var named in plan.Named)
        {
            var root = Redirect(named);
            advances.TryAdd(root, 0);
            if (!string.Equals(root, named, StringComparison.Ordinal))
            {
                plan.Know(new AppendPlan.Stream(named, 0, 0) { Root = root });
            }
        }

        foreach (var e in events)
        {
            advances[plan.RootOf(e.Customer.Value)]++;
        }

        return advances;
    }

    private string Redirect(string stream)
    {
        while (_redirects.TryGetValue(stream, out var root))
        {
            stream = root;
        }

        return stream;
    }

    // The epoch is read behind the locks: who erases one of these persons waits for them, or has been waited for.
    private async Task<long> ReserveAsync(
        NpgsqlConnection connection, AppendPlan plan, Dictionary<string, long> advances, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection);
        Add(
            batch, ReserveSql,
            PostgresRows.Array(advances.Keys.ToArray()), PostgresRows.Array(advances.Values.ToArray()));
        Add(batch, PostgresConsent.EpochSql);
        await using var reader = await batch.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            var customer = reader.GetString(0);
            var stored = reader.GetInt64(1);
            var root = await reader.IsDBNullAsync(2, stop) ? null : reader.GetString(2);
            plan.Know(new AppendPlan.Stream(customer, stored - advances[customer], stored)
            {
                Root = root,
                Analytics = PostgresConsent.Read(reader, 3),
            });
            if (root is not null)
            {
                LearnRedirect(customer, root);
            }
        }

        await reader.NextResultAsync(stop);
        await reader.ReadAsync(stop);
        return reader.GetInt64(0);
    }

    private void LearnRedirect(string ended, string root)
    {
        if (_redirects.Count >= MostRedirects)
        {
            _redirects.Clear();
        }

        _redirects[ended] = root;
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, List<StoredEvent> rows, CancellationToken stop)
    {
        if (rows.Count == 0)
        {
            return;
        }

        await using var copy = await connection.BeginBinaryImportAsync(CopySql, stop);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(stop);
            await PostgresRows.WriteAsync(copy, row, stop);
        }

        await copy.CompleteAsync(stop);
    }

    private static async Task AdjustStreamsAsync(NpgsqlConnection connection, AppendPlan plan, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection);
        if (plan.Advanced.ToArray() is { Length: > 0 } moved)
        {
            Add(
                batch,
                CorrectSql,
                PostgresRows.Array(Array.ConvertAll(moved, stream => stream.Customer)),
                PostgresRows.Array(Array.ConvertAll(moved, stream => stream.Version)));
        }

        if (plan.Ended.ToArray() is { Length: > 0 } ended)
        {
            foreach (var sql in (string[])[EndSql, EndMembersSql])
            {
                Add(
                    batch,
                    sql,
                    PostgresRows.Array(Array.ConvertAll(ended, stream => stream.Customer)),
                    PostgresRows.Array(Array.ConvertAll(ended, stream => stream.Root)),
                    PostgresRows.Array(Array.ConvertAll(ended, stream => stream.JoinedAt)));
            }
        }

        PostgresConsent.Add(batch, plan);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(stop);
        }
    }

    private static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }
}
