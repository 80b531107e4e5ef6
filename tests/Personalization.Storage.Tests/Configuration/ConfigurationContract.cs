using Microsoft.Extensions.DependencyInjection;
using Personalization.Storage.Configuration;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Configuration;

/// <summary>What the configuration store promises on both databases.</summary>
public abstract class ConfigurationContract(StorageFixture storage)
{
    private ConfigurationStore Store => storage.Services.GetRequiredService<ConfigurationStore>();

    [StoreFact]
    public async Task A_document_is_created_changed_and_deleted()
    {
        var key = NewId();

        var created = await PutAsync(key, "{\"a\":1}");
        var updated = await PutAsync(key, "{\"a\":2}");
        var stored = await Store.GetAsync("segment", key, CancellationToken.None);
        var deleted = await DeleteAsync(key);

        Assert.Equal([PutStatus.Created, PutStatus.Updated], [created.Status, updated.Status]);
        Assert.Equal(updated.Document, stored);
        Assert.Equal(("{\"a\":2}", Noon), (stored!.Body, stored.UpdatedAt));
        Assert.True(stored.Revision > created.Document!.Revision);
        Assert.Equal(DeleteStatus.Deleted, deleted);
        Assert.Null(await Store.GetAsync("segment", key, CancellationToken.None));
        Assert.Equal(DeleteStatus.NotFound, await DeleteAsync(key));
    }

    [StoreFact]
    public async Task Putting_the_same_body_changes_nothing()
    {
        var key = NewId();
        var created = await PutAsync(key, "{}");

        var again = await PutAsync(key, "{}");

        Assert.Equal(PutStatus.Unchanged, again.Status);
        Assert.Equal(created.Document, again.Document);
    }

    [StoreFact]
    public async Task A_change_that_expects_another_revision_is_refused()
    {
        var key = NewId();
        var first = await PutAsync(key, "{\"a\":1}", ifRevision: 0);
        var second = await PutAsync(key, "{\"a\":2}", ifRevision: first.Document!.Revision);

        var late = await PutAsync(key, "{\"a\":3}", ifRevision: first.Document.Revision);
        var lateDeletion = await DeleteAsync(key, ifRevision: first.Document.Revision);
        var creation = await PutAsync(key, "{\"a\":4}", ifRevision: 0);

        Assert.Equal(PutStatus.Updated, second.Status);
        Assert.Equal((PutStatus.RevisionMismatch, second.Document), (late.Status, late.Document));
        Assert.Equal(DeleteStatus.RevisionMismatch, lateDeletion);
        Assert.Equal(PutStatus.RevisionMismatch, creation.Status);
        Assert.Equal("{\"a\":2}", (await Store.GetAsync("segment", key, CancellationToken.None))!.Body);
    }

    [StoreFact]
    public async Task Concurrent_writers_of_one_revision_leave_one_winner()
    {
        var key = NewId();
        var first = await PutAsync(key, "{}");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => PutAsync(key, $"{{\"i\":{i}}}", ifRevision: first.Document!.Revision))));

        Assert.Single(outcomes, outcome => outcome.Status == PutStatus.Updated);
        Assert.Equal(7, outcomes.Count(outcome => outcome.Status == PutStatus.RevisionMismatch));
    }

    [StoreFact]
    public async Task Every_change_raises_the_revision_and_is_audited()
    {
        var key = NewId();
        var before = await Store.RevisionAsync(CancellationToken.None);

        await PutAsync(key, "{\"a\":1}");
        await PutAsync(key, "{\"a\":2}");
        await DeleteAsync(key);

        Assert.True(await Store.RevisionAsync(CancellationToken.None) >= before + 3);
        var audit = (await Store.ListAuditAsync(before: null, limit: 1000, CancellationToken.None))
            .Where(e => e.Key == key)
            .ToArray();
        Assert.Equal(["delete", "update", "create"], audit.Select(e => e.Action));
        Assert.Equal(
            [(null, "{\"a\":1}"), ("{\"a\":1}", "{\"a\":2}"), ("{\"a\":2}", null)], audit.Reverse().Select(
                e => (e.Before, e.After)));
        Assert.All(audit, e => Assert.Equal(("ann", "segment", Noon), (e.Actor, e.Kind, e.At)));
        var older = await Store.ListAuditAsync(before: audit[0].Id, limit: 2, CancellationToken.None);
        Assert.Equal([audit[1].Id, audit[2].Id], older.Select(e => e.Id));
    }

    [StoreFact]
    public async Task Lists_one_kind_or_all()
    {
        var (kind, key) = (NewId(), NewId());
        await Store.PutAsync(new ConfigurationChange(kind, "b", "{}", null, "ann", Noon), CancellationToken.None);
        await Store.PutAsync(new ConfigurationChange(kind, "a", "{}", null, "ann", Noon), CancellationToken.None);
        await PutAsync(key, "{}");

        Assert.Equal(["a", "b"], (await Store.ListAsync(kind, CancellationToken.None)).Select(d => d.Key));
        Assert.Contains(await Store.ListAsync(null, CancellationToken.None), d => d.Key == key);
    }

    private Task<PutOutcome> PutAsync(string key, string body, long? ifRevision = null) =>
        Store.PutAsync(new ConfigurationChange("segment", key, body, ifRevision, "ann", Noon), CancellationToken.None);

    private Task<DeleteStatus> DeleteAsync(string key, long? ifRevision = null) =>
        Store.DeleteAsync(
            new ConfigurationChange("segment", key, null, ifRevision, "ann", Noon), CancellationToken.None);
}

public sealed class SqliteConfigurationTests(SqliteFixture storage)
    : ConfigurationContract(storage), IClassFixture<SqliteFixture>;

[Needs(Servers.Postgres)]
public sealed class PostgresConfigurationTests(PostgresFixture storage)
    : ConfigurationContract(storage), IClassFixture<PostgresFixture>;
