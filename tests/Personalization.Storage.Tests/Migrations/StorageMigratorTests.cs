using Microsoft.Extensions.DependencyInjection;
using Personalization.Storage.Events;
using Personalization.Storage.Migrations;
using Personalization.Testing;

namespace Personalization.Storage.Tests.Migrations;

public sealed class StorageMigratorTests
{
    [PostgresFact, Trait("clause", "OPS-20")]
    public async Task Nodes_that_start_together_on_postgres_migrate_once()
    {
        var database = await PostgresServer.CreateDatabaseAsync();

        await StartTogetherAsync(() => new StorageOptions { Postgres = database });
        await PostgresServer.DropDatabaseAsync(database);
    }

    [Fact, Trait("clause", "OPS-20")]
    public async Task Processes_that_start_together_on_sqlite_migrate_once()
    {
        var folder = Directory.CreateTempSubdirectory("personalization-sqlite-").FullName;

        await StartTogetherAsync(() => new StorageOptions { DataDirectory = folder });
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Every_step_exists_in_both_dialects()
    {
        var postgres = Migration.Of("postgres").Select(step => step.Name).ToArray();

        Assert.NotEmpty(postgres);
        Assert.Equal(postgres, Migration.Of("sqlite").Select(step => step.Name));
        Assert.Equal(Enumerable.Range(1, postgres.Length), Migration.Of("postgres").Select(step => step.Number));
    }

    private static async Task StartTogetherAsync(Func<StorageOptions> options)
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => StorageFixture.Build(options())).ToArray();

        await Task.WhenAll(nodes.Select(node =>
            Task.Run(() => node.GetRequiredService<StorageMigrator>().MigrateAsync(CancellationToken.None))));
        await nodes[0].GetRequiredService<StorageMigrator>().MigrateAsync(CancellationToken.None);

        foreach (var node in nodes)
        {
            Assert.Equal(0, (await node.GetRequiredService<IEventLog>().MeasureAsync(CancellationToken.None)).Events);
            await node.DisposeAsync();
        }
    }
}
