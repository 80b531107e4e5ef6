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
    private ModelStore Store => storage.Services.GetRequiredService<ModelStore>();

    [StoreFact]
    public async Task Versions_count_up_and_come_back_whole()
    {
        var name = NewId();

        var first = await Store.SaveAsync(Model(name, 1), Noon, CancellationToken.None);
        var second = await Store.SaveAsync(Model(name, 2), Noon, CancellationToken.None);
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
        await Store.SaveAsync(Model(name, 1), Noon, CancellationToken.None);
        await Store.SaveAsync(Model(name, 2), Noon, CancellationToken.None);
        var revisions = storage.Services.GetRequiredService<ConfigurationStore>();
        var before = await revisions.RevisionAsync(CancellationToken.None);

        Assert.Equal("", await ActiveAsync(name));
        Assert.True(await Store.PromoteAsync(name, 2, CancellationToken.None));
        Assert.Equal("2", await ActiveAsync(name));
        Assert.True(await Store.PromoteAsync(name, 1, CancellationToken.None));
        Assert.Equal("1", await ActiveAsync(name));
        Assert.False(await Store.PromoteAsync(name, 9, CancellationToken.None));

        Assert.Equal("1", await ActiveAsync(name));
        Assert.Equal(
            [true, false], (await Store.ListAsync(name, CancellationToken.None)).Select(version => version.Active));
        Assert.True(await revisions.RevisionAsync(CancellationToken.None) >= before + 2);
    }

    private async Task<string> ActiveAsync(string name) => string.Join(
        ',',
        (await Store.ActiveAsync(CancellationToken.None))
            .Where(model => model.Name == name)
            .Select(model => model.Version));

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
