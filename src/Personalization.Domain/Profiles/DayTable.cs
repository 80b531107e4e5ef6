using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>
/// Counters per UTC day, for the days that have any, back to a fixed number of days before the newest.
/// </summary>
/// <remarks>
/// Days in ascending order with a row of cells each. What is kept depends only on the newest day and the sums, never on
/// the order in which they came.
/// </remarks>
internal sealed class DayTable(int columns, int retention)
{
    private int[] _days = [];
    private long[] _cells = [];

    public int Count { get; private set; }

    public int Columns => columns;

    public int DayAt(int row) => _days[row];

    public ReadOnlySpan<long> RowAt(int row) => _cells.AsSpan(row * columns, columns);

    /// <summary>The cells of a day, to be added to; empty when the day is too old to be kept.</summary>
    public Span<long> Row(int day)
    {
        var row = Count - 1;
        if (row >= 0 && _days[row] == day)
        {
            return Cells(row);
        }

        if (row >= 0 && day <= _days[row] - retention)
        {
            return default;
        }

        if (row < 0 || day > _days[row])
        {
            Insert(Count, day);
            DropOld(day - retention);
            return Cells(Count - 1);
        }

        row = Array.BinarySearch(_days, 0, Count, day);
        if (row < 0)
        {
            row = ~row;
            Insert(row, day);
        }

        return Cells(row);
    }

    /// <summary>The first row of a day later than this.</summary>
    public int FirstAfter(int day)
    {
        var found = Array.BinarySearch(_days, 0, Count, day);
        return found < 0 ? ~found : found + 1;
    }

    /// <summary>Makes room for so many days at once, and a few more.</summary>
    public void Reserve(int days)
    {
        if (days + Limits.Slack > _days.Length)
        {
            Array.Resize(ref _days, days + Limits.Slack);
            Array.Resize(ref _cells, _days.Length * columns);
        }
    }

    public void Clear() => Count = 0;

    public void AddAll(DayTable other)
    {
        for (var row = 0; row < other.Count; row++)
        {
            var from = other.RowAt(row);
            var into = Row(other.DayAt(row));
            for (var column = 0; column < into.Length; column++)
            {
                into[column] = Money.Add(into[column], from[column]);
            }
        }
    }

    private Span<long> Cells(int row) => _cells.AsSpan(row * columns, columns);

    private void Insert(int row, int day)
    {
        if (Count == _days.Length)
        {
            Array.Resize(ref _days, Math.Max(4, Count * 2));
            Array.Resize(ref _cells, _days.Length * columns);
        }

        if (row < Count)
        {
            Array.Copy(_days, row, _days, row + 1, Count - row);
            Array.Copy(_cells, row * columns, _cells, (row + 1) * columns, (Count - row) * columns);
        }

        Cells(row).Clear();
        _days[row] = day;
        Count++;
    }

    private void DropOld(int lastDropped)
    {
        if (_days[0] > lastDropped)
        {
            return;
        }

        var old = FirstAfter(lastDropped);
        Array.Copy(_days, old, _days, 0, Count - old);
        Array.Copy(_cells, old * columns, _cells, 0, (Count - old) * columns);
        Count -= old;
    }
}

/// <summary>The columns kept for 400 days. Numbers are stored: explicit and append-only.</summary>
internal static class OrderColumn
{
    public const int Actions = 0;
    public const int Orders = 1;
    public const int Items = 2;
    public const int Refunds = 3;
    public const int Cancellations = 4;
    public const int Revenue = 5;
    public const int Discount = 6;
    public const int RefundValue = 7;
    public const int Lines = 8;
    public const int Count = 9;
}

/// <summary>The columns kept for 100 days. Numbers are stored: explicit and append-only.</summary>
internal static class BrowsingColumn
{
    public const int Pages = 0;
    public const int ProductViews = 1;
    public const int ListViews = 2;
    public const int Searches = 3;
    public const int CartAdds = 4;
    public const int CartRemovals = 5;
    public const int Checkouts = 6;
    public const int Impressions = 7;
    public const int Clicks = 8;
    public const int EmailsDelivered = 9;
    public const int EmailOpens = 10;
    public const int EmailClicks = 11;
    public const int EmailBounces = 12;
    public const int WishlistAdds = 13;
    public const int Count = 14;

    /// <summary>The column that a kind is counted in; -1 for none.</summary>
    public static int Of(EventKind kind) => kind switch
    {
        EventKind.PageViewed or EventKind.ScreenViewed => Pages,
        EventKind.ProductViewed => ProductViews,
        EventKind.ProductListViewed => ListViews,
        EventKind.ProductsSearched => Searches,
        EventKind.ProductAdded => CartAdds,
        EventKind.ProductRemoved => CartRemovals,
        EventKind.CheckoutStarted => Checkouts,
        EventKind.PromotionViewed => Impressions,
        EventKind.PromotionClicked => Clicks,
        EventKind.EmailDelivered => EmailsDelivered,
        EventKind.EmailOpened => EmailOpens,
        EventKind.EmailLinkClicked => EmailClicks,
        EventKind.EmailBounced => EmailBounces,
        EventKind.ProductAddedToWishlist => WishlistAdds,
        _ => -1,
    };
}
