using Personalization.Domain.Profiles;
using static Personalization.Domain.Features.Feature;
using static Personalization.Domain.Features.FeatureInputs;

namespace Personalization.Domain.Features;

/// <summary>Recency, frequency and monetary value, the rhythm of orders, refunds and discounts.</summary>
internal static class OrderFeatures
{
    public static IEnumerable<Feature> All => [.. Recency, .. Frequency, .. Monetary, .. Rhythm, .. Refunds];

    private static Feature[] Recency =>
    [
        Days("recency_days", null, "Days since the last order.", static (in c) => c.DaysSince(c.Lifetime.LastOrder)),
        Days("tenure_days", null, "Days since the first event of any kind.",
            static (in c) => c.DaysSince(c.Lifetime.FirstSeen)),
        Days("days_since_first_order", null, "Days since the first order.",
            static (in c) => c.DaysSince(c.Lifetime.FirstOrder)),
        Days("last_seen_days", null, "Days since the last event of any kind.",
            static (in c) => c.DaysSince(c.Lifetime.LastSeen)),
        Days("last_active_days", null, "Days since the customer last did something.",
            static (in c) => c.DaysSince(c.Lifetime.LastActive)),
    ];

    private static Feature[] Frequency =>
    [
        Orders(7), Orders(30), Orders(90), Orders(180), Orders(365),
        Count("orders_lifetime", "orders", "lifetime", "Orders of all time.", static (in c) => c.LifetimeOrders),
        Count("order_days_90d", "days", "90d", "Days with an order.", static (in c) => c.OrderDays(90)),
        Count("order_days_365d", "days", "365d", "Days with an order.", static (in c) => c.OrderDays(365)),
        Number("orders_change_90d", "orders", "180d", "Orders of the last 90 days minus those of the 90 days before.",
            static (in c) => (2.0 * c.Orders(OrderColumn.Orders, 90)) - c.Orders(OrderColumn.Orders, 180)),
        Rate("orders_per_30d", "lifetime", "Orders in 30 days, on average since the first order.",
            static (in c) => c.LifetimeOrders * 30 / (Math.Max(0, c.DaysSince(c.Lifetime.FirstOrder)) + 1)),
        Count("items_90d", "items", "90d", "Items ordered.", static (in c) => c.Orders(OrderColumn.Items, 90)),
        Count("items_365d", "items", "365d", "Items ordered.", static (in c) => c.Orders(OrderColumn.Items, 365)),
        Count("items_lifetime", "items", "lifetime", "Items ordered.", static (in c) => c.Lifetime.Items),
        Rate("items_per_order", "lifetime", "Items in an order, on average.",
            static (in c) => Ratio(c.Lifetime.Items, c.LifetimeOrders)),
        Rate("lines_per_order_365d", "365d", "Different lines in an order, on average.",
            static (in c) => Ratio(c.Orders(OrderColumn.Lines, 365), c.Orders(OrderColumn.Orders, 365))),
    ];

    private static Feature[] Monetary =>
    [
        Revenue(7), Revenue(30), Revenue(90), Revenue(180), Revenue(365),
        Money("revenue_lifetime", "lifetime", "Sum of order totals, refunds not subtracted.",
            static (in c) => Events.Money.ToNumber(c.Lifetime.Revenue)),
        Money("average_order_value", "lifetime", "Order total, on average.",
            static (in c) => Ratio(Events.Money.ToNumber(c.Lifetime.Revenue), c.LifetimeOrders)),
        Money("average_order_value_90d", "90d", "Order total, on average.",
            static (in c) => Ratio(c.OrderMoney(OrderColumn.Revenue, 90), c.Orders(OrderColumn.Orders, 90))),
        Rate("average_order_value_trend", "90d", "Average order value of the last 90 days over that of all time.",
            static (in c) => Ratio(
                Ratio(c.OrderMoney(OrderColumn.Revenue, 90), c.Orders(OrderColumn.Orders, 90)),
                Ratio(Events.Money.ToNumber(c.Lifetime.Revenue), c.LifetimeOrders))),
        Money("largest_order_value", "lifetime", "The largest order total.",
            static (in c) => c.LifetimeOrders == 0 ? double.NaN : Events.Money.ToNumber(c.Lifetime.LargestOrder)),
        Money("average_item_value", "lifetime", "Revenue for each item ordered.",
            static (in c) => Ratio(Events.Money.ToNumber(c.Lifetime.Revenue), c.Lifetime.Items)),
        Rate("discount_share_365d", "365d", "Discounts over what orders would have cost without them.",
            static (in c) => Ratio(c.OrderMoney(OrderColumn.Discount, 365),
                c.OrderMoney(OrderColumn.Revenue, 365) + c.OrderMoney(OrderColumn.Discount, 365))),
    ];

    private static Feature[] Rhythm =>
    [
        Days("days_between_orders_mean", "400d", "Days from one day with an order to the next, on average.",
            static (in c) => c.Gaps.Mean),
        Days("days_between_orders_deviation", "400d", "Standard deviation of the days between days with an order.",
            static (in c) => c.Gaps.Deviation),
        Rate("recency_over_mean_gap", "400d", "Days since the last order over the average days between orders.",
            static (in c) => Ratio(c.DaysSince(c.Lifetime.LastOrder), c.Gaps.Mean)),
        Rate("recency_over_tenure", "lifetime", "Days since the last order over days since the first order.",
            static (in c) => Ratio(c.DaysSince(c.Lifetime.LastOrder), c.DaysSince(c.Lifetime.FirstOrder))),
        Rate("last_order_lines", "400d", "Lines in an order on the last day with one, on average.",
            static (in c) => c.LastOrderDay.Lines),
        Money("last_order_value", "400d", "Order total on the last day with an order, on average.",
            static (in c) => c.LastOrderDay.Revenue),
    ];

    private static Feature[] Refunds =>
    [
        Count("refunds_90d", "refunds", "90d", "Refunds.", static (in c) => c.Orders(OrderColumn.Refunds, 90)),
        Count("refunds_365d", "refunds", "365d", "Refunds.", static (in c) => c.Orders(OrderColumn.Refunds, 365)),
        Money("refund_value_365d", "365d", "Money refunded.",
            static (in c) => c.OrderMoney(OrderColumn.RefundValue, 365)),
        Rate("refund_rate", "lifetime", "Refunds over orders.",
            static (in c) => Ratio(c.LifetimeRefunds, c.LifetimeOrders)),
        Rate("refund_value_share", "lifetime", "Money refunded over revenue.",
            static (in c) => Ratio(c.Lifetime.RefundValue, c.Lifetime.Revenue)),
        Days("days_since_refund", null, "Days since the last refund.",
            static (in c) => c.DaysSince(c.Lifetime.LastRefund)),
        Count("cancellations_365d", "orders", "365d", "Orders cancelled.",
            static (in c) => c.Orders(OrderColumn.Cancellations, 365)),
    ];

    private static Feature Orders(int days) =>
        Count($"orders_{days}d", "orders", $"{days}d", "Orders.", (in c) => c.Orders(OrderColumn.Orders, days));

    private static Feature Revenue(int days) => Money(
        $"revenue_{days}d", $"{days}d", "Sum of order totals, refunds not subtracted.",
        (in c) => c.OrderMoney(OrderColumn.Revenue, days));
}
