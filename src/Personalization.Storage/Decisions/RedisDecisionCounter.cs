using System.Security.Cryptography;
using System.Text;
using Personalization.Storage.Profiles;
using StackExchange.Redis;

namespace Personalization.Storage.Decisions;

/// <summary>Decisions counted in Redis or Redis Cluster, shared by all nodes: one script call on one key.</summary>
/// <remarks>
/// A sorted set a customer and campaign under <c>count:{hash of the customer's id}:campaign</c>, times in milliseconds
/// as scores. It expires with the longest window. Beside it the set <c>count:{hash}</c> names the campaigns, so that the
/// counts of a customer are found again. A flushed Redis has forgotten its counts.
/// </remarks>
public sealed class RedisDecisionCounter(RedisConnection redis) : IDecisionCounter
{
    // ARGV: now, member, what is past every window, the longest window, then pairs of a limit and its window's start.
    private const string Script = """
        for i = 5, #ARGV, 2 do
            if redis.call('ZCOUNT', KEYS[1], '(' .. ARGV[i + 1], '+inf') >= tonumber(ARGV[i]) then return 0 end
        end
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
        redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
        redis.call('SADD', KEYS[2], KEYS[1])
        if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[4]) then redis.call('PEXPIRE', KEYS[2], ARGV[4]) end
        return 1
        """;

    /// <inheritdoc/>
    public async ValueTask<bool> TryTakeAsync(DecisionCount count, DateTimeOffset now, CancellationToken stop)
    {
        var at = now.ToUnixTimeMilliseconds();
        var longest = (long)count.Longest.TotalMilliseconds;
        var arguments = new List<RedisValue> { at, Guid.NewGuid().ToString("N"), at - longest, longest };
        foreach (var limit in count.Limits)
        {
            arguments.Add(limit.Limit);
            arguments.Add(at - (long)limit.Window.TotalMilliseconds);
        }

        var all = KeyOf(count.Customer);
        RedisKey[] keys = [$"{all}:{count.Campaign}", all];
        var values = arguments.ToArray();
        return (int)await redis.AskAsync(database => RunAsync(database, keys, values), stop) == 1;
    }

    /// <inheritdoc/>
    public Task ForgetAsync(string customer, CancellationToken stop)
    {
        RedisKey all = KeyOf(customer);
        return redis.AskAsync(
            async database =>
            {
                var counts = await database.SetMembersAsync(all);
                return await database.KeyDeleteAsync([.. counts.Select(count => (RedisKey)(string?)count), all]);
            },
            stop);
    }

    private static string KeyOf(string customer)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(customer), hash);
        return $"count:{{{Convert.ToHexStringLower(hash[..16])}}}";
    }

    // A restarted server has lost the script; the library notices and sends it whole the next time.
    private static async Task<RedisResult> RunAsync(IDatabase database, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await database.ScriptEvaluateAsync(Script, keys, values);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await database.ScriptEvaluateAsync(Script, keys, values);
        }
    }
}
