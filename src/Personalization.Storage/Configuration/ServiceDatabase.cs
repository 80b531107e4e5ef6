using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Personalization.Storage.Configuration;

/// <summary>
/// Opens the configuration tables; changes run one after the other, each in a transaction of its own.
/// </summary>
internal sealed class ServiceDatabase
{
    private readonly SqliteDatabase? _sqlite;
    private readonly PooledDbContextFactory<ServiceDbContext> _contexts;

    public ServiceDatabase(NpgsqlDataSource postgres)
    {
        Postgres = postgres;
        _contexts = Pool(new DbContextOptionsBuilder<ServiceDbContext>().UseNpgsql(postgres));
    }

    public ServiceDatabase(SqliteDatabase sqlite)
    {
        _sqlite = sqlite;
        _contexts = Pool(new DbContextOptionsBuilder<ServiceDbContext>().UseSqlite(sqlite.ConnectionString));
    }

    /// <summary>Whom to tell of committed changes.</summary>
    public ChangeSignal? Signal { get; init; }

    /// <summary>PostgreSQL, for statements that are written by hand; null on SQLite.</summary>
    public NpgsqlDataSource? Postgres { get; }

    /// <summary>SQLite, for statements that are written by hand.</summary>
    public SqliteDatabase Sqlite =>
        _sqlite ?? throw new InvalidOperationException("This node keeps its data in PostgreSQL.");

    public Task<ServiceDbContext> OpenAsync(CancellationToken stop) => _contexts.CreateDbContextAsync(stop);

    /// <summary>
    /// Runs a change that raises the configuration's revision, which it is given; concurrent changes wait for each
    /// other. Answering false as the first value takes everything back.
    /// </summary>
    public async Task<T> ChangeAsync<T>(
        Func<ServiceDbContext, long, Task<(bool Changed, T Answer)>> change, CancellationToken stop)
    {
        using var turn = await TakeTurnAsync(stop);
        await using var context = await OpenAsync(stop);
        await using var transaction = await context.Database.BeginTransactionAsync(stop);
        await context.Revisions.ExecuteUpdateAsync(set => set.SetProperty(r => r.Revision, r => r.Revision + 1), stop);
        var revision = await context.Revisions.AsNoTracking().Select(r => r.Revision).SingleAsync(stop);
        var (changed, answer) = await change(context, revision);
        if (changed)
        {
            await context.SaveChangesAsync(stop);
            await transaction.CommitAsync(CancellationToken.None);
            await (Signal?.RaiseAsync() ?? Task.CompletedTask);
        }

        return answer;
    }

    /// <summary>Waits for this process's other writers where the database has room for one only.</summary>
    public async Task<IDisposable?> TakeTurnAsync(CancellationToken stop) =>
        _sqlite is null ? null : await _sqlite.TakeTurnAsync(stop);

    private static PooledDbContextFactory<ServiceDbContext> Pool(DbContextOptionsBuilder<ServiceDbContext> options) =>
        new(options.UseQueryTrackingBehavior(QueryTrackingBehavior.TrackAll).Options);
}
