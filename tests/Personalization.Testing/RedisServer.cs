using StackExchange.Redis;

namespace Personalization.Testing;

/// <summary>
/// A Redis without persistence: the one of this test process, or a test's own to stop, kill and freeze.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Shared = new(async () => Given ?? (await StartAsync()).ConnectionString);
    private readonly int _port;
    private ServerProcess _process;

    private RedisServer(int port, ServerProcess process)
    {
        _port = port;
        _process = process;
    }

    /// <summary>The configuration in TEST_REDIS; null when it is not set.</summary>
    public static string? Given =>
        Environment.GetEnvironmentVariable("TEST_REDIS") is { Length: > 0 } given ? given : null;

    /// <summary>StackExchange.Redis configuration of this server.</summary>
    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>
    /// Configuration of the server that all tests of this process share: TEST_REDIS or one started at first need.
    /// </summary>
    public static Task<string> SharedAsync() => Shared.Value;

    /// <summary>Starts a server of the caller's own.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var port = ServerProcess.FreePort();
        return new RedisServer(port, await LaunchAsync(port));
    }

    /// <summary>Ends the server as <c>kill -9</c> does; what it held is gone.</summary>
    public async Task KillAsync() => await _process.SignalAsync("KILL");

    /// <summary>Starts it again, empty, on the same port.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        _process = await LaunchAsync(_port);
    }

    /// <summary>Freezes it: connections stay open and nothing answers.</summary>
    public Task FreezeAsync() => _process.SignalAsync("STOP");

    /// <summary>Lets a frozen server go on.</summary>
    public Task ThawAsync() => _process.SignalAsync("CONT");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<ServerProcess> LaunchAsync(int port)
    {
        var folder = Directory.CreateTempSubdirectory("personalization-redis-").FullName;
        var process = await ServerProcess.StartAsync(
            folder,
            Programs.Demand("redis-server"), "--port", $"{port}", "--bind", "127.0.0.1",
            "--save", "", "--appendonly", "no", "--dir", folder);
        await WaitAsync(port, process);
        return process;
    }

    private static async Task WaitAsync(int port, ServerProcess process)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var options = ConfigurationOptions.Parse($"127.0.0.1:{port},abortConnect=false,connectTimeout=1000");
            using var connection = await ConnectionMultiplexer.ConnectAsync(options);
            if (connection.IsConnected)
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException($"Redis did not start: {process.ReadLog()}");
    }
}
