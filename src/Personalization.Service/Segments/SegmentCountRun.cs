using System.Text.Json.Serialization;
using Personalization.Domain.Decisions;
using Personalization.Domain.Profiles;
using Personalization.Domain.Segments;
using Personalization.Storage.Events;

namespace Personalization.Service.Segments;

/// <summary>How far a count is. The names are the HTTP contract.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CountState>))]
internal enum CountState
{
    /// <summary>Under way: what it says is an estimate.</summary>
    [JsonStringEnumMemberName("counting")]
    Counting,

    /// <summary>Every customer was looked at.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>Stopped half-way by somebody.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>Stopped half-way by a fault.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>One pass over all customers that counts every segment of a catalogue as of one instant.</summary>
internal sealed class SegmentCountRun(Catalogue catalogue, DateTimeOffset at) : IDisposable
{
    private readonly Lock _counting = new();
    private readonly SegmentTally _tally = SegmentTally.Of(catalogue);
    private readonly string[] _keys = [.. catalogue.SegmentKeys];
    private readonly CancellationTokenSource _cancel = new();
    private long _of;

    public Catalogue Catalogue => catalogue;

    /// <summary>As of when members are counted.</summary>
    public DateTimeOffset At => at;

    public CountState State { get; private set; }

    /// <summary>Ends with the count, however that ends.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public void Start(IEventLog log, Action<Exception> failed) => Ended = Task.Run(() => CountAsync(log, failed));

    public void Cancel() => _cancel.Cancel();

    public void Dispose() => _cancel.Dispose();

    /// <summary>What was found of one segment so far, and how far the count is; null for no segment.</summary>
    public (SegmentCount Count, long Seen, long Of)? Of(string segment)
    {
        var number = Array.BinarySearch(_keys, segment, StringComparer.Ordinal);
        lock (_counting)
        {
            return number < 0 ? null : (_tally.Count(number), _tally.Seen, Math.Max(_of, _tally.Seen));
        }
    }

    private async Task CountAsync(IEventLog log, Action<Exception> failed)
    {
        var stop = _cancel.Token;
        try
        {
            var size = await log.MeasureAsync(stop);
            _of = size.KnownCustomers + size.AnonymousCustomers;
            await foreach (var history in log.ReadHistoriesAsync(stop))
            {
                var profile = new Profile(history.Customer);
                profile.Fold(history.Events, history.Version);
                lock (_counting)
                {
                    _tally.Add(profile, at);
                }
            }

            State = CountState.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            State = CountState.Cancelled;
        }
        catch (Exception e)
        {
            State = CountState.Failed;
            failed(e);
        }
    }
}
