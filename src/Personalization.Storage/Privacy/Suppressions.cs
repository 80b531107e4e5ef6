using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Personalization.Domain.Events;
using Personalization.Storage.Configuration;

namespace Personalization.Storage.Privacy;

/// <summary>
/// Who was erased and must not come back: this node's copy of the list, good for one epoch of it. Thread-safe.
/// </summary>
public sealed class Suppressions
{
    private readonly ServiceDatabase _database;
    private readonly string? _configuredKey;
    private volatile Snapshot _snapshot = new(-1, [], null);

    internal Suppressions(ServiceDatabase database, string? configuredKey)
    {
        _database = database;
        _configuredKey = string.IsNullOrEmpty(configuredKey) ? null : configuredKey;
    }

    /// <summary>Raised by every erasure and lifting; -1 before the first load.</summary>
    public long Epoch => _snapshot.Epoch;

    /// <summary>Whether anybody was erased.</summary>
    public bool Any => _snapshot.Hashes.Count > 0;

    /// <summary>Whether this person was erased, as far as this node knows.</summary>
    public bool Contains(CustomerKey person)
    {
        var snapshot = _snapshot;
        return snapshot.Hashes.Count > 0 && snapshot.Hashes.Contains(snapshot.Key!.HashOf(person));
    }

    /// <summary>Takes over the list as it is now.</summary>
    public async Task ReloadAsync(CancellationToken stop) =>
        await PrivacySql.ReadAsync(_database, sql => LoadAsync(sql, stop), stop);

    /// <summary>The key of the hashes; made and stored when none is configured and none is stored.</summary>
    internal async Task<PrivacyKey> KeyAsync(CancellationToken stop)
    {
        if (_snapshot.Key is null)
        {
            await ReloadAsync(stop);
        }

        return _snapshot.Key!;
    }

    private async Task<long> LoadAsync(PrivacySql sql, CancellationToken stop)
    {
        // The epoch first: what changes in between is then loaded again, not missed.
        var epoch = (await sql.QueryAsync("SELECT epoch FROM privacy_state", row => row.GetInt64(0), stop))[0];
        var key = _snapshot.Key ?? new PrivacyKey(await SecretAsync(sql, stop));
        var hashes = await sql.QueryAsync(
            "SELECT hash FROM suppression", row => PersonHash.From(row.GetFieldValue<byte[]>(0)), stop);
        _snapshot = new Snapshot(epoch, hashes.ToFrozenSet(), key);
        return epoch;
    }

    private async Task<byte[]> SecretAsync(PrivacySql sql, CancellationToken stop)
    {
        if (_configuredKey is not null)
        {
            return Encoding.UTF8.GetBytes(_configuredKey);
        }

        const string Read = "SELECT hash_key FROM privacy_state WHERE hash_key IS NOT NULL";
        var stored = await sql.QueryAsync(Read, row => row.GetFieldValue<byte[]>(0), stop);
        if (stored.Count == 0)
        {
            await PrivacySql.WriteAsync(
                _database,
                write => write.RunAsync(
                    "UPDATE privacy_state SET hash_key = $1 WHERE hash_key IS NULL", stop,
                    RandomNumberGenerator.GetBytes(32)),
                stop);
            stored = await sql.QueryAsync(Read, row => row.GetFieldValue<byte[]>(0), stop);
        }

        return stored[0];
    }

    private sealed record Snapshot(long Epoch, FrozenSet<PersonHash> Hashes, PrivacyKey? Key);
}
