namespace Personalization.Domain.Profiles;

/// <summary>Visits: spans of activity inside one UTC day with no pause longer than the session gap.</summary>
/// <remarks>
/// Events closer than the gap are connected whatever the order they come in, so the spans are the connected components
/// of the day's events. A visit over midnight counts in both days. Seconds; kept for the newest days only.
/// </remarks>
internal sealed class SessionTable
{
    private const long SecondsPerDay = 86_400;
    private Span[] _spans = [];

    public int Count { get; private set; }

    public Span this[int index] => _spans[index];

    /// <summary>Makes room for so many visits at once, and a few more.</summary>
    public void Reserve(int visits)
    {
        if (visits + Limits.Slack > _spans.Length)
        {
            Array.Resize(ref _spans, visits + Limits.Slack);
        }
    }

    /// <summary>Adds the moment of one event.</summary>
    public void Add(long milliseconds) => Add(new Span(milliseconds / 1000, milliseconds / 1000));

    /// <summary>Adds a stretch of activity inside one day.</summary>
    public void Add(Span added)
    {
        if (Count > 0 && added.Day <= _spans[Count - 1].Day - Limits.SessionDays)
        {
            return;
        }

        var first = FirstNotBefore(added);
        var end = first;
        while (end < Count && Touches(_spans[end], added))
        {
            added = new Span(Math.Min(added.Start, _spans[end].Start), Math.Max(added.End, _spans[end].End));
            end++;
        }

        Replace(first, end, added);
        DropOld(_spans[Count - 1].Day - Limits.SessionDays);
    }

    public void Clear() => Count = 0;

    public void AddAll(SessionTable other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            Add(other[i]);
        }
    }

    private static bool Touches(Span left, Span right) =>
        left.Day == right.Day
        && left.Start - right.End <= Limits.SessionGapSeconds
        && right.Start - left.End <= Limits.SessionGapSeconds;

    // Spans are in order and more than a gap apart, so those that touch are neighbours; new events are mostly the
    // newest.
    private int FirstNotBefore(Span added)
    {
        var first = Count;
        while (first > 0 && (Touches(_spans[first - 1], added) || _spans[first - 1].Start > added.End))
        {
            first--;
        }

        return first;
    }

    private void Replace(int first, int end, Span by)
    {
        if (end == first)
        {
            if (Count == _spans.Length)
            {
                Array.Resize(ref _spans, Math.Max(4, Count * 2));
            }

            Array.Copy(_spans, first, _spans, first + 1, Count - first);
            Count++;
        }
        else if (end > first + 1)
        {
            Array.Copy(_spans, end, _spans, first + 1, Count - end);
            Count -= end - first - 1;
        }

        _spans[first] = by;
    }

    private void DropOld(int lastDropped)
    {
        var old = 0;
        while (_spans[old].Day <= lastDropped)
        {
            old++;
        }

        if (old > 0)
        {
            Array.Copy(_spans, old, _spans, 0, Count - old);
            Count -= old;
        }
    }

    /// <summary>First and last second of activity, inclusive, since year 1.</summary>
    internal readonly record struct Span(long Start, long End)
    {
        public int Day => (int)(Start / SecondsPerDay);

        public int EndDay => (int)(End / SecondsPerDay);
    }
}
