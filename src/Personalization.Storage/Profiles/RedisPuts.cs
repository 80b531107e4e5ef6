using System.Globalization;
using StackExchange.Redis;

namespace Personalization.Storage.Profiles;

/// <summary>Sends entries to Redis, many in one script: what a call costs is paid once for all of them.</summary>
/// <remarks>
/// On Redis Cluster a script may touch one key only, so there it is one entry a call. A script holds other callers up
/// for as long as it runs, so a call has few enough entries to take a fraction of a millisecond.
/// </remarks>
internal sealed class RedisPuts(TimeSpan lifetime)
{
    private const int MostInOne = 32;

    // CacheEntry.After in Lua; digits compare as text because versions always have 16 of them.
    private const string Script = """
        local function put(key, value, claim)
            local current = redis.call('GETRANGE', key, 0, 63)
            local version, kind = string.sub(value, 1, 16), string.sub(value, 17, 17)
            if current == '' then
                if claim ~= '*' then return end
            else
                local itsVersion, itsKind = string.sub(current, 1, 16), string.sub(current, 17, 17)
                if itsVersion > version or (itsVersion == version and itsKind == 'P') then return end
                if itsKind == 'C' and claim ~= '*' and string.sub(current, 18) ~= claim then
                    redis.call('SET', key, version .. 'F', 'EX', ARGV[2])
                    return
                end
            end
            local isBrief = kind == 'F' or (kind == 'P' and version == '0000000000000000')
            redis.call('SET', key, value, 'EX', isBrief and ARGV[2] or ARGV[1])
        end
        for i, key in ipairs(KEYS) do put(key, ARGV[2 * i + 1], ARGV[2 * i + 2]) end
        return #KEYS
        """;

    private readonly RedisValue _lifetime = Seconds(lifetime);
    private readonly RedisValue _briefLifetime = Seconds(CacheEntry.BriefLifetime);

    /// <summary>A span as Redis takes lifetimes; at least a second.</summary>
    public static string Seconds(TimeSpan span) =>
        Math.Max(1, (long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes each entry where the rules let it; done when Redis has answered for all.</summary>
    /// <param name="isCluster">Whether entries are spread over a cluster.</param>
    public async Task<RedisResult[]> SendAsync(IDatabase database, IReadOnlyList<CacheWrite> writes, bool isCluster)
    {
        try
        {
            return await SendOnceAsync(database, writes, isCluster);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // A restarted server has lost the script; the library notices and sends it whole the next time. What was
            // written already is refused as known.
            return await SendOnceAsync(database, writes, isCluster);
        }
    }

    private Task<RedisResult[]> SendOnceAsync(IDatabase database, IReadOnlyList<CacheWrite> writes, bool isCluster)
    {
        var size = isCluster ? 1 : MostInOne;
        var calls = new Task<RedisResult>[(writes.Count + size - 1) / size];
        for (var i = 0; i < calls.Length; i++)
        {
            calls[i] = CallAsync(database, writes, i * size, Math.Min(size, writes.Count - (i * size)));
        }

        return Task.WhenAll(calls);
    }

    private Task<RedisResult> CallAsync(IDatabase database, IReadOnlyList<CacheWrite> writes, int start, int count)
    {
        var keys = new RedisKey[count];
        var arguments = new RedisValue[2 + (2 * count)];
        (arguments[0], arguments[1]) = (_lifetime, _briefLifetime);
        for (var i = 0; i < count; i++)
        {
            var write = writes[start + i];
            var mayFill = write.Kind != EntryKind.Profile || write.Basis == WriteBasis.Beginning;
            keys[i] = RedisProfileCache.KeyOf(write.Customer);
            arguments[2 + (2 * i)] = CacheEntry.Of(write).Value;
            arguments[3 + (2 * i)] = mayFill ? "*" : write.Claim ?? "";
        }

        return database.ScriptEvaluateAsync(Script, keys, arguments);
    }
}
