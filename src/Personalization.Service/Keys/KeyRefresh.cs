using System.Data.Common;
using Microsoft.Extensions.Options;
using Personalization.Service.Hosting;
using Personalization.Storage.Configuration;
using Personalization.Storage.Keys;

namespace Personalization.Service.Keys;

/// <summary>
/// Keeps the ring equal to the stored keys: at once on the node that changes one, within a second on the others. Sees
/// to it on the first start that an administrator can call.
/// </summary>
internal sealed partial class KeyRefresh(
    KeyStore store,
    ConfigurationStore configuration,
    KeyRing ring,
    IOptions<KeyOptions> options,
    TimeProvider clock,
    ILogger<KeyRefresh> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private long _revision = -1;

    /// <summary>Loads the keys before the server listens.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Takes over what the store holds now.</summary>
    internal async Task ReloadAsync(CancellationToken stop)
    {
        // Read first: a change that comes in between is then read twice, never missed.
        var seen = await configuration.RevisionAsync(stop);
        var stored = await store.ListAsync(stop);
        if (options.Value.BootstrapAdminKey is null && !stored.Any(IsAdmin) && await BootstrapAsync(stop))
        {
            stored = await store.ListAsync(stop);
        }

        var keys = new Dictionary<SecretHash, ApiKey>();
        foreach (var record in stored)
        {
            if (KeyScopes.TryRead(record.Scope, out var scope))
            {
                keys[SecretHash.From(record.Hash)] = new ApiKey(record.Name, scope);
            }
        }

        // The configured key is held in the configuration alone: where the setting goes, the key goes.
        if (ApiSecret.TryHash(options.Value.BootstrapAdminKey, out var configured))
        {
            keys[configured] = new ApiKey("configured", Scope.Admin);
        }

        ring.Replace(keys);
        _revision = seen;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await configuration.RevisionAsync(stoppingToken) != _revision)
                {
                    await ReloadAsync(stoppingToken);
                }
            }
            catch (Exception e) when (e is DbException or TimeoutException or InvalidOperationException)
            {
                // The keys that are known go on working while the store is away.
                RefreshFailed(e.Message);
            }
        }
    }

    internal static bool IsAdmin(ApiKeyRecord record) =>
        KeyScopes.TryRead(record.Scope, out var scope) && scope == Scope.Admin;

    private async Task<bool> BootstrapAsync(CancellationToken stop)
    {
        var secret = ApiSecret.Generate();
        ApiSecret.TryHash(secret, out var hash);
        var made = new ApiKeyRecord("bootstrap", hash.ToBytes(), "admin", clock.GetUtcNow());

        // False when another node that starts at the same time was faster: it printed its key.
        if (await store.AddAsync(made, "first start", stop))
        {
            await Console.Out.WriteLineAsync($"Administrator key (shown only now): {secret}");
        }

        return true;
    }

    [LoggerMessage(210, LogLevel.Warning, "The keys could not be refreshed: {Reason}")]
    private partial void RefreshFailed(string reason);
}
