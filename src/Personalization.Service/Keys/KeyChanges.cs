using Microsoft.Extensions.Options;
using Personalization.Service.Hosting;
using Personalization.Storage.Keys;

namespace Personalization.Service.Keys;

/// <summary>What became of a wish to remove a key.</summary>
internal enum KeyRemoval
{
    /// <summary>It is gone and refused from now on.</summary>
    Removed,

    /// <summary>There was none.</summary>
    Missing,

    /// <summary>
    /// It is the last administrator's key, and none is configured: without it nobody could make another.
    /// </summary>
    LastAdmin,
}

/// <summary>Makes and removes keys; the change holds on this node when the call returns.</summary>
internal sealed class KeyChanges(KeyStore store, KeyRefresh refresh, IOptions<KeyOptions> options, TimeProvider clock)
{
    /// <summary>The stored key of this name, and its secret when this call made it.</summary>
    internal async Task<(ApiKeyRecord Record, string? Secret)> AddAsync(
        string name, Scope scope, string actor, CancellationToken stop)
    {
        while (true)
        {
            if (await GetKey.FindAsync(store, name, stop) is { } existing)
            {
                return (existing, null);
            }

            var secret = ApiSecret.Generate();
            ApiSecret.TryHash(secret, out var hash);
            var record = new ApiKeyRecord(name, hash.ToBytes(), KeyScopes.Write(scope), clock.GetUtcNow());

            // False when another call was faster with this name: look again.
            if (await store.AddAsync(record, actor, stop))
            {
                await refresh.ReloadAsync(stop);
                return (record, secret);
            }
        }
    }

    internal async Task<KeyRemoval> RemoveAsync(string name, string actor, CancellationToken stop)
    {
        var all = await store.ListAsync(stop);
        var record = all.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.Ordinal));
        var onlyStored = options.Value.BootstrapAdminKey is null;
        if (onlyStored && record is not null && KeyRefresh.IsAdmin(record) && all.Count(KeyRefresh.IsAdmin) == 1)
        {
            return KeyRemoval.LastAdmin;
        }

        var removed = await store.RemoveAsync(name, actor, clock.GetUtcNow(), stop);
        await refresh.ReloadAsync(stop);
        return removed ? KeyRemoval.Removed : KeyRemoval.Missing;
    }
}
