using System.Security.Cryptography;
using System.Text;
using Personalization.Storage.Profiles;
using StackExchange.Redis;

namespace Personalization.Storage.Decisions;

/// <summary>
/// Decisions counted in Redis or Redis Cluster, shared by all nodes: one script call on keys of one slot.
/// </summary>
/// <remarks>
/// A sorted set a customer and counter under <c>count:{hash of the customer's id}:counter</c>, times in milliseconds as
/// scores. It expires with the longest window. Beside it the set <c>count:{hash}</c> names the counters, so that the
/// counts of a customer are found again. A flushed Redis has forgotten its counts.
/// </remarks>
public sealed class RedisDecisionCounter(RedisConnection redis) : IDecisionCounter
{
    // KEYS: the set of counters, the counters. ARGV: now, member, then for each counter: what is past every window, the
    // longest window, how many limits there are, and pairs of a limit and its window's start.
    private const string Script = """
        local at = 3
        for k = 2, #KEYS do
            local last = at + 2 + 2 * tonumber(ARGV[at + 2])
            for i = at + 3, last, 2 do
                if redis.call('ZCOUNT', KEYS[k], '(' .. ARGV[i + 1], '+inf') >= tonumber(ARGV[i]) then return k - 1 end
            end
            at = last + 1
        end
        at = 3
        for k = 2, #KEYS do
            redis.call('ZREMRANGEBYSCORE', KEYS[k], '-inf', ARGV[at])
            redis.call('ZADD', KEYS[k], ARGV[1], ARGV[2])
            redis.call('PEXPIRE', KEYS[k], ARGV[at + 1])
            redis.call('SADD', KEYS[1], KEYS[k])
            if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[at + 1]) then
                redis.call('PEXPIRE', KEYS[1], ARGV[at + 1])
            end
            at = at + 3 + 2 * tonumber(ARGV[at + 2])
        end
        return 0
        """;

    /// <inheritdoc/>
    public async ValueTask<string?> TryTakeAsync(DecisionCount count, DateTimeOffset now, CancellationToken stop)
    {
        var at = now.ToUnixTimeMilliseconds();
        var all = KeyOf(count.Customer);
        var keys = new List<RedisKey> { all };
        var arguments = new List<RedisValue> { at, Guid.NewGuid().ToString("N") };
        foreach (var counter in count.Counters)
        {
            var longest = (long)DecisionCount.LongestOf(counter).TotalMilliseconds;
            keys.Add($"{all}:{counter.Counter}");
            arguments.AddRange([at - longest, longest, counter.Limits.Count]);
            foreach (var limit in counter.Limits)
            {
                arguments.AddRange([limit.Limit, at - (long)limit.Window.TotalMilliseconds]);
            }
        }

        var values = arguments.ToArray();
        var full = (int)await redis.AskAsync(database => RunAsync(database, [.. keys], values), stop);
        return full == 0 ? null : count.Counters[full - 1].Counter;
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
