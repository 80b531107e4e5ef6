using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Learning.Lifetime;

namespace Personalization.Domain.LifetimeValue;

/// <summary>What the lifetime models need of a customer, read from the profile; times in weeks.</summary>
/// <param name="History">
/// Orders of one UTC day are one, within the days that a profile keeps; older ones count each.
/// </param>
/// <param name="MeanValue">The mean value of an order, the first included; refunds are not subtracted.</param>
public readonly record struct OrderRecord(OrderHistory History, double MeanValue)
{
    internal const double DaysInWeek = 7;

    /// <summary>How many orders, the first included.</summary>
    public int Orders => History.Repeats + 1;

    /// <summary>Reads a profile at an instant; false when there is no order yet. Allocates nothing.</summary>
    /// <param name="profile">The customer's events up to <paramref name="at"/> and none after.</param>
    public static bool TryRead(Profile profile, DateTimeOffset at, out OrderRecord record)
    {
        var lifetime = profile.Lifetime;
        if (lifetime.FirstOrder == Lifetime.Never)
        {
            record = default;
            return false;
        }

        var (first, last) = (Instants.DayOf(lifetime.FirstOrder), Instants.DayOf(lifetime.LastOrder));
        var age = Math.Max(last, Instants.DayOf(Instants.ToMilliseconds(at))) - first;
        var orders = last == first ? 1 : (int)Math.Min(int.MaxValue, OrderDays(profile));
        var repeats = Math.Max(last == first ? 0 : 1, orders - 1);
        record = new OrderRecord(
            new OrderHistory(repeats, (last - first) / DaysInWeek, age / DaysInWeek),
            Math.Max(0, Money.ToNumber(lifetime.Revenue)) / (repeats + 1));
        return true;
    }

    private static long OrderDays(Profile profile)
    {
        var (days, orders) = (0L, 0L);
        for (var row = 0; row < profile.OrderDays.Count; row++)
        {
            var count = profile.OrderDays.RowAt(row)[OrderColumn.Orders];
            days += count > 0 ? 1 : 0;
            orders += count;
        }

        return days + Math.Max(0, profile.OrderCount - orders);
    }
}
