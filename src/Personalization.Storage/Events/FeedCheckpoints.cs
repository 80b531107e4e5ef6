using Personalization.Storage.Configuration;

namespace Personalization.Storage.Events;

/// <summary>
/// How far each background reader of the feed has come, and which node reads for it at the moment. Durable.
/// </summary>
public sealed class FeedCheckpoints
{
    private const string GetSql = "SELECT \"transaction\", position FROM feed_reader WHERE name = $1";

    private const string SaveSql = """
        INSERT INTO feed_reader (name, "transaction", position) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET "transaction" = excluded."transaction", position = excluded.position
        WHERE (feed_reader."transaction", feed_reader.position) < (excluded."transaction", excluded.position)
        """;

    private const string PostgresLeaseSql = """
        INSERT INTO feed_reader (name, owner, leased_until)
        VALUES ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, leased_until = excluded.leased_until
        WHERE feed_reader.owner IS NULL OR feed_reader.owner = excluded.owner
           OR feed_reader.leased_until < clock_timestamp()
        """;

    private const string SqliteLeaseSql = """
        INSERT INTO feed_reader (name, owner, leased_until)
        VALUES ($1, $2, CAST(unixepoch('subsec') * 1000 AS INTEGER) + $3)
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, leased_until = excluded.leased_until
        WHERE feed_reader.owner IS NULL OR feed_reader.owner = excluded.owner
           OR feed_reader.leased_until < CAST(unixepoch('subsec') * 1000 AS INTEGER)
        """;

    private readonly HandWrittenSql _sql;
    private readonly string _leaseSql;

    internal FeedCheckpoints(ServiceDatabase database) => (_sql, _leaseSql) = (
        new HandWrittenSql(database), database.Postgres is null ? SqliteLeaseSql : PostgresLeaseSql);

    /// <summary>Where the reader left off; the beginning for a new one.</summary>
    public async Task<FeedPosition> GetAsync(string reader, CancellationToken stop) => (await _sql.ReadAsync(
        GetSql, [reader], row => new FeedPosition(row.Number(0), row.Number(1)), stop)).SingleOrDefault();

    /// <summary>Notes how far the reader has come; an earlier position than the stored one changes nothing.</summary>
    public Task SaveAsync(string reader, FeedPosition at, CancellationToken stop) =>
        _sql.RunAsync(SaveSql, [reader, at.Transaction, at.Position], stop);

    /// <summary>
    /// Claims or renews the reader's work for one node. False while another node's claim lasts; a claim that is not
    /// renewed ends by itself, by the database's clock.
    /// </summary>
    public async Task<bool> LeaseAsync(string reader, string owner, TimeSpan duration, CancellationToken stop) =>
        await _sql.RunAsync(_leaseSql, [reader, owner, (long)duration.TotalMilliseconds], stop) == 1;
}
