using StackExchange.Redis;

namespace Personalization.Storage.Profiles;

/// <summary>
/// One connection to Redis whose every answer is awaited for a bounded time. After a call that got none, callers fail
/// at once for a second, and then one of them tries again: a frozen server costs each node one wait a second, not one a
/// request.
/// </summary>
public sealed class RedisConnection : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lazy<Task<ConnectionMultiplexer>> _multiplexer;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private long _silentUntil;

    /// <summary>Takes the configuration as StackExchange.Redis reads it; connects at first use.</summary>
    public RedisConnection(string configuration, TimeSpan timeout, TimeProvider clock)
    {
        _timeout = timeout;
        _clock = clock;
        _multiplexer = new Lazy<Task<ConnectionMultiplexer>>(() => ConnectAsync(configuration));
    }

    /// <summary>The longest that a call waits: for the connection, and then for its answer.</summary>
    public TimeSpan Patience => 2 * _timeout;

    /// <summary>Whether it is a Redis Cluster, as far as a connection has told.</summary>
    internal bool IsCluster =>
        _multiplexer is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true, Result: var multiplexer } }
        && Array.Exists(
            multiplexer.GetEndPoints(), node => multiplexer.GetServer(node).ServerType == ServerType.Cluster);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_multiplexer is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            _multiplexer.Value.Result.Dispose();
        }
    }

    /// <summary>
    /// Sends commands and waits for their answers; every failure is a <see cref="ProfileCacheUnavailableException"/>.
    /// </summary>
    internal async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> send, CancellationToken stop)
    {
        DemandSound();
        try
        {
            var multiplexer = await _multiplexer.Value.WaitAsync(_timeout, _clock, stop);
            if (!multiplexer.IsConnected)
            {
                throw new ProfileCacheUnavailableException("Redis is not connected.");
            }

            var answer = await send(multiplexer.GetDatabase()).WaitAsync(_timeout, _clock, stop);
            Volatile.Write(ref _silentUntil, 0);
            return answer;
        }
        catch (TimeoutException e)
        {
            Volatile.Write(ref _silentUntil, (_clock.GetUtcNow() + Pause).UtcTicks);
            throw new ProfileCacheUnavailableException(
                $"Redis did not answer within {_timeout.TotalMilliseconds} ms.", e);
        }
        catch (RedisException e)
        {
            throw new ProfileCacheUnavailableException($"Redis failed: {e.Message}", e);
        }
    }

    // Only the caller that moves the end of the pause forward goes through; the others fail at once until it comes
    // back.
    private void DemandSound()
    {
        var until = Volatile.Read(ref _silentUntil);
        var now = _clock.GetUtcNow();
        if (until != 0
            && (until > now.UtcTicks
                || Interlocked.CompareExchange(ref _silentUntil, (now + Pause).UtcTicks, until) != until))
        {
            throw new ProfileCacheUnavailableException(
                "Redis did not answer the last time; it is asked again within a second.");
        }
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = Math.Min(options.ConnectTimeout, 2000);

        // On Redis Cluster a killed master is noticed within this, not within the library's minute.
        options.ConfigCheckSeconds = 5;
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(options);

        // With ordered completion one slow continuation would hold back every later answer.
        multiplexer.PreserveAsyncOrder = false;
        return multiplexer;
    }
}
