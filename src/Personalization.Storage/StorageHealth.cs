using Microsoft.EntityFrameworkCore;
using Personalization.Storage.Configuration;
using Personalization.Storage.Profiles;

namespace Personalization.Storage;

/// <summary>The state of something that the service stands on.</summary>
/// <param name="Name">postgres, sqlite or redis.</param>
/// <param name="IsHealthy">Whether it answers.</param>
/// <param name="IsRequired">Whether the service cannot do without: Redis it can, more slowly.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record DependencyHealth(string Name, bool IsHealthy, bool IsRequired, string? Problem);

/// <summary>Asks every store in use whether it answers.</summary>
public sealed class StorageHealth
{
    private readonly ServiceDatabase _database;
    private readonly RedisConnection? _redis;

    internal StorageHealth(ServiceDatabase database, RedisConnection? redis)
    {
        _database = database;
        _redis = redis;
    }

    /// <summary>One entry a dependency; never throws because of one.</summary>
    public async Task<IReadOnlyList<DependencyHealth>> CheckAsync(CancellationToken stop)
    {
        var states = new List<DependencyHealth>
        {
            await CheckAsync(
                _database.Postgres is null ? "sqlite" : "postgres", isRequired: true, AskDatabaseAsync, stop),
        };
        if (_redis is not null)
        {
            states.Add(await CheckAsync("redis", isRequired: false, AskRedisAsync, stop));
        }

        return states;
    }

    private static async Task<DependencyHealth> CheckAsync(
        string name, bool isRequired, Func<CancellationToken, Task> ask, CancellationToken stop)
    {
        try
        {
            await ask(stop);
            return new DependencyHealth(name, IsHealthy: true, isRequired, Problem: null);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            return new DependencyHealth(name, IsHealthy: false, isRequired, e.GetBaseException().Message);
        }
    }

    private async Task AskDatabaseAsync(CancellationToken stop)
    {
        await using var context = await _database.OpenAsync(stop);
        await context.Revisions.AsNoTracking().SingleAsync(stop);
    }

    private Task AskRedisAsync(CancellationToken stop) => _redis!.AskAsync(database => database.PingAsync(), stop);
}
