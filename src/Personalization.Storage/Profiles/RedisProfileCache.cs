using System.Globalization;
using System.Runtime.CompilerServices;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Storage.Events;
using StackExchange.Redis;

namespace Personalization.Storage.Profiles;

/// <summary>Profiles in Redis or Redis Cluster, shared by all nodes. Thread-safe.</summary>
/// <remarks>
/// One string a customer under <c>profile:{FoldVersion}:{customer}</c>, the customer in braces as the cluster's hash
/// tag; on a cluster every command touches one key. A changed fold has keys of its own and the old ones expire.
/// </remarks>
public sealed class RedisProfileCache(RedisConnection redis, TimeSpan lifetime) : IProfileCache
{
    private const string ClaimScript = """
        local current = redis.call('GETRANGE', KEYS[1], 0, 16)
        if current == '' then
            redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
            return 1
        end
        return string.sub(current, 17, 17) == 'F' and 1 or 0
        """;

    private static readonly RedisKey MarkKey = $"profile:{ProfileCodec.FoldVersion}:mark";

    private readonly RedisPuts _puts = new(lifetime);

    /// <inheritdoc/>
    public bool IsShared => true;

    /// <inheritdoc/>
    public TimeSpan Patience => redis.Patience;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CachedProfile> GetAsync(CustomerKey customer, CancellationToken stop) =>
        Read(customer, await redis.AskAsync(database => database.StringGetAsync(KeyOf(customer)), stop));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CachedProfile>> GetManyAsync(
        IReadOnlyList<CustomerKey> customers, CancellationToken stop)
    {
        var values = await redis.AskAsync(
            database => Task.WhenAll(customers.Select(customer => database.StringGetAsync(KeyOf(customer)))), stop);
        return values.Select((value, i) => Read(customers[i], value)).ToArray();
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<long?>> GetVersionsAsync(
        IReadOnlyList<CustomerKey> customers, CancellationToken stop)
    {
        var headers = await redis.AskAsync(
            database => Task.WhenAll(customers.Select(
                customer => database.StringGetRangeAsync(KeyOf(customer), 0, CacheEntry.HeaderLength - 1))),
            stop);
        return headers
            .Select(header => Parse(header) is { Kind: EntryKind.Profile } entry ? entry.Version : (long?)null)
            .ToArray();
    }

    /// <inheritdoc/>
    public async ValueTask<string?> ClaimAsync(CustomerKey customer, CancellationToken stop)
    {
        var claim = Guid.NewGuid().ToString("N");
        RedisValue[] arguments = [CacheEntry.OfClaim(claim).Value, RedisPuts.Seconds(CacheEntry.ClaimLifetime)];
        var granted = await redis.AskAsync(database => RunAsync(database, ClaimScript, customer, arguments), stop);
        return (int)granted == 1 ? claim : null;
    }

    /// <inheritdoc/>
    public async ValueTask PutManyAsync(IReadOnlyList<CacheWrite> writes, CancellationToken stop)
    {
        if (writes.Count > 0)
        {
            await redis.AskAsync(database => _puts.SendAsync(database, writes, redis.IsCluster), stop);
        }
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(CustomerKey customer, CancellationToken stop) =>
        await redis.AskAsync(database => database.KeyDeleteAsync(KeyOf(customer)), stop);

    /// <inheritdoc/>
    public async ValueTask<FeedPosition?> GetMarkAsync(CancellationToken stop)
    {
        var value = (string?)await redis.AskAsync(database => database.StringGetAsync(MarkKey), stop);
        return value?.Split(':') is [var transaction, var position]
            ? new FeedPosition(
                long.Parse(transaction, CultureInfo.InvariantCulture),
                long.Parse(position, CultureInfo.InvariantCulture))
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask SetMarkAsync(FeedPosition mark, CancellationToken stop) => await redis.AskAsync(
        database => database.StringSetAsync(MarkKey, $"{mark.Transaction}:{mark.Position}", lifetime), stop);

    internal static RedisKey KeyOf(CustomerKey customer) => $"profile:{ProfileCodec.FoldVersion}:{{{customer.Value}}}";

    private static CacheEntry? Parse(RedisValue value) => value.IsNull ? null : CacheEntry.Parse(value!);

    // Bytes that are no profile of this program are as good as none: the log has them all.
    private static CachedProfile Read(CustomerKey customer, RedisValue value)
    {
        try
        {
            return Parse(value)?.Read(customer) ?? default;
        }
        catch (FormatException)
        {
            return default;
        }
    }

    // A restarted server has lost the script; the library notices and sends it whole the next time.
    private static async Task<RedisResult> RunAsync(
        IDatabase database, string script, CustomerKey customer, RedisValue[] arguments)
    {
        RedisKey[] keys = [KeyOf(customer)];
        try
        {
            return await database.ScriptEvaluateAsync(script, keys, arguments);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await database.ScriptEvaluateAsync(script, keys, arguments);
        }
    }
}
