using Microsoft.Extensions.DependencyInjection;
using Personalization.Storage.Migrations;
using Personalization.Testing;

namespace Personalization.Storage.Tests;

/// <summary>All stores on one fresh database, shared by the tests of a class; each test uses ids of its own.</summary>
public abstract class StorageFixture : IAsyncLifetime
{
    private ServiceProvider? _services;

    public IServiceProvider Services =>
        _services ?? throw new InvalidOperationException("The server this needs is missing.");

    protected abstract Servers Needs { get; }

    public async Task InitializeAsync()
    {
        if (Availability.SkipReason(Needs) is null)
        {
            _services = Build(await ConfigureAsync());
            await Services.GetRequiredService<StorageMigrator>().MigrateAsync(CancellationToken.None);
        }
    }

    public async Task DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
            await CleanAsync();
        }
    }

    public static ServiceProvider Build(StorageOptions options) => new ServiceCollection()
        .AddLogging()
        .AddStorage(options)
        .BuildServiceProvider();

    protected abstract Task<StorageOptions> ConfigureAsync();

    protected abstract Task CleanAsync();
}

public sealed class PostgresFixture : StorageFixture
{
    public string Database { get; private set; } = "";

    protected override Servers Needs => Servers.Postgres;

    protected override async Task<StorageOptions> ConfigureAsync() =>
        new() { Postgres = Database = await PostgresServer.CreateDatabaseAsync() };

    protected override Task CleanAsync() => PostgresServer.DropDatabaseAsync(Database);
}

public sealed class SqliteFixture : StorageFixture
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("personalization-sqlite-").FullName;

    protected override Servers Needs => Servers.None;

    protected override Task<StorageOptions> ConfigureAsync() =>
        Task.FromResult(new StorageOptions { DataDirectory = Folder });

    protected override Task CleanAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class PostgresAndRedisFixture : StorageFixture
{
    private string _database = "";

    protected override Servers Needs => Servers.Postgres | Servers.Redis;

    protected override async Task<StorageOptions> ConfigureAsync() => new()
    {
        Postgres = _database = await PostgresServer.CreateDatabaseAsync(),
        Redis = await RedisServer.SharedAsync(),
        RedisTimeout = TimeSpan.FromSeconds(10),
    };

    protected override Task CleanAsync() => PostgresServer.DropDatabaseAsync(_database);
}
