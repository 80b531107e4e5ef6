using Personalization.Storage.Configuration;

namespace Personalization.Storage.Propensity;

/// <summary>A stored look at a model: whatever its writer made of it, as JSON.</summary>
public sealed record StoredCheck(string Name, DateTimeOffset At, string Body);

/// <summary>The newest check of every model, and what nodes counted of shadows.</summary>
public sealed class ModelChecks
{
    private const string SaveSql = """
        INSERT INTO model_check (name, checked_at, body) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET checked_at = excluded.checked_at, body = excluded.body
        """;

    private const string ListSql = "SELECT name, checked_at, body FROM model_check ORDER BY name";

    private const string CountSql = """
        INSERT INTO shadow_comparison (name, active, shadow, node, updated_at, body) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (name, active, shadow, node) DO UPDATE SET updated_at = excluded.updated_at, body = excluded.body
        """;

    private const string CountsSql = """
        SELECT node, updated_at, body FROM shadow_comparison WHERE name = $1 AND active = $2 AND shadow = $3
        ORDER BY node
        """;

    private readonly HandWrittenSql _sql;

    internal ModelChecks(ServiceDatabase database) => _sql = new HandWrittenSql(database);

    /// <summary>Stores a check in the place of the one before it.</summary>
    public Task SaveAsync(StoredCheck check, CancellationToken stop) =>
        _sql.RunAsync(SaveSql, [check.Name, check.At, check.Body], stop);

    /// <summary>Every model's newest check, by name.</summary>
    public Task<IReadOnlyList<StoredCheck>> ListAsync(CancellationToken stop) => _sql.ReadAsync(
        ListSql, [], row => new StoredCheck(row.Text(0), row.Instant(1), row.Text(2)), stop);

    /// <summary>Stores what a node has counted so far of a shadow beside an active version.</summary>
    public Task SaveCountsAsync(ShadowCounts counts, CancellationToken stop) => _sql.RunAsync(
        CountSql, [counts.Name, counts.Active, counts.Shadow, counts.Node, counts.At, counts.Body], stop);

    /// <summary>What every node has counted of this pair.</summary>
    public Task<IReadOnlyList<ShadowCounts>> CountsAsync(string name, int active, int shadow, CancellationToken stop) =>
        _sql.ReadAsync(
            CountsSql,
            [name, active, shadow],
            row => new ShadowCounts(name, active, shadow, row.Text(0), row.Instant(1), row.Text(2)),
            stop);
}

/// <summary>What one node counted of a shadow's scores beside the active version's, as JSON.</summary>
public sealed record ShadowCounts(
    string Name, int Active, int Shadow, string Node, DateTimeOffset At, string Body);
