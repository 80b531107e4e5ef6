using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Personalization.Domain.Propensity;
using Personalization.Storage.Configuration;
using Personalization.Storage.Propensity;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Propensity;

/// <summary>What the model store promises on both databases.</summary>
public abstract class ModelStoreContract(StorageFixture storage)
{
    private static readonly ModelAct Act = new("tester", Noon, "because");

    private ModelStore Store => storage.Services.GetRequiredService<ModelStore>();

    [StoreFact]
    public async Task Versions_count_up_and_come_back_whole()
    {
        var name = NewId();

        var first = await Store.SaveAsync(Model(name, 1), Act, CancellationToken.None);
        var second = await Store.SaveAsync(Model(name, 2), Act, CancellationToken.None);
        var read = await Store.GetAsync(name, second, CancellationToken.None);

        Assert.Equal((1, 2), (first, second));
        Assert.Equal((name, 2), (read!.Name, read.Version));
        Assert.Equal([2, 2, 2], read.XgboostJson);
        Assert.Equal(Model(name, 2).Metadata.ToJson(), read.Metadata.ToJson());
        Assert.Null(await Store.GetAsync(name, 3, CancellationToken.None));
    }

    [StoreFact]
    public async Task One_version_of_a_name_is_active()
    {
        var name = NewId();
        await Store.SaveAsync(Model(name, 1), Act, CancellationToken.None);
        await Store.SaveAsync(Model(name, 2), Act, CancellationToken.None);
        var revisions = storage.Services.GetRequiredService<ConfigurationStore>();
        var before = await revisions.RevisionAsync(CancellationToken.None);

        Assert.Equal("", await ActiveAsync(name));
        Assert.True(await Store.PromoteAsync(name, 2, Act, CancellationToken.None));
        Assert.Equal("2", await ActiveAsync(name));
        Assert.True(await Store.PromoteAsync(name, 1, Act, CancellationToken.None));
        Assert.Equal("1", await ActiveAsync(name));
        Assert.False(await Store.PromoteAsync(name, 9, Act, CancellationToken.None));

        Assert.Equal("1", await ActiveAsync(name));
        Assert.Equal(
            [true, false], (await Store.ListAsync(name, CancellationToken.None)).Select(version => version.Active));
        Assert.True(await revisions.RevisionAsync(CancellationToken.None) >= before + 2);
    }

    [StoreFact, Trait("clause", "MOD-1")]
    public async Task Who_saved_and_promoted_a_version_when_and_why_stays_known()
    {
        var name = NewId();
        await Store.SaveAsync(Model(name, 1), new ModelAct("schedule", Noon.AddDays(-1)), CancellationToken.None);
        await Store.SaveAsync(Model(name, 2), Act, CancellationToken.None);
        await Store.PromoteAsync(name, 1, Act with { Reason = null }, CancellationToken.None);
        await Store.PromoteAsync(name, 2, Act, CancellationToken.None);

        var versions = await Store.ListAsync(name, CancellationToken.None);
        var audit = await storage.Services.GetRequiredService<ConfigurationStore>()
            .ListAuditAsync(before: null, limit: 500, CancellationToken.None);

        Assert.Equal(["schedule", "tester"], versions.Select(version => version.Stored.SavedBy));
        Assert.Equal(Noon.AddDays(-1), versions[0].Stored.SavedAt);
        var promoted = versions[1].Stored;
        Assert.Equal((Noon, "tester", "because", 1), (
            promoted.PromotedAt!.Value, promoted.PromotedBy!, promoted.PromotionReason!, promoted.Replaces!.Value));
        Assert.Null(versions[0].Stored.Replaces);
        var entry = audit.First(entry => entry.Key == name);
        Assert.Equal(("promote", "model", "tester"), (entry.Action, entry.Kind, entry.Actor));
        Assert.Equal(("""{"version":1}""", """{"version":2,"reason":"because"}"""), (entry.Before!, entry.After!));
    }

    [StoreFact, Trait("clause", "MOD-1")]
    public async Task A_version_that_is_saved_and_not_promoted_is_in_the_audit_with_the_reason()
    {
        var name = NewId();
        var act = new ModelAct("schedule", Noon, "Refused: \"level\" with version 1 < 2.");

        await Store.SaveAsync(Document(name, 1), act, CancellationToken.None);

        var entry = (await storage.Services.GetRequiredService<ConfigurationStore>()
            .ListAuditAsync(before: null, limit: 500, CancellationToken.None)).Single(entry => entry.Key == name);
        Assert.Equal(("save", "model", "schedule"), (entry.Action, entry.Kind, entry.Actor));
        Assert.Null(entry.Before);
        using var after = JsonDocument.Parse(entry.After!);
        Assert.Equal(1, after.RootElement.GetProperty("version").GetInt32());
        Assert.Equal(act.Reason, after.RootElement.GetProperty("reason").GetString());
    }

    [StoreFact, Trait("clause", "MOD-14")]
    public async Task A_document_of_any_kind_is_kept_listed_and_known_as_active_and_shadow()
    {
        var name = NewId();
        for (byte version = 1; version <= 3; version++)
        {
            await Store.SaveAsync(Document(name, version), Act, CancellationToken.None);
        }

        Assert.Equal((null, null), await Store.ServingAsync(name, CancellationToken.None));
        await Store.PromoteAsync(name, 2, Act, CancellationToken.None);
        await Store.ShadowAsync(name, 3, Act, CancellationToken.None);
        var listed = await Store.DocumentsAsync(name, CancellationToken.None);
        var whole = await Store.DocumentAsync(name, 3, CancellationToken.None);

        Assert.Equal((2, 3), await Store.ServingAsync(name, CancellationToken.None));
        Assert.Equal([1, 2, 3], listed.Select(version => version.Document.Version));
        Assert.Equal([false, true, false], listed.Select(version => version.Active));
        Assert.Equal([false, false, true], listed.Select(version => version.Shadow));
        Assert.All(listed, version => Assert.Empty(version.Document.Trees));
        Assert.Equal(Document(name, 2).Metadata, listed[1].Document.Metadata);
        Assert.Equal(("because", "tester"), (listed[1].PromotionReason, listed[1].PromotedBy));
        Assert.Equal([3, 3, 3], whole!.Trees);
    }

    [StoreFact, Trait("clause", "MOD-2")]
    public async Task Rolling_back_leads_to_the_version_that_scored_before()
    {
        var name = NewId();
        foreach (byte version in new byte[] { 1, 2, 3 })
        {
            await Store.SaveAsync(Model(name, version), Act, CancellationToken.None);
        }

        Assert.Null(await Store.RollBackAsync(name, Act, CancellationToken.None));
        await Store.PromoteAsync(name, 1, Act, CancellationToken.None);
        Assert.Null(await Store.RollBackAsync(name, Act, CancellationToken.None));
        await Store.PromoteAsync(name, 3, Act, CancellationToken.None);
        await Store.PromoteAsync(name, 3, Act, CancellationToken.None);
        await Store.PromoteAsync(name, 2, Act, CancellationToken.None);

        Assert.Equal(3, await Store.RollBackAsync(name, Act, CancellationToken.None));
        Assert.Equal("3", await ActiveAsync(name));
        Assert.Equal(1, await Store.RollBackAsync(name, Act, CancellationToken.None));
        Assert.Equal("1", await ActiveAsync(name));
        Assert.Null(await Store.RollBackAsync(name, Act, CancellationToken.None));
    }

    [StoreFact, Trait("clause", "MOD-9")]
    public async Task One_version_that_is_not_active_may_be_the_shadow()
    {
        var name = NewId();
        foreach (byte version in new byte[] { 1, 2, 3 })
        {
            await Store.SaveAsync(Model(name, version), Act, CancellationToken.None);
        }

        await Store.PromoteAsync(name, 1, Act, CancellationToken.None);

        Assert.False(await Store.ShadowAsync(name, 1, Act, CancellationToken.None));
        Assert.False(await Store.ShadowAsync(name, 9, Act, CancellationToken.None));
        Assert.True(await Store.ShadowAsync(name, 2, Act, CancellationToken.None));
        Assert.True(await Store.ShadowAsync(name, 3, Act, CancellationToken.None));
        Assert.Equal("1 active, 3 shadow", await ServingAsync(name));
        await Store.PromoteAsync(name, 3, Act, CancellationToken.None);
        Assert.Equal("3 active", await ServingAsync(name));
        await Store.ShadowAsync(name, 2, Act, CancellationToken.None);
        await Store.ShadowAsync(name, null, Act, CancellationToken.None);
        Assert.Equal("3 active", await ServingAsync(name));
        Assert.True(await Store.RetireAsync(name, Act, CancellationToken.None));
        Assert.Equal("", await ServingAsync(name));
    }

    private async Task<string> ServingAsync(string name) => string.Join(
        ", ",
        (await Store.ServingAsync(CancellationToken.None))
            .Where(version => version.Name == name)
            .Select(version => $"{version.Version} {(version.Active ? "active" : "shadow")}"));

    private async Task<string> ActiveAsync(string name) => string.Join(
        ',',
        (await Store.ActiveAsync(CancellationToken.None))
            .Where(model => model.Name == name)
            .Select(model => model.Version));

    private static ModelDocument Document(string name, byte seed) =>
        new(name, 0, Model(name, seed).Metadata.ToJson(), [seed, seed, seed]);

    private static ModelArtifact Model(string name, byte seed) => new(name, 0, [seed, seed, seed], new ModelMetadata
    {
        Target = new PropensityTarget { Name = name, Outcome = PropensityOutcome.Orders, HorizonDays = 30 },
        Until = Noon,
        Features = ["recency_days"],
        ProbabilityQuantiles = [0.1, 0.9],
        Parameters = new TrainingParameters { Seed = seed },
        Report = new TrainingReport
        {
            CutOffs = [],
            Rows = 10,
            Positives = 5,
            CustomerShare = 1,
            Trees = 3,
            Importance = [],
            Missing = [],
        },
    });
}

public sealed class SqliteModelStoreTests(SqliteFixture storage)
    : ModelStoreContract(storage), IClassFixture<SqliteFixture>;

[Needs(Servers.Postgres)]
public sealed class PostgresModelStoreTests(PostgresFixture storage)
    : ModelStoreContract(storage), IClassFixture<PostgresFixture>;
