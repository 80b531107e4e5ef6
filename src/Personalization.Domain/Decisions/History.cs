using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Decisions;

/// <summary>What a profile can say of the events in a window, and how far it reaches.</summary>
/// <remarks>
/// Windows of days are counted from the profile's day tables where a kind has one. Everything else is counted over the
/// newest 64 events and the products touched last: who did more in the window is counted low, never high. Nothing here
/// allocates.
/// </remarks>
internal static class History
{
    /// <summary>How many days back a kind is counted by day; 0 for one that is not.</summary>
    internal static int DaysKept(in EventMatch what) =>
        what.Name is not null ? 0
        : OrderColumnOf(what.Kind) >= 0 ? Limits.OrderDays
        : BrowsingColumn.Of(what.Kind) >= 0 ? Limits.BrowsingDays
        : 0;

    /// <summary>How often something happened in a window.</summary>
    internal static long Count(Profile profile, in EventMatch what, in Window window)
    {
        if (window.IsInDays && what.Name is null)
        {
            if (OrderColumnOf(what.Kind) is >= 0 and var order)
            {
                return Sum(profile.OrderDays, order, window);
            }

            if (BrowsingColumn.Of(what.Kind) is >= 0 and var browsing)
            {
                return Sum(profile.BrowsingDays, browsing, window);
            }
        }

        var count = 0L;
        for (var i = profile.Recent.Count - 1; i >= 0; i--)
        {
            ref readonly var happened = ref profile.Recent[i];
            count += window.Holds(happened.Milliseconds) && what.Takes(happened) ? 1 : 0;
        }

        return count == 0 && window.Holds(Last(profile, what, window.Until, exactly: true)) ? 1 : count;
    }

    /// <summary>The same for what was about one category.</summary>
    internal static long Count(Profile profile, in EventMatch what, in Window window, string category)
    {
        var kept = Limits.Cut(category, Limits.TextBytes);
        var count = 0L;
        for (var i = profile.Recent.Count - 1; i >= 0; i--)
        {
            ref readonly var happened = ref profile.Recent[i];
            count += window.Holds(happened.Milliseconds) && what.Takes(happened)
                && string.Equals(happened.Category, kept) ? 1 : 0;
        }

        return TouchesOf(profile, what) is { } touches ? Math.Max(count, CountTouches(touches, window, kept)) : count;
    }

    /// <summary>What was spent in a window of days, in 1/10,000 of the currency.</summary>
    internal static long Spent(Profile profile, in Window window) =>
        Sum(profile.OrderDays, OrderColumn.Revenue, window);

    /// <summary>When something happened last, in milliseconds; <see cref="Lifetime.Never"/> where unknown.</summary>
    /// <param name="until">What happened later is passed over.</param>
    /// <param name="exactly">Without it, what is known to the day only is given as that day's beginning.</param>
    internal static long Last(Profile profile, in EventMatch what, long until, bool exactly)
    {
        var last = LastKnown(profile, what, until);
        for (var i = profile.Recent.Count - 1; i >= 0 && profile.Recent[i].Milliseconds > last; i--)
        {
            ref readonly var happened = ref profile.Recent[i];
            if (happened.Milliseconds <= until && what.Takes(happened))
            {
                return happened.Milliseconds;
            }
        }

        return last != Lifetime.Never || exactly || what.Name is not null ? last
            : LastDay(profile, what.Kind, Instants.DayOf(until));
    }

    /// <summary>Whether things happened one after the other, others in between allowed.</summary>
    internal static bool Follows(Profile profile, ReadOnlySpan<EventMatch> steps, in Window window)
    {
        var done = 0;
        for (var i = 0; i < profile.Recent.Count && done < steps.Length; i++)
        {
            ref readonly var happened = ref profile.Recent[i];
            done += window.Holds(happened.Milliseconds) && steps[done].Takes(happened) ? 1 : 0;
        }

        return done == steps.Length;
    }

    private static int OrderColumnOf(EventKind kind) => kind switch
    {
        EventKind.OrderCompleted => OrderColumn.Orders,
        EventKind.OrderRefunded => OrderColumn.Refunds,
        EventKind.OrderCancelled => OrderColumn.Cancellations,
        _ => -1,
    };

    private static TouchList? TouchesOf(Profile profile, in EventMatch what) => what.Kind switch
    {
        EventKind.ProductViewed => profile.Viewed,
        EventKind.ProductAdded => profile.Carted,
        EventKind.OrderCompleted => profile.Bought,
        _ => null,
    };

    private static long Sum(DayTable table, int column, in Window window)
    {
        var sum = 0L;
        for (var row = table.FirstAfter(window.DayBefore);
            row < table.Count && table.DayAt(row) <= window.LastDay;
            row++)
        {
            sum = Money.Add(sum, table.RowAt(row)[column]);
        }

        return sum;
    }

    // Products of one order share their time, and each is kept at its latest: as many times, as many events at least.
    private static long CountTouches(TouchList touches, in Window window, string? category)
    {
        var (count, before) = (0L, Lifetime.Never);
        for (var i = 0; i < touches.Count; i++)
        {
            ref readonly var touch = ref touches[i];
            if (window.Holds(touch.At) && touch.At != before && string.Equals(touch.Category, category))
            {
                (count, before) = (count + 1, touch.At);
            }
        }

        return count;
    }

    private static long LastKnown(Profile profile, in EventMatch what, long until)
    {
        var last = what.Kind switch
        {
            EventKind.OrderCompleted => profile.Lifetime.LastOrder,
            EventKind.OrderRefunded => profile.Lifetime.LastRefund,
            EventKind.Other when what.Name is { } name && profile.EventNames.TryGet(name, out var count) =>
                count.LastAt,
            _ => Lifetime.Never,
        };
        if (TouchesOf(profile, what) is { } touches)
        {
            for (var i = touches.Count - 1; i >= 0 && touches[i].At > last; i--)
            {
                last = touches[i].At <= until ? touches[i].At : last;
            }
        }

        return last <= until ? last : Lifetime.Never;
    }

    private static long LastDay(Profile profile, EventKind kind, int today)
    {
        var ofOrders = OrderColumnOf(kind);
        var column = ofOrders >= 0 ? ofOrders : BrowsingColumn.Of(kind);
        var table = ofOrders >= 0 ? profile.OrderDays : profile.BrowsingDays;
        for (var row = column < 0 ? -1 : table.FirstAfter(today) - 1; row >= 0; row--)
        {
            if (table.RowAt(row)[column] > 0)
            {
                return table.DayAt(row) * Instants.MillisecondsPerDay;
            }
        }

        return Lifetime.Never;
    }
}
