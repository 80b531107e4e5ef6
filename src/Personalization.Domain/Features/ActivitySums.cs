using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Features;

/// <summary>The visits of a window and how long they took together.</summary>
internal readonly record struct Visits(int Count, long Seconds)
{
    public static Visits Of(SessionTable sessions, int today, int days)
    {
        var (count, seconds) = (0, 0L);
        for (var i = sessions.Count - 1; i >= 0 && sessions[i].Day > today - days; i--)
        {
            count++;
            seconds += sessions[i].End - sessions[i].Start;
        }

        return new Visits(count, seconds);
    }
}

/// <summary>The open cart in numbers; no age when it is empty.</summary>
internal readonly record struct CartState(double Items, double Value, double AgeHours, double IdleHours)
{
    private const double MillisecondsPerHour = 3_600_000;

    public static CartState Of(Profile profile, long at)
    {
        var operations = profile.CartOperations;
        Span<CartJournal.Line> lines = stackalloc CartJournal.Line[operations.Count];
        lines = lines[..operations.Play(lines)];
        if (lines.IsEmpty)
        {
            return new CartState(0, 0, double.NaN, double.NaN);
        }

        var (items, value, oldest) = (0.0, 0L, long.MaxValue);
        foreach (ref readonly var line in lines)
        {
            items += line.Quantity;
            value = Money.Add(value, Money.Times(line.PriceUnits, line.Quantity));
            oldest = Math.Min(oldest, line.AddedAt);
        }

        return new CartState(
            items,
            Money.ToNumber(value),
            (at - oldest) / MillisecondsPerHour,
            (at - operations[operations.Count - 1].At) / MillisecondsPerHour);
    }

    /// <summary>
    /// Days of the window before today with additions to the cart and no order on that day or the next.
    /// </summary>
    public static int Abandoned(scoped in FeatureInputs customer, int days)
    {
        var browsing = customer.Profile.BrowsingDays;
        var orders = customer.Profile.OrderDays;
        var abandoned = 0;
        for (var row = browsing.FirstAfter(customer.Day - days); row < browsing.Count; row++)
        {
            var day = browsing.DayAt(row);
            if (day < customer.Day && browsing.RowAt(row)[BrowsingColumn.CartAdds] > 0
                && !HasOrder(orders, day) && !HasOrder(orders, day + 1))
            {
                abandoned++;
            }
        }

        return abandoned;
    }

    private static bool HasOrder(DayTable orders, int day)
    {
        var row = orders.FirstAfter(day - 1);
        return row < orders.Count && orders.DayAt(row) == day && orders.RowAt(row)[OrderColumn.Orders] > 0;
    }
}
