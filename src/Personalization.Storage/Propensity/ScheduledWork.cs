using Personalization.Storage.Configuration;

namespace Personalization.Storage.Propensity;

/// <summary>Work that falls due from time to time and is done by one node, by whichever claims it first.</summary>
public sealed class ScheduledWork
{
    private const string FirstSql = """
        INSERT INTO scheduled_work (name, done_for) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING
        """;

    private const string DoneForSql = "SELECT done_for FROM scheduled_work WHERE name = $1";

    private const string ClaimSql = """
        UPDATE scheduled_work SET owner = $3, leased_until = $5
        WHERE name = $1 AND done_for < $2 AND (owner IS NULL OR owner = $3 OR leased_until < $4)
        """;

    private const string DoneSql = """
        UPDATE scheduled_work SET done_for = $2, owner = NULL, leased_until = NULL WHERE name = $1 AND owner = $3
        """;

    private readonly HandWrittenSql _sql;

    internal ScheduledWork(ServiceDatabase database) => _sql = new HandWrittenSql(database);

    /// <summary>Up to which due time the work is done; for new work that is <paramref name="now"/>.</summary>
    public async Task<DateTimeOffset> DoneForAsync(string work, DateTimeOffset now, CancellationToken stop)
    {
        var found = await _sql.ReadAsync(DoneForSql, [work], row => row.Instant(0), stop);
        if (found.Count > 0)
        {
            return found[0];
        }

        await _sql.RunAsync(FirstSql, [work, now], stop);
        return (await _sql.ReadAsync(DoneForSql, [work], row => row.Instant(0), stop))[0];
    }

    /// <summary>
    /// Claims, or renews, the work that was due at a time; false when it is done or another node's claim lasts.
    /// </summary>
    public async Task<bool> ClaimAsync(WorkClaim claim, CancellationToken stop) => await _sql.RunAsync(
        ClaimSql, [claim.Work, claim.Due, claim.Owner, claim.Now, claim.Now + claim.Lasts], stop) == 1;

    /// <summary>
    /// Says that the claimed work is done; false when the claim had run out and another node took it.
    /// </summary>
    public async Task<bool> DoneAsync(WorkClaim claim, CancellationToken stop) =>
        await _sql.RunAsync(DoneSql, [claim.Work, claim.Due, claim.Owner], stop) == 1;
}

/// <summary>A node's claim to do work.</summary>
/// <param name="Work">Its name.</param>
/// <param name="Due">When it fell due.</param>
/// <param name="Owner">The node.</param>
/// <param name="Now">When the claim begins.</param>
/// <param name="Lasts">When not renewed, another node may take over after this long.</param>
public sealed record WorkClaim(string Work, DateTimeOffset Due, string Owner, DateTimeOffset Now, TimeSpan Lasts);
