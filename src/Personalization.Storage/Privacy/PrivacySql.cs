using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Personalization.Storage.Configuration;

namespace Personalization.Storage.Privacy;

/// <summary>
/// Statements that both databases read alike, with the parameters <c>$1</c>, <c>$2</c> …, in one transaction.
/// </summary>
internal sealed class PrivacySql(DbConnection connection, DbTransaction? transaction)
{
    private const int MostAttempts = 10;

    public bool IsPostgres => connection is NpgsqlConnection;

    /// <summary>Runs the work in a write transaction; on a deadlock it starts over.</summary>
    public static async Task<T> WriteAsync<T>(
        ServiceDatabase database, Func<PrivacySql, Task<T>> work, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var turn = await database.TakeTurnAsync(stop);
                await using var connection = await OpenAsync(database, stop);
                await using var transaction = await connection.BeginTransactionAsync(stop);
                var result = await work(new PrivacySql(connection, transaction));
                await transaction.CommitAsync(CancellationToken.None);
                return result;
            }
            catch (PostgresException e)
                when (e.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < MostAttempts)
            {
                // Writers of events take the same rows; whoever loses starts over.
            }
        }
    }

    /// <summary>Runs the work outside of a transaction.</summary>
    public static async Task<T> ReadAsync<T>(
        ServiceDatabase database, Func<PrivacySql, Task<T>> work, CancellationToken stop)
    {
        await using var connection = await OpenAsync(database, stop);
        return await work(new PrivacySql(connection, transaction: null));
    }

    public async Task<int> RunAsync(string sql, CancellationToken stop, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(stop);
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, CancellationToken stop, params object?[] values)
    {
        await using var command = Command(sql, values);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var rows = new List<T>();
        while (await reader.ReadAsync(stop))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private static async Task<DbConnection> OpenAsync(ServiceDatabase database, CancellationToken stop)
    {
        if (database.Postgres is { } postgres)
        {
            return await postgres.OpenConnectionAsync(stop);
        }

        var connection = database.Sqlite.OpenReader();
        await using var pragma = connection.CreateCommand();
        pragma.CommandText = "PRAGMA secure_delete = ON";
        await pragma.ExecuteNonQueryAsync(stop);
        return connection;
    }

    private DbCommand Command(string sql, object?[] values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i] ?? DBNull.Value;
            command.Parameters.Add(connection is NpgsqlConnection
                ? new NpgsqlParameter { Value = value }
                : new SqliteParameter($"${i + 1}", value));
        }

        return command;
    }
}
