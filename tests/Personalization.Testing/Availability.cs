namespace Personalization.Testing;

/// <summary>
/// Which servers can be had here, and why not. Under CI=true nothing is skipped: a missing server fails its tests.
/// </summary>
public static class Availability
{
    /// <summary>Why tests that need these servers are skipped; null when they run.</summary>
    public static string? SkipReason(Servers servers)
    {
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        if (servers.HasFlag(Servers.Postgres) && !HasPostgres)
        {
            return "needs PostgreSQL: install postgresql (15 or later) or set TEST_POSTGRES";
        }

        return (servers.HasFlag(Servers.Redis) && !HasRedis) || (
            servers.HasFlag(Servers.OwnRedis) && Programs.Find("redis-server") is null)
            ? "needs Redis: install redis-server or set TEST_REDIS"
            : null;
    }

    private static bool HasPostgres => PostgresServer.Given is not null || Programs.Find("initdb") is not null;

    private static bool HasRedis => RedisServer.Given is not null || Programs.Find("redis-server") is not null;
}
