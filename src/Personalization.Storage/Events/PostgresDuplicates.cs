using Npgsql;

namespace Personalization.Storage.Events;

/// <summary>
/// Finds the events of a batch that the log holds already, with as few look-ups as it can.
/// </summary>
/// <remarks>
/// Message ids are unique a stream in the table itself, so an event that can only be written to one stream is not
/// looked up there: the insertion of a second one fails, and the batch is tried again thoroughly, as are the next ones,
/// because who sends again rarely sends one event again. What the table cannot know is that a stream joined to the
/// customer holds the message: that is remembered from batch to batch.
/// </remarks>
internal sealed class PostgresDuplicates
{
    // How many batches are looked up thoroughly after one that held a duplicate.
    private const int Wariness = 64;

    // OFFSET 0 keeps each look-up an index probe of one partition: flattened into a join, the planner would sometimes
    // read whole partitions for the sake of a small batch.
    private const string MetSql = """
        SELECT suspect.customer, suspect.message_id
        FROM unnest($1::text[], $2::text[]) AS suspect (customer, message_id)
        CROSS JOIN LATERAL (
            SELECT 1 FROM customer_event e
            WHERE e.customer = suspect.customer AND e.message_id = suspect.message_id OFFSET 0) AS met
        UNION ALL
        SELECT suspect.customer, suspect.message_id
        FROM (
            SELECT named.customer, member.customer AS member
            FROM (SELECT DISTINCT customer FROM unnest($3::text[]) AS n (customer)) AS named
            CROSS JOIN LATERAL (
                SELECT customer FROM customer_stream WHERE root = named.customer OFFSET 0) AS member) AS family
        JOIN unnest($3::text[], $4::text[]) AS suspect (customer, message_id) ON suspect.customer = family.customer
        CROSS JOIN LATERAL (
            SELECT 1 FROM customer_event e
            WHERE e.customer = family.member AND e.message_id = suspect.message_id OFFSET 0) AS met
        """;

    // A member of more than so many events says only that it is too large.
    private const string JoinedSql = """
        SELECT named.customer, message.message_id
        FROM unnest($1::text[]) AS named (customer)
        CROSS JOIN LATERAL (
            SELECT customer, version FROM customer_stream WHERE root = named.customer OFFSET 0) AS member
        LEFT JOIN LATERAL (
            SELECT message_id FROM customer_event e
            WHERE member.version <= $2 AND e.customer = member.customer OFFSET 0) AS message ON true
        WHERE member.version > 0
        """;

    private readonly JoinedMessages _joined = new();
    private int _wary;

    /// <summary>Whether the next batches are looked up in the streams they are written to as well.</summary>
    public bool IsThorough => Volatile.Read(ref _wary) > 0;

    /// <summary>Notes the number of the last erasure.</summary>
    public void Follow(long epoch) => _joined.Follow(epoch);

    /// <summary>Says that a batch held a message that the log has.</summary>
    public void BeWary() => Volatile.Write(ref _wary, Wariness);

    /// <summary>Tells the plan what the log holds. The plan's streams are locked.</summary>
    /// <param name="isThorough">Whether to look in the streams that the events are written to as well.</param>
    public async Task FindAsync(NpgsqlConnection connection, AppendPlan plan, bool isThorough, CancellationToken stop)
    {
        var suspects = plan.Suspects().ToList();
        await RecallAsync(connection, suspects, stop);
        var own = suspects.FindAll(suspect => isThorough || !suspect.IsAlone);
        var family = suspects.FindAll(MayBeJoined);
        if (own.Count + family.Count > 0 && await MeetAsync(connection, plan, (own, family), stop))
        {
            BeWary();
        }
        else if (isThorough)
        {
            Interlocked.Decrement(ref _wary);
        }
    }

    /// <summary>Remembers what the committed batch changed.</summary>
    public void Remember(AppendPlan plan)
    {
        foreach (var root in plan.Roots)
        {
            if (root.HasJoined || plan.Erased.Contains(root.Customer))
            {
                _joined.Forget(root.Customer);
            }
            else if (root.Before == 0)
            {
                _joined.Remember(root.Customer, root.Version, JoinedMessages.Messages.None);
            }
            else
            {
                _joined.Advance(root.Customer, root.Before, root.Version);
            }
        }
    }

    private bool MayBeJoined(AppendPlan.Suspect suspect) =>
        _joined.MayHold(suspect.Stream.Customer, suspect.Stream.Before, suspect.MessageId);

    /// <summary>Reads what the streams hold that were joined to customers of whom it is not known.</summary>
    private async Task RecallAsync(
        NpgsqlConnection connection, List<AppendPlan.Suspect> suspects, CancellationToken stop)
    {
        var unknown = new Dictionary<AppendPlan.Stream, JoinedMessages.Messages>();
        foreach (var suspect in suspects)
        {
            if (!_joined.Knows(suspect.Stream.Customer, suspect.Stream.Before))
            {
                unknown[suspect.Stream] = JoinedMessages.Messages.None;
            }
        }

        if (unknown.Count == 0)
        {
            return;
        }

        var streams = unknown.Keys.ToDictionary(stream => stream.Customer, StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(JoinedSql, connection);
        command.Parameters.Add(PostgresRows.Array(streams.Keys.ToArray()));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = JoinedMessages.MostOfOne });
        await using (var reader = await command.ExecuteReaderAsync(stop))
        {
            while (await reader.ReadAsync(stop))
            {
                var stream = streams[reader.GetString(0)];
                var messages = unknown[stream] is { } known && known != JoinedMessages.Messages.None ? known : new();
                messages.Add(reader.IsDBNull(1) ? null : reader.GetString(1));
                unknown[stream] = messages;
            }
        }

        foreach (var (stream, messages) in unknown)
        {
            _joined.Remember(stream.Customer, stream.Before, messages);
        }
    }

    private static async Task<bool> MeetAsync(
        NpgsqlConnection connection,
        AppendPlan plan,
        (List<AppendPlan.Suspect> Own, List<AppendPlan.Suspect> Family) suspects,
        CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(MetSql, connection);
        foreach (var some in (List<AppendPlan.Suspect>[])[suspects.Own, suspects.Family])
        {
            command.Parameters.Add(PostgresRows.Array(some.ConvertAll(suspect => suspect.Stream.Customer).ToArray()));
            command.Parameters.Add(PostgresRows.Array(some.ConvertAll(suspect => suspect.MessageId).ToArray()));
        }

        await using var reader = await command.ExecuteReaderAsync(stop);
        var any = false;
        while (await reader.ReadAsync(stop))
        {
            plan.Met(reader.GetString(0), reader.GetString(1));
            any = true;
        }

        return any;
    }
}
