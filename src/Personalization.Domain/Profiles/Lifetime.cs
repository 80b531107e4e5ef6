using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>
/// What a profile knows about all of a customer's events: counts, sums, first and last times, habits.
/// </summary>
/// <remarks>Times are milliseconds since year 1, -1 for never.</remarks>
internal sealed class Lifetime
{
    public const long Never = -1;

    public long FirstSeen { get; set; } = Never;

    public long LastSeen { get; set; } = Never;

    public long LastActive { get; set; } = Never;

    public long FirstOrder { get; set; } = Never;

    public long LastOrder { get; set; } = Never;

    public long LastRefund { get; set; } = Never;

    public long Revenue { get; set; }

    public long Discount { get; set; }

    public long RefundValue { get; set; }

    public long Items { get; set; }

    public long LargestOrder { get; set; }

    /// <summary>Events by kind.</summary>
    public long[] Kinds { get; } = new long[EventVocabulary.KindCount];

    /// <summary>The customer's actions by hour of the day, UTC.</summary>
    public long[] Hours { get; } = new long[24];

    /// <summary>The customer's actions by day of the week, Monday first, UTC.</summary>
    public long[] Weekdays { get; } = new long[7];

    /// <summary>Events by device; those that do not tell are not counted.</summary>
    public long[] Devices { get; } = new long[4];

    public void Add(CustomerEvent happened, long at)
    {
        Kinds[(int)happened.Kind]++;
        FirstSeen = Earlier(FirstSeen, at);
        LastSeen = Math.Max(LastSeen, at);
        if (happened.Device != DeviceKind.Unknown)
        {
            Devices[(int)happened.Device]++;
        }

        if (EventVocabulary.IsAction(happened.Kind))
        {
            LastActive = Math.Max(LastActive, at);
            Hours[Instants.HourOf(at)]++;
            Weekdays[Instants.WeekdayOf(Instants.DayOf(at))]++;
        }
    }

    /// <summary>As before the first event.</summary>
    public void Clear()
    {
        FirstSeen = LastSeen = LastActive = FirstOrder = LastOrder = LastRefund = Never;
        Revenue = Discount = RefundValue = Items = LargestOrder = 0;
        Kinds.AsSpan().Clear();
        Hours.AsSpan().Clear();
        Weekdays.AsSpan().Clear();
        Devices.AsSpan().Clear();
    }

    public void AddOrder(CustomerEvent order, long at, long items)
    {
        FirstOrder = Earlier(FirstOrder, at);
        LastOrder = Math.Max(LastOrder, at);
        LargestOrder = Math.Max(LargestOrder, order.TotalUnits);
        Revenue = Money.Add(Revenue, order.TotalUnits);
        Discount = Money.Add(Discount, Math.Abs(order.DiscountUnits));
        Items = Money.Add(Items, items);
    }

    public void AddRefund(CustomerEvent refund, long at)
    {
        LastRefund = Math.Max(LastRefund, at);
        RefundValue = Money.Add(RefundValue, Math.Abs(refund.TotalUnits));
    }

    public void AddAll(Lifetime other)
    {
        FirstSeen = Earlier(FirstSeen, other.FirstSeen);
        LastSeen = Math.Max(LastSeen, other.LastSeen);
        LastActive = Math.Max(LastActive, other.LastActive);
        FirstOrder = Earlier(FirstOrder, other.FirstOrder);
        LastOrder = Math.Max(LastOrder, other.LastOrder);
        LastRefund = Math.Max(LastRefund, other.LastRefund);
        LargestOrder = Math.Max(LargestOrder, other.LargestOrder);
        Revenue = Money.Add(Revenue, other.Revenue);
        Discount = Money.Add(Discount, other.Discount);
        RefundValue = Money.Add(RefundValue, other.RefundValue);
        Items = Money.Add(Items, other.Items);
        AddAll(Kinds, other.Kinds);
        AddAll(Hours, other.Hours);
        AddAll(Weekdays, other.Weekdays);
        AddAll(Devices, other.Devices);
    }

    private static long Earlier(long left, long right) =>
        left == Never ? right : right == Never ? left : Math.Min(left, right);

    private static void AddAll(long[] into, long[] from)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] += from[i];
        }
    }
}
