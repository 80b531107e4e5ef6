using Microsoft.Extensions.DependencyInjection;
using Personalization.Storage.Events;
using Personalization.Testing;
using static Personalization.Storage.Tests.Events.Told;

namespace Personalization.Storage.Tests.Events;

/// <summary>What the feed readers' checkpoints promise on both databases.</summary>
public abstract class FeedCheckpointsContract(StorageFixture storage)
{
    private FeedCheckpoints Checkpoints => storage.Services.GetRequiredService<FeedCheckpoints>();

    [StoreFact]
    public async Task A_checkpoint_moves_forward_only()
    {
        var reader = NewId();

        Assert.Equal(default, await Checkpoints.GetAsync(reader, CancellationToken.None));
        FeedPosition[] saved = [new(3, 9), new(2, 99), new(4, 1), new(3, 10)];
        foreach (var at in saved)
        {
            await Checkpoints.SaveAsync(reader, at, CancellationToken.None);
        }

        Assert.Equal(new FeedPosition(4, 1), await Checkpoints.GetAsync(reader, CancellationToken.None));
    }

    [StoreFact]
    public async Task One_node_at_a_time_holds_the_lease()
    {
        var reader = NewId();

        Assert.True(await LeaseAsync("a", TimeSpan.FromHours(1)));
        Assert.True(await LeaseAsync("a", TimeSpan.FromHours(1)));
        Assert.False(await LeaseAsync("b", TimeSpan.FromHours(1)));
        Assert.True(await LeaseAsync("a", TimeSpan.FromSeconds(-1)));
        Assert.True(await LeaseAsync("b", TimeSpan.FromHours(1)));
        Assert.False(await LeaseAsync("a", TimeSpan.FromHours(1)));
        Assert.Equal(default, await Checkpoints.GetAsync(reader, CancellationToken.None));

        Task<bool> LeaseAsync(string owner, TimeSpan duration) =>
            Checkpoints.LeaseAsync(reader, owner, duration, CancellationToken.None);
    }
}

public sealed class SqliteFeedCheckpointsTests(SqliteFixture storage)
    : FeedCheckpointsContract(storage), IClassFixture<SqliteFixture>;

[Needs(Servers.Postgres)]
public sealed class PostgresFeedCheckpointsTests(PostgresFixture storage)
    : FeedCheckpointsContract(storage), IClassFixture<PostgresFixture>;
