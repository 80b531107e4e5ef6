using Personalization.Testing;

namespace Personalization.Service.Tests.Faults;

/// <summary>Stores that outlive the service process on them, removed with the test.</summary>
internal sealed class FaultStores : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("personalization-faults-");
    private string? _postgres;

    internal RedisServer? Redis { get; private set; }

    internal string[] Settings =>
    [
        $"--Data:Directory={_folder.FullName}",
        .. _postgres is null ? Array.Empty<string>() : [$"--ConnectionStrings:Postgres={_postgres}"],
        .. Redis is null ? Array.Empty<string>() : [$"--ConnectionStrings:Redis={Redis.ConnectionString}"],
    ];

    internal static FaultStores Embedded() => new();

    internal static async Task<FaultStores> ServersAsync() => new()
    {
        _postgres = await PostgresServer.CreateDatabaseAsync(),
        Redis = await RedisServer.StartAsync(),
    };

    public async ValueTask DisposeAsync()
    {
        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await PostgresServer.DropDatabaseAsync(_postgres);
        }

        _folder.Delete(recursive: true);
    }
}
