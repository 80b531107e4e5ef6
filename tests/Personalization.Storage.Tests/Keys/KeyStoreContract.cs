using Microsoft.Extensions.DependencyInjection;
using Personalization.Storage.Configuration;
using Personalization.Storage.Keys;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Keys;

/// <summary>What the key store promises on both databases.</summary>
public abstract class KeyStoreContract(StorageFixture storage)
{
    private KeyStore Store => storage.Services.GetRequiredService<KeyStore>();

    [StoreFact]
    public async Task A_key_is_found_by_its_hash_until_it_is_removed()
    {
        var revisions = storage.Services.GetRequiredService<ConfigurationStore>();
        var before = await revisions.RevisionAsync(CancellationToken.None);
        var key = NewKey();

        var added = await Store.AddAsync(key, "ann", CancellationToken.None);
        var found = await Store.FindAsync(key.Hash, CancellationToken.None);
        var removed = await Store.RemoveAsync(key.Name, "ann", Noon, CancellationToken.None);

        Assert.True(added && removed);
        Assert.Equal((key.Name, key.Scope, key.CreatedAt), (found!.Name, found.Scope, found.CreatedAt));
        Assert.Null(await Store.FindAsync(key.Hash, CancellationToken.None));
        Assert.False(await Store.RemoveAsync(key.Name, "ann", Noon, CancellationToken.None));
        Assert.True(await revisions.RevisionAsync(CancellationToken.None) >= before + 2);
    }

    [StoreFact]
    public async Task A_name_or_a_hash_is_taken_once()
    {
        var key = NewKey();
        await Store.AddAsync(key, "ann", CancellationToken.None);

        Assert.False(await Store.AddAsync(NewKey() with { Name = key.Name }, "ann", CancellationToken.None));
        Assert.False(await Store.AddAsync(NewKey() with { Hash = key.Hash }, "ann", CancellationToken.None));
        Assert.Single(await Store.ListAsync(CancellationToken.None), listed => listed.Name == key.Name);
    }

    private static ApiKeyRecord NewKey() => new(NewId(), Guid.NewGuid().ToByteArray(), "decide", Noon);
}

public sealed class SqliteKeyStoreTests(SqliteFixture storage)
    : KeyStoreContract(storage), IClassFixture<SqliteFixture>;

[Needs(Servers.Postgres)]
public sealed class PostgresKeyStoreTests(PostgresFixture storage)
    : KeyStoreContract(storage), IClassFixture<PostgresFixture>;
