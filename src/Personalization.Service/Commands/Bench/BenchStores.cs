using Npgsql;

namespace Personalization.Service.Commands.Bench;

/// <summary>Stores of the configured kinds, apart from the shop's own, that are removed after a benchmark.</summary>
/// <remarks>
/// Postgres gets a database of its own on the same server, the embedded store a temporary folder. Redis is shared: a
/// benchmark names its customers with <see cref="CustomerPrefix"/> and removes them itself.
/// </remarks>
internal sealed class BenchStores : IAsyncDisposable
{
    private readonly string? _server;
    private readonly string _name;
    private readonly DirectoryInfo _folder;

    private BenchStores(string? server, string name, DirectoryInfo folder) =>
        (_server, _name, _folder) = (server, name, folder);

    /// <summary>What every customer id of this run begins with.</summary>
    public string CustomerPrefix => _name + "-";

    /// <summary>What the stores are, for the person who reads the figures.</summary>
    public required string Description { get; init; }

    /// <summary>The caller's settings with the stores of this run in the place of the configured ones.</summary>
    public required string[] Settings { get; init; }

    /// <summary>Makes the stores.</summary>
    public static async Task<BenchStores> CreateAsync(string[] settings, CancellationToken stop)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().AddCommandLine(settings).Build();
        var postgres = configuration.GetConnectionString("Postgres") is { Length: > 0 } server ? server : null;
        var redis = configuration.GetConnectionString("Redis") is { Length: > 0 };
        var name = "bench_" + Guid.NewGuid().ToString("N")[..12];
        if (postgres is not null)
        {
            await ExecuteAsync(postgres, $"CREATE DATABASE {name}", stop);
        }

        var folder = Directory.CreateTempSubdirectory("personalization-bench-");
        return new BenchStores(postgres, name, folder)
        {
            Description =
                (postgres is null ? "SQLite" : "PostgreSQL") + " + " + (redis ? "Redis" : "profiles in process"),
            Settings =
            [
                .. settings,
                $"--Data:Directory={folder.FullName}",
                .. postgres is null
                    ? Array.Empty<string>()
                    :
                    [
                        "--ConnectionStrings:Postgres="
                        + new NpgsqlConnectionStringBuilder(postgres) { Database = name },
                    ],
            ],
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await ExecuteAsync(_server, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)", CancellationToken.None);
        }

        _folder.Delete(recursive: true);
    }

    private static async Task ExecuteAsync(string server, string sql, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }
}
