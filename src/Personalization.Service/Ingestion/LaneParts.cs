using Personalization.Domain.Events;
using Personalization.Storage.Events;

namespace Personalization.Service.Ingestion;

/// <summary>
/// One request's events by the lane that their customer takes, and their outcomes in the request's order.
/// </summary>
internal sealed class LaneParts
{
    private readonly PendingCommit?[] _parts;
    private readonly int[]? _laneOf;

    internal LaneParts(IReadOnlyList<NewEvent> events, int lanes)
    {
        _parts = new PendingCommit?[lanes];
        var first = LaneOf(events[0], lanes);
        if (IsAllOf(events, first, lanes))
        {
            _parts[first] = new PendingCommit(events);
            Cost = _parts[first]!.Cost;
            Done = _parts[first]!.Done;
            return;
        }

        _laneOf = new int[events.Count];
        var split = new List<NewEvent>?[lanes];
        for (var i = 0; i < _laneOf.Length; i++)
        {
            _laneOf[i] = LaneOf(events[i], lanes);
            (split[_laneOf[i]] ??= new List<NewEvent>(events.Count)).Add(events[i]);
        }

        for (var lane = 0; lane < lanes; lane++)
        {
            _parts[lane] = split[lane] is { } part ? new PendingCommit(part) : null;
            Cost += _parts[lane]?.Cost ?? 0;
        }

        Done = JoinAsync();
    }

    /// <summary>What the request weighs, in bytes of events and their overhead.</summary>
    internal long Cost { get; }

    /// <summary>Done when every part is durable and folded; fails when one part fails, after all have ended.</summary>
    internal Task<CommitResult> Done { get; }

    /// <summary>Queues every part in its lane. False when the lanes take nothing more.</summary>
    internal bool TryHandTo(CommitLane[] lanes)
    {
        for (var lane = 0; lane < _parts.Length; lane++)
        {
            if (_parts[lane] is { } part && !lanes[lane].TryAdd(part))
            {
                return false;
            }
        }

        return true;
    }

    private static int LaneOf(NewEvent e, int lanes) =>
        (int)((uint)string.GetHashCode(e.Customer.Value, StringComparison.Ordinal) % (uint)lanes);

    private static bool IsAllOf(IReadOnlyList<NewEvent> events, int lane, int lanes)
    {
        for (var i = 1; i < events.Count; i++)
        {
            if (LaneOf(events[i], lanes) != lane)
            {
                return false;
            }
        }

        return true;
    }

    private async Task<CommitResult> JoinAsync()
    {
        await Task.WhenAll(_parts.Where(static part => part is not null).Select(static part => part!.Done));
        var readers = Array.ConvertAll(_parts, static part => part is null ? null : new Reader(part.Result!));
        var outcomes = new List<AppendOutcome>(_laneOf!.Length);
        var refused = new List<RefusedByStore>();
        for (var position = 0; position < _laneOf.Length; position++)
        {
            var reader = readers[_laneOf[position]]!;
            if (reader.NextRefusal() is { } reason)
            {
                refused.Add(new RefusedByStore(position, reason));
            }
            else
            {
                outcomes.Add(reader.NextOutcome());
            }
        }

        return new CommitResult(outcomes, refused);
    }

    /// <summary>Walks one part's result event by event.</summary>
    private sealed class Reader(CommitResult result)
    {
        private int _position;
        private int _refusals;

        public string? NextRefusal() =>
            _refusals < result.Refused.Count && result.Refused[_refusals].Position == _position
                ? result.Refused[AdvanceRefusal()].Reason
                : null;

        public AppendOutcome NextOutcome() => result.Outcomes[_position++ - _refusals];

        private int AdvanceRefusal()
        {
            _position++;
            return _refusals++;
        }
    }
}
