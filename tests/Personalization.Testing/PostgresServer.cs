using System.Diagnostics;
using Npgsql;

namespace Personalization.Testing;

/// <summary>
/// The PostgreSQL of this test process: TEST_POSTGRES, or one of its own that is started at first need.
/// </summary>
public static class PostgresServer
{
    private static readonly Lazy<Task<string>> Shared = new(
        () => Given is null ? StartAsync() : Task.FromResult(Given));

    /// <summary>The connection string of TEST_POSTGRES; null when it is not set.</summary>
    public static string? Given =>
        Environment.GetEnvironmentVariable("TEST_POSTGRES") is { Length: > 0 } given ? given : null;

    /// <summary>Makes an empty database; the answer is its connection string.</summary>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await Shared.Value;
        var name = $"test_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString();
    }

    /// <summary>Removes a database that <see cref="CreateDatabaseAsync"/> made.</summary>
    public static async Task DropDatabaseAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(await Shared.Value);
        await connection.OpenAsync();
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await using var command = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("personalization-postgres-").FullName;
        var data = Path.Combine(folder, "data");
        string[] asUser = [];
        if (Environment.UserName == "root")
        {
            // The server refuses to run as root; Debian's package brings its own user.
            await RunAsync("chown", "postgres", folder);
            asUser = [Programs.Demand("setpriv"), "--reuid=postgres", "--regid=postgres", "--clear-groups"];
        }

        await RunAsync(
        [
            .. asUser, Programs.Demand("initdb"), "--no-sync", "-A", "trust", "-U", "postgres",
            "-E", "UTF8", "--locale=C", "-D", data,
        ]);
        var port = ServerProcess.FreePort();
        var server = await ServerProcess.StartAsync(
            folder,
            [
                .. asUser, Programs.Demand("postgres"), "-D", data, "-k", folder, "-p", $"{port}", "-h", "127.0.0.1",
                "-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=64MB",
                "-c", "autovacuum_naptime=5s",
            ]);
        var connectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Maximum Pool Size=50";
        await WaitAsync(connectionString, server);
        return connectionString;
    }

    private static async Task WaitAsync(string connectionString, ServerProcess server)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(connectionString);
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 300)
            {
                await Task.Delay(100);
            }
            catch (NpgsqlException e)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {server.ReadLog()}", e);
            }
        }
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {await output} {error}");
        }
    }
}
