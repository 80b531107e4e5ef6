using Microsoft.EntityFrameworkCore;
using Personalization.Storage.Configuration;

namespace Personalization.Storage.Keys;

/// <summary>An API key as it is stored: never the secret, only its SHA-256.</summary>
/// <param name="Name">What administrators call it; unique.</param>
/// <param name="Hash">SHA-256 of the secret, 32 bytes; unique.</param>
/// <param name="Scope">What it may do, in the service's words.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
public sealed record ApiKeyRecord(string Name, byte[] Hash, string Scope, DateTimeOffset CreatedAt);

/// <summary>
/// The keys that may call. Every change raises the configuration's revision, so that other nodes learn of it.
/// </summary>
public sealed class KeyStore
{
    private readonly ServiceDatabase _database;

    internal KeyStore(ServiceDatabase database) => _database = database;

    /// <summary>The key whose secret has this hash; null when there is none.</summary>
    public async Task<ApiKeyRecord?> FindAsync(byte[] hash, CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        var row = await context.Keys.AsNoTracking().SingleOrDefaultAsync(key => key.Hash == hash, stop);
        return row is null ? null : ToRecord(row);
    }

    /// <summary>Every key, by name.</summary>
    public async Task<IReadOnlyList<ApiKeyRecord>> ListAsync(CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        return (await context.Keys.AsNoTracking().OrderBy(key => key.Name).ToListAsync(stop)).ConvertAll(ToRecord);
    }

    /// <summary>Adds a key; false when the name or the hash is taken, and then nothing is written.</summary>
    public Task<bool> AddAsync(ApiKeyRecord key, string actor, CancellationToken stop) => _database.ChangeAsync(
        async (context, revision) =>
        {
            if (await context.Keys.AnyAsync(row => row.Name == key.Name || row.Hash == key.Hash, stop))
            {
                return (false, false);
            }

            context.Keys.Add(new KeyRow
            {
                Name = key.Name,
                Hash = key.Hash,
                Scope = key.Scope,
                CreatedAt = key.CreatedAt.ToUniversalTime(),
            });
            var entry = Entry(key.Name, actor, key.CreatedAt, revision);
            (entry.Action, entry.After) = ("create", key.Scope);
            context.Audit.Add(entry);
            return (true, true);
        },
        stop);

    /// <summary>Removes a key; false when there is none of this name.</summary>
    public Task<bool> RemoveAsync(
        string name, string actor, DateTimeOffset at, CancellationToken stop) => _database.ChangeAsync(
        async (context, revision) =>
        {
            var row = await context.Keys.FindAsync([name], stop);
            if (row is null)
            {
                return (false, false);
            }

            context.Keys.Remove(row);
            var entry = Entry(name, actor, at, revision);
            (entry.Action, entry.Before) = ("delete", row.Scope);
            context.Audit.Add(entry);
            return (true, true);
        },
        stop);

    private static ApiKeyRecord ToRecord(KeyRow row) => new(row.Name, row.Hash, row.Scope, row.CreatedAt);

    private static AuditRow Entry(string name, string actor, DateTimeOffset at, long revision) => new()
    {
        At = at.ToUniversalTime(),
        Actor = actor,
        Action = "",
        Kind = "key",
        Key = name,
        Revision = revision,
    };
}
