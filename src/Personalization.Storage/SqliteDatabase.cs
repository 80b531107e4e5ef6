using Microsoft.Data.Sqlite;

namespace Personalization.Storage;

/// <summary>
/// The embedded database file: many readers, one writer at a time, a commit on disk before it is told of.
/// </summary>
/// <remarks>SQLite's calls block; a caller waits for the writer without blocking, and then for the disk.</remarks>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private SqliteConnection? _writer;

    public SqliteDatabase(string directory)
    {
        Path = System.IO.Path.Combine(directory, "personalization.db");
        ConnectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = true,
            DefaultTimeout = 30,
        }.ToString();
    }

    public string Path { get; }

    public string ConnectionString { get; }

    /// <summary>A pooled connection for reading.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        return connection;
    }

    /// <summary>
    /// Runs the work in a write transaction and commits it to disk; an exception leaves nothing behind.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, SqliteTransaction, T> work, CancellationToken stop)
    {
        using var turn = await TakeTurnAsync(stop);
        _writer ??= OpenWriter();
        using var transaction = _writer.BeginTransaction(deferred: false);
        var result = work(_writer, transaction);
        transaction.Commit();
        return result;
    }

    /// <summary>
    /// Waits until nobody in this process writes; whoever writes through another connection holds the turn meanwhile.
    /// </summary>
    public async Task<IDisposable> TakeTurnAsync(CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        return new Turn(_turn);
    }

    /// <summary>
    /// Rewrites the file and empties its write-ahead log, so that nothing that was deleted is left in either. Readers
    /// go on; writers wait.
    /// </summary>
    public async Task ScrubAsync(CancellationToken stop)
    {
        using var turn = await TakeTurnAsync(stop);
        _writer ??= OpenWriter();
        using var command = _writer.CreateCommand();
        command.CommandText = "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);";
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _turn.Dispose();
        using var connection = new SqliteConnection(ConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    private SqliteConnection OpenWriter()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        var connection = OpenReader();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; "
            + "PRAGMA secure_delete = ON;";
        pragmas.ExecuteNonQuery();
        return connection;
    }

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        public void Dispose() => turns.Release();
    }
}
