using StackExchange.Redis;

namespace Personalization.Storage.Profiles;

/// <summary>
/// One connection to Redis whose every answer is awaited for a bounded time. After a call that got none, callers fail at once for a
/// second, and then one of them tries again: a frozen server costs each node one wait a second, not one a request.
/// </summary>
public sealed class RedisConnection : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lazy<ConnectionMultiplexer> _multiplexer;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private long _silentUntil;

    /// <summary>Takes the configuration as StackExchange.Redis reads it; connects at first use.</summary>
    public RedisConnection(string configuration, TimeSpan timeout, TimeProvider clock)
    {
        _timeout = timeout;
        _clock = clock;
        _multiplexer = new Lazy<ConnectionMultiplexer>(() => Connect(configuration));
    }

    /// <summary>Whether the server answers at the moment, as far as this node knows.</summary>
    public bool IsConnected => _multiplexer.Value.IsConnected;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_multiplexer.IsValueCreated)
        {
            _multiplexer.Value.Dispose();
        }
    }

    /// <summary>Sends commands and waits for their answers; every failure is a <see cref="ProfileCacheUnavailableException"/>.</summary>
    internal async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> send, CancellationToken stop)
    {
        DemandConnection();
        try
        {
            var answer = await send(_multiplexer.Value.GetDatabase()).WaitAsync(_timeout, _clock, stop);
            Volatile.Write(ref _silentUntil, 0);
            return answer;
        }
        catch (TimeoutException e)
        {
            Volatile.Write(ref _silentUntil, (_clock.GetUtcNow() + Pause).UtcTicks);
            throw new ProfileCacheUnavailableException($"Redis did not answer within {_timeout.TotalMilliseconds} ms.", e);
        }
        catch (RedisException e)
        {
            throw new ProfileCacheUnavailableException($"Redis failed: {e.Message}", e);
        }
    }

    // Only the caller that moves the end of the pause forward goes through; the others fail at once until it comes back.
    private void DemandConnection()
    {
        var until = Volatile.Read(ref _silentUntil);
        var now = _clock.GetUtcNow();
        var isSilent = until != 0
            && (until > now.UtcTicks || Interlocked.CompareExchange(ref _silentUntil, (now + Pause).UtcTicks, until) != until);
        if (isSilent || !_multiplexer.Value.IsConnected)
        {
            throw new ProfileCacheUnavailableException("Redis is not connected.");
        }
    }

    private static ConnectionMultiplexer Connect(string configuration)
    {
        var options = ConfigurationOptions.Parse(configuration);
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = Math.Min(options.ConnectTimeout, 2000);

        // On Redis Cluster a killed master is noticed within this, not within the library's minute.
        options.ConfigCheckSeconds = 5;
        var multiplexer = ConnectionMultiplexer.Connect(options);

        // With ordered completion one slow continuation would hold back every later answer.
        multiplexer.PreserveAsyncOrder = false;
        return multiplexer;
    }
}
