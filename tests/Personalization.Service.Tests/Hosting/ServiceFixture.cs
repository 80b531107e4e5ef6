using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Personalization.Service.Hosting;
using Personalization.Testing;

namespace Personalization.Service.Tests.Hosting;

/// <summary>
/// The whole service in this process, on a free port of 127.0.0.1 and a clock of its own. Shared by many tests: use
/// fresh customer ids and never assert on totals.
/// </summary>
public abstract class ServiceFixture : IAsyncLifetime
{
    public const string AdminKey = "administrator-of-the-tests";

    private WebApplication? _app;
    private HttpClient? _http;

    /// <summary>Sends the administrator's key with every request.</summary>
    public HttpClient Http => _http ?? throw new InvalidOperationException("The service is not running.");

    /// <summary>False where the stores cannot be had.</summary>
    public bool IsRunning => _http is not null;

    public IServiceProvider Services => _app!.Services;

    public ManualClock Clock { get; } = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    /// <summary>What the service logged at Information and above, as text.</summary>
    public LogCapture Logged { get; } = new();

    public static string NewId(string prefix = "c") => $"{prefix}-{Guid.NewGuid():N}";

    /// <summary>A client that sends this key, or none.</summary>
    public HttpClient ClientOf(string? key)
    {
        var client = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false })
        { BaseAddress = new Uri(_app!.Urls.First()) };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return client;
    }

    /// <summary>Makes a key with this scope.</summary>
    public async Task<string> NewKeyAsync(string scope)
    {
        var made = await PutAsync($"/keys/{NewId("key")}", $$"""{"scope":"{{scope}}"}""");
        return made["secret"]!.GetValue<string>();
    }

    public Task<JsonNode> GetAsync(string path) => ReadAsync(Http.GetAsync(path));

    public Task<JsonNode> PostAsync(string path, string json) => ReadAsync(Http.PostAsync(path, Json(json)));

    public Task<JsonNode> PutAsync(string path, string json) => ReadAsync(Http.PutAsync(path, Json(json)));

    /// <summary>Sends one event and expects it to be accepted.</summary>
    public async Task IngestAsync(string call, string json)
    {
        var answer = await PostAsync($"/v1/{call}", json);
        Assert.Equal(1, answer["accepted"]!.GetValue<int>());
    }

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public async Task InitializeAsync()
    {
        if (await SettingsAsync() is not { } settings)
        {
            return;
        }

        _app = ServiceApplication.Build(
            ["--urls=http://127.0.0.1:0",
                $"--Auth:BootstrapAdminKey={AdminKey}", "--Serilog:MinimumLevel:Default=Error", .. settings],
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(Clock);
                builder.Logging.AddProvider(Logged);
            });
        await _app.StartAsync();
        _http = ClientOf(AdminKey);
    }

    public async Task DisposeAsync()
    {
        _http?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        await CleanAsync();
    }

    /// <summary>The stores to use; null where they cannot be had (the tests are skipped then).</summary>
    protected abstract Task<string[]?> SettingsAsync();

    protected abstract Task CleanAsync();

    private static async Task<JsonNode> ReadAsync(Task<HttpResponseMessage> answering)
    {
        using var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text.Length > 0 ? text : "null") ?? new JsonObject();
    }
}

/// <summary>A clock that stands still until a test moves it. Timers still run on real time.</summary>
public sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}

/// <summary>SQLite in a temporary folder and the cache in process.</summary>
public sealed class EmbeddedService : ServiceFixture
{
    /// <summary>Where the embedded files are.</summary>
    public string Folder => _folder;

    private readonly string _folder = Directory.CreateTempSubdirectory("personalization-service-").FullName;
    private readonly string[] _settings;

    public EmbeddedService()
        : this([])
    {
    }

    /// <summary>A service of the test's own, with these settings.</summary>
    internal EmbeddedService(params string[] settings) => _settings = settings;

    protected override Task<string[]?> SettingsAsync() =>
        Task.FromResult<string[]?>([$"--Data:Directory={_folder}", .. _settings]);

    protected override Task CleanAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>PostgreSQL and Redis: TEST_POSTGRES and TEST_REDIS, or servers of this test process.</summary>
public sealed class ServerService : ServiceFixture
{
    private string? _database;

    /// <summary>The connection string of its database.</summary>
    public string Database => _database ?? throw new InvalidOperationException("There is no database.");

    protected override async Task<string[]?> SettingsAsync()
    {
        if (Availability.SkipReason(Servers.Postgres | Servers.Redis) is not null)
        {
            return null;
        }

        _database = await PostgresServer.CreateDatabaseAsync();
        return [$"--ConnectionStrings:Postgres={_database}",
            $"--ConnectionStrings:Redis={await RedisServer.SharedAsync()}"];
    }

    protected override async Task CleanAsync()
    {
        if (_database is not null)
        {
            await PostgresServer.DropDatabaseAsync(_database);
        }
    }
}

/// <summary>Another node on the stores of a running one, with these settings.</summary>
internal sealed class SecondNode(ServerService first, params string[] settings) : ServiceFixture
{
    protected override async Task<string[]?> SettingsAsync() =>
    [
        $"--ConnectionStrings:Postgres={first.Database}",
        $"--ConnectionStrings:Redis={await RedisServer.SharedAsync()}",
        .. settings,
    ];

    protected override Task CleanAsync() => Task.CompletedTask;
}

/// <summary>Test classes on the embedded stores share one service.</summary>
[CollectionDefinition(Name)]
public sealed class OnEmbedded : ICollectionFixture<EmbeddedService>
{
    public const string Name = "embedded service";
}

/// <summary>Test classes on PostgreSQL and Redis share one service.</summary>
[CollectionDefinition(Name)]
public sealed class OnServers : ICollectionFixture<ServerService>
{
    public const string Name = "service on servers";
}
