namespace Personalization.Domain.Profiles;

/// <summary>
/// What the customer was shown lately and clicked on: the newest impressions and clicks of promotions, ascending.
/// </summary>
/// <remarks>
/// Of one campaign in one placement the newest <see cref="Limits.ExposuresOfOne"/> impressions are kept, and as many
/// clicks; of all together the newest <see cref="Limits.Exposures"/>, and none older than <see
/// cref="Limits.ExposureDays"/> before the newest. Each rule drops the oldest, so what is kept does not depend on the
/// order of events, and whoever counts up to <see cref="Limits.ExposuresOfOne"/> counts right: a group is only cut
/// where it holds that many newer ones.
/// </remarks>
internal sealed class ExposureList
{
    private const long Horizon = Limits.ExposureDays * Instants.MillisecondsPerDay;

    private Exposure[] _items = [];

    public int Count { get; private set; }

    /// <summary>Oldest first.</summary>
    public ref readonly Exposure this[int index] => ref _items[index];

    public void Add(in Exposure exposure)
    {
        if (Count > 0 && exposure.At <= _items[Count - 1].At - Horizon)
        {
            return;
        }

        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2 < Limits.Exposures ? Math.Max(8, Count * 2) : Limits.Exposures + 1);
        }

        var place = Count++;
        while (place > 0 && Compare(_items[place - 1], exposure) > 0)
        {
            _items[place] = _items[place - 1];
            place--;
        }

        _items[place] = exposure;
        Trim(exposure, isNewest: place == Count - 1);
    }

    /// <summary>
    /// Adds one of what a list held: as good as <see cref="Add"/>, and not looking for what it would push out.
    /// </summary>
    public void Restore(in Exposure exposure)
    {
        if (Count == _items.Length || Count == Limits.Exposures
            || (Count > 0 && Compare(_items[Count - 1], exposure) > 0))
        {
            Add(exposure);
        }
        else
        {
            _items[Count++] = exposure;
        }
    }

    /// <summary>Makes room for so many at once, and a few more.</summary>
    public void Reserve(int exposures)
    {
        if (exposures > _items.Length)
        {
            Array.Resize(ref _items, Math.Min(Limits.Exposures + 1, exposures + Limits.Slack));
        }
    }

    public void Clear() => Count = 0;

    public void AddAll(ExposureList other)
    {
        for (var i = 0; i < other.Count; i++)
        {
            Add(other[i]);
        }
    }

    private void Trim(in Exposure added, bool isNewest)
    {
        if (OldestOfTooMany(added) is >= 0 and var oldest)
        {
            RemoveAt(oldest);
        }
        else if (Count > Limits.Exposures)
        {
            RemoveAt(0);
        }

        while (isNewest && _items[0].At <= added.At - Horizon)
        {
            RemoveAt(0);
        }
    }

    /// <summary>The oldest of the same campaign, placement and kind, when there is one more than is kept.</summary>
    private int OldestOfTooMany(in Exposure added)
    {
        var (oldest, count) = (-1, 0);
        for (var i = Count - 1; i >= 0; i--)
        {
            if (_items[i].IsLike(added))
            {
                oldest = i;
                count++;
            }
        }

        return count > Limits.ExposuresOfOne ? oldest : -1;
    }

    private void RemoveAt(int index)
    {
        Array.Copy(_items, index + 1, _items, index, Count - index - 1);
        _items[--Count] = default;
    }

    private static int Compare(in Exposure x, in Exposure y)
    {
        var order = x.At.CompareTo(y.At);
        order = order != 0 ? order : x.IsClick.CompareTo(y.IsClick);
        order = order != 0 ? order : x.Campaign.CompareTo(y.Campaign);
        return order != 0 ? order : x.Placement.CompareTo(y.Placement);
    }
}

/// <summary>One impression of a campaign, or one click on it.</summary>
/// <param name="At">When, in milliseconds since year 1.</param>
/// <param name="IsClick">Whether it was clicked on; else it was seen.</param>
/// <param name="Campaign">The hash of the event's <c>promotion_id</c>.</param>
/// <param name="Placement">The hash of the event's <c>position</c>; that of the empty text where none was sent.</param>
internal readonly record struct Exposure(long At, bool IsClick, ulong Campaign, ulong Placement)
{
    /// <summary>Keys are kept as hashes of 40 bits: short, compared at once, and none too long.</summary>
    public static ulong HashOf(string? key) => StableHash.Of(key ?? "") >> 24;

    public bool IsLike(in Exposure other) =>
        IsClick == other.IsClick && Campaign == other.Campaign && Placement == other.Placement;
}
