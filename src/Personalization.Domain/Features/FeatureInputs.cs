using System.Numerics;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Features;

/// <summary>
/// What the features of one customer at one instant are computed from: the profile and its sums over the windows.
/// </summary>
internal readonly ref struct FeatureInputs
{
    /// <summary>Numbers that <see cref="FeatureInputs"/> needs room for.</summary>
    public const int Room = (OrderWindows * OrderColumns) + (BrowsingWindows * BrowsingColumn.Count);

    private const int OrderWindows = 5;
    private const int BrowsingWindows = 3;
    private const int OrderColumns = OrderColumn.Count + 2;
    private const int ActiveDaysColumn = OrderColumn.Count;
    private const int OrderDaysColumn = OrderColumn.Count + 1;
    private readonly ReadOnlySpan<long> _orders;
    private readonly ReadOnlySpan<long> _browsing;

    /// <param name="profile">The customer's events up to <paramref name="at"/> and none after it.</param>
    /// <param name="at">The instant.</param>
    /// <param name="room">At least <see cref="Room"/> numbers to work in.</param>
    public FeatureInputs(Profile profile, DateTimeOffset at, Span<long> room)
    {
        Profile = profile;
        At = Instants.ToMilliseconds(at);
        Day = Instants.DayOf(At);
        room.Clear();
        var orders = room[..(OrderWindows * OrderColumns)];
        var browsing = room[orders.Length..];
        SumOrders(profile.OrderDays, orders);
        SumBrowsing(profile.BrowsingDays, browsing);
        _orders = orders;
        _browsing = browsing;
        Gaps = OrderGaps.Of(profile.OrderDays, Day);
        LastOrderDay = LastOrderDay.Of(profile.OrderDays, Day);
        Interests = Interests.Of(profile);
        Cart = CartState.Of(profile, At);
        LastWeek = Visits.Of(profile.Sessions, Day, 7);
        LastMonth = Visits.Of(profile.Sessions, Day, 30);
    }

    public Profile Profile { get; }

    public long At { get; }

    public int Day { get; }

    public OrderGaps Gaps { get; }

    public LastOrderDay LastOrderDay { get; }

    public Interests Interests { get; }

    public CartState Cart { get; }

    /// <summary>The visits of the last 7 days.</summary>
    public Visits LastWeek { get; }

    /// <summary>The visits of the last 30 days.</summary>
    public Visits LastMonth { get; }

    public Lifetime Lifetime => Profile.Lifetime;

    public double LifetimeOrders => Lifetime.Kinds[(int)EventKind.OrderCompleted];

    public double LifetimeRefunds => Lifetime.Kinds[(int)EventKind.OrderRefunded];

    /// <summary>The sum of a column of <see cref="OrderColumn"/> over the last 7, 30, 90, 180 or 365 days.</summary>
    public long Orders(int column, int days) => _orders[(OrderWindow(days) * OrderColumns) + column];

    /// <summary>The same for money, in the currency.</summary>
    public double OrderMoney(int column, int days) => Money.ToNumber(Orders(column, days));

    /// <summary>Days with an action of the customer.</summary>
    public double ActiveDays(int days) => Orders(ActiveDaysColumn, days);

    /// <summary>Days with an order.</summary>
    public double OrderDays(int days) => Orders(OrderDaysColumn, days);

    /// <summary>The sum of a column of <see cref="BrowsingColumn"/> over the last 7, 30 or 90 days.</summary>
    public double Browsing(int column, int days) => _browsing[(OrderWindow(days) * BrowsingColumn.Count) + column];

    /// <summary>Days, with their fraction, since a time; NaN when it never was.</summary>
    public double DaysSince(long milliseconds) =>
        milliseconds == Lifetime.Never ? double.NaN : (At - milliseconds) / (double)Instants.MillisecondsPerDay;

    /// <summary>A ratio that has no value when nothing is below the line.</summary>
    public static double Ratio(double part, double whole) => whole == 0 ? double.NaN : part / whole;

    private static int OrderWindow(int days) => days switch
    {
        7 => 0,
        30 => 1,
        90 => 2,
        180 => 3,
        365 => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(days), days, "No window of so many days is summed."),
    };

    // Each day is added to the smallest window it is in; then every window takes in the one inside it.
    private void SumOrders(DayTable table, Span<long> sums)
    {
        for (var row = table.FirstAfter(Day - 365); row < table.Count && table.DayAt(row) <= Day; row++)
        {
            var age = Day - table.DayAt(row);
            var window = age < 7 ? 0 : age < 30 ? 1 : age < 90 ? 2 : age < 180 ? 3 : 4;
            var into = sums.Slice(window * OrderColumns, OrderColumns);
            var cells = table.RowAt(row);
            Add(into, cells);
            into[ActiveDaysColumn] += cells[OrderColumn.Actions] > 0 ? 1 : 0;
            into[OrderDaysColumn] += cells[OrderColumn.Orders] > 0 ? 1 : 0;
        }

        Accumulate(sums, OrderColumns);
    }

    private void SumBrowsing(DayTable table, Span<long> sums)
    {
        for (var row = table.FirstAfter(Day - 90); row < table.Count && table.DayAt(row) <= Day; row++)
        {
            var age = Day - table.DayAt(row);
            var window = age < 7 ? 0 : age < 30 ? 1 : 2;
            Add(sums.Slice(window * BrowsingColumn.Count, BrowsingColumn.Count), table.RowAt(row));
        }

        Accumulate(sums, BrowsingColumn.Count);
    }

    // A few columns at once; where a sum overflows, one by one from there on.
    private static void Add(Span<long> into, ReadOnlySpan<long> from)
    {
        var i = 0;
        for (; i <= from.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            var (left, right) = (new Vector<long>(into[i..]), new Vector<long>(from[i..]));
            var sum = left + right;
            if (Vector.LessThanAny((left ^ sum) & (right ^ sum), Vector<long>.Zero))
            {
                break;
            }

            sum.CopyTo(into[i..]);
        }

        for (; i < from.Length; i++)
        {
            into[i] = Money.Add(into[i], from[i]);
        }
    }

    private static void Accumulate(Span<long> sums, int columns)
    {
        for (var i = columns; i < sums.Length; i++)
        {
            sums[i] = Money.Add(sums[i], sums[i - columns]);
        }
    }
}
