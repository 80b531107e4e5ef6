using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Personalization.Storage.Migrations;

/// <summary>
/// Brings the database to this version's schema. Safe when several nodes start together: one works, the others wait.
/// </summary>
public sealed partial class StorageMigrator
{
    private const long LockKey = 0x50657273_6F6E616C;

    private readonly NpgsqlDataSource? _postgres;
    private readonly SqliteDatabase? _sqlite;
    private readonly ILogger<StorageMigrator> _log;

    internal StorageMigrator(NpgsqlDataSource? postgres, SqliteDatabase? sqlite, ILogger<StorageMigrator> log)
    {
        _postgres = postgres;
        _sqlite = sqlite;
        _log = log;
    }

    /// <summary>Applies every step that the database does not have yet, all in one transaction.</summary>
    /// <exception cref="InvalidOperationException">The database was made by a later version of this
    /// program.</exception>
    public Task MigrateAsync(CancellationToken stop) =>
        _postgres is null ? MigrateSqliteAsync(_sqlite!, stop) : MigratePostgresAsync(_postgres, stop);

    private async Task MigratePostgresAsync(NpgsqlDataSource database, CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({LockKey})", stop);
        await RunAsync(
            connection,
            """
            CREATE TABLE IF NOT EXISTS schema_migration (
                number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())
            """,
            stop);
        await using var last = new NpgsqlCommand("SELECT coalesce(max(number), 0) FROM schema_migration", connection);
        foreach (var step in Missing("postgres", (int)(await last.ExecuteScalarAsync(stop))!))
        {
            await RunAsync(connection, step.Sql, stop);
            await RunAsync(connection, NoteSql(step), stop);
        }

        await transaction.CommitAsync(stop);
    }

    private async Task MigrateSqliteAsync(SqliteDatabase database, CancellationToken stop) => await database.WriteAsync(
        (connection, transaction) =>
        {
            Run(connection, transaction, """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL DEFAULT (datetime('now')))
                """);
            using var last = connection.CreateCommand();
            last.Transaction = transaction;
            last.CommandText = "SELECT coalesce(max(number), 0) FROM schema_migration";
            foreach (var step in Missing("sqlite", Convert.ToInt32(last.ExecuteScalar())))
            {
                Run(connection, transaction, step.Sql);
                Run(connection, transaction, NoteSql(step));
            }

            return true;
        },
        stop);

    private IEnumerable<Migration> Missing(string dialect, int last)
    {
        var steps = Migration.Of(dialect);
        if (last > steps[^1].Number)
        {
            throw new InvalidOperationException(
                $"The database has schema {last}, this program knows {steps[^1].Number}: start a newer version of it.");
        }

        foreach (var step in steps.Where(step => step.Number > last))
        {
            LogApplying(step.Name);
            yield return step;
        }
    }

    private static string NoteSql(Migration step) =>
        $"INSERT INTO schema_migration (number, name) VALUES ({step.Number}, '{step.Name}')";

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(stop);
    }

    private static void Run(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    [LoggerMessage(150, LogLevel.Information, "Applying schema step {Step}")]
    private partial void LogApplying(string step);
}
