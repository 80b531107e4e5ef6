using System.Security.Cryptography;
using System.Text;
using Personalization.Storage.Profiles;
using StackExchange.Redis;

namespace Personalization.Storage.Decisions;

/// <summary>Decisions counted in Redis or Redis Cluster, shared by all nodes: one script call on one key.</summary>
/// <remarks>
/// A sorted set a customer and campaign under <c>count:{hash of the customer's id}:campaign</c>, times in milliseconds
/// as scores. It expires with the longest window. A flushed Redis has forgotten its counts.
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

        RedisKey[] keys = [KeyOf(count)];
        var values = arguments.ToArray();
        return (int)await redis.AskAsync(database => RunAsync(database, keys, values), stop) == 1;
    }

    private static string KeyOf(DecisionCount count)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(count.Customer), hash);
        return $"count:{{{Convert.ToHexStringLower(hash[..16])}}}:{count.Campaign}";
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
