using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Personalization.Storage.Profiles;

namespace Personalization.Storage.Configuration;

/// <summary>
/// Tells this node and, over Redis, every other that something changed that all of them go by. A hint that saves
/// waiting: who misses it learns of the change by asking the database.
/// </summary>
public sealed partial class ChangeSignal(RedisConnection? redis, ILogger<ChangeSignal> log)
{
    private const string ChannelName = "personalization:changes";

    private readonly ConcurrentBag<Channel<bool>> _listeners = [];
    private volatile bool _isSubscribed;

    /// <summary>Something to wait with; each waiter has one of its own.</summary>
    public Listener Listen()
    {
        // One word is enough, however many changes there were since the last look.
        var words = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        _listeners.Add(words);
        return new Listener(this, words.Reader);
    }

    /// <summary>Says that something was committed. Never fails: the others would only learn of it later.</summary>
    public async Task RaiseAsync()
    {
        Tell();
        if (redis is not null)
        {
            try
            {
                await redis.AskAsync(
                    database => database.Multiplexer.GetSubscriber().PublishAsync(ChannelName, "changed"),
                    CancellationToken.None);
            }
            catch (ProfileCacheUnavailableException e)
            {
                NotTold(e.Message);
            }
        }
    }

    private async Task SubscribeAsync(CancellationToken stop)
    {
        if (redis is null || _isSubscribed)
        {
            return;
        }

        try
        {
            // Two that ask at once are told twice, which does no harm.
            _isSubscribed = await redis.AskAsync(
                async database =>
                {
                    await database.Multiplexer.GetSubscriber().SubscribeAsync(ChannelName, (_, _) => Tell());
                    return true;
                },
                stop);
        }
        catch (ProfileCacheUnavailableException)
        {
            // Asked again with the next wait; until then the database is asked in turn.
        }
    }

    private void Tell()
    {
        foreach (var listener in _listeners)
        {
            listener.Writer.TryWrite(true);
        }
    }

    [LoggerMessage(140, LogLevel.Debug, "Other nodes were not told of a change and will ask: {Cause}")]
    private partial void NotTold(string cause);

    /// <summary>Waits for changes.</summary>
    public sealed class Listener
    {
        private readonly ChangeSignal _signal;
        private readonly ChannelReader<bool> _words;

        internal Listener(ChangeSignal signal, ChannelReader<bool> words) => (_signal, _words) = (signal, words);

        /// <summary>Returns when something changed, and after some time in any case.</summary>
        public async Task WaitAsync(TimeSpan most, CancellationToken stop)
        {
            await _signal.SubscribeAsync(stop);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(most);
            try
            {
                await _words.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // Time is up.
            }
        }
    }
}
