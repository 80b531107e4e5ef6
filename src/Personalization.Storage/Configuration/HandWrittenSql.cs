using System.Data.Common;
using Npgsql;
using Personalization.Storage.Events;

namespace Personalization.Storage.Configuration;

/// <summary>Runs statements that both databases read alike, with the parameters <c>$1</c>, <c>$2</c> ….</summary>
internal sealed class HandWrittenSql(ServiceDatabase database)
{
    /// <summary>Runs a statement and answers how many rows it changed.</summary>
    public async Task<int> RunAsync(string sql, object?[] values, CancellationToken stop)
    {
        if (database.Postgres is { } postgres)
        {
            await using var command = Command(postgres, sql, values);
            return await command.ExecuteNonQueryAsync(stop);
        }

        return await database.Sqlite.WriteAsync(
            (connection, transaction) =>
            {
                using var statement = new SqliteStatement(connection, transaction, sql, values.Length);
                return statement.Run(Array.ConvertAll(values, ToSqlite));
            },
            stop);
    }

    /// <summary>Reads every row.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(
        string sql, object?[] values, Func<Row, T> read, CancellationToken stop)
    {
        var found = new List<T>();
        if (database.Postgres is { } postgres)
        {
            await using var command = Command(postgres, sql, values);
            await using var rows = await command.ExecuteReaderAsync(stop);
            while (await rows.ReadAsync(stop))
            {
                found.Add(read(new Row(rows, IsPostgres: true)));
            }

            return found;
        }

        using var connection = database.Sqlite.OpenReader();
        using var statement = new SqliteStatement(connection, null, sql, values.Length);
        using var row = statement.Read(Array.ConvertAll(values, ToSqlite));
        while (row.Read())
        {
            found.Add(read(new Row(row, IsPostgres: false)));
        }

        return found;
    }

    private static NpgsqlCommand Command(NpgsqlDataSource database, string sql, object?[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = value switch
                {
                    null => DBNull.Value,
                    DateTimeOffset at => at.UtcDateTime,
                    _ => value,
                },
            });
        }

        return command;
    }

    private static object? ToSqlite(object? value) =>
        value is DateTimeOffset at ? Instants.ToMicroseconds(at) : value;

    /// <summary>A row that is being read.</summary>
    internal readonly record struct Row(DbDataReader Reader, bool IsPostgres)
    {
        public string Text(int column) => Reader.GetString(column);

        public long Number(int column) => Reader.GetInt64(column);

        public DateTimeOffset Instant(int column) => IsPostgres
            ? PostgresRows.Instant(Reader, column)
            : Instants.FromMicroseconds(Reader.GetInt64(column));
    }
}
