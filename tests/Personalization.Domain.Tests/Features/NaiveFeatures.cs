using Personalization.Domain.Events;

namespace Personalization.Domain.Tests.Features;

/// <summary>
/// Every numeric feature computed the slow and obvious way from the whole list of events; NaN for no value.
/// </summary>
internal sealed class NaiveFeatures(IReadOnlyList<CustomerEvent> events, DateTimeOffset at)
{
    private readonly CustomerEvent[] _orders = [.. events.Where(e => e.Kind == EventKind.OrderCompleted)];
    private readonly CustomerEvent[] _refunds = [.. events.Where(e => e.Kind == EventKind.OrderRefunded)];
    private readonly CustomerEvent[] _actions = [.. events.Where(e => EventVocabulary.IsAction(e.Kind))];

    public Dictionary<string, double> Compute()
    {
        var values = new Dictionary<string, double>();
        Orders(values);
        Value(values);
        Rhythm(values);
        Activity(values);
        Counts(values);
        Cart(values);
        Taste(values);
        Habits(values);
        return values;
    }

    private void Orders(Dictionary<string, double> values)
    {
        values["recency_days"] = Since(_orders.Select(e => e.At), last: true);
        values["days_since_first_order"] = Since(_orders.Select(e => e.At), last: false);
        values["tenure_days"] = Since(events.Select(e => e.At), last: false);
        values["last_seen_days"] = Since(events.Select(e => e.At), last: true);
        values["last_active_days"] = Since(_actions.Select(e => e.At), last: true);
        foreach (var days in new[] { 7, 30, 90, 180, 365 })
        {
            values[$"orders_{days}d"] = In(_orders, days).Count();
            values[$"revenue_{days}d"] = Revenue(In(_orders, days));
        }

        values["orders_lifetime"] = _orders.Length;
        values["order_days_90d"] = DaysOf(In(_orders, 90)).Count();
        values["order_days_365d"] = DaysOf(In(_orders, 365)).Count();
        values["orders_change_90d"] = In(_orders, 90).Count() - (In(_orders, 180).Count() - In(_orders, 90).Count());
        values["orders_per_30d"] = _orders.Length == 0
            ? double.NaN
            : _orders.Length * 30 / (values["days_since_first_order"] + 1);
        values["items_90d"] = Items(In(_orders, 90));
        values["items_365d"] = Items(In(_orders, 365));
        values["items_lifetime"] = Items(_orders);
        values["items_per_order"] = Ratio(Items(_orders), _orders.Length);
        values["lines_per_order_365d"] = Ratio(Lines(In(_orders, 365)), In(_orders, 365).Count());
    }

    private void Value(Dictionary<string, double> values)
    {
        values["revenue_lifetime"] = Revenue(_orders);
        values["average_order_value"] = Ratio(Revenue(_orders), _orders.Length);
        values["average_order_value_90d"] = Ratio(Revenue(In(_orders, 90)), In(_orders, 90).Count());
        values["average_order_value_trend"] = Ratio(values["average_order_value_90d"], values["average_order_value"]);
        values["largest_order_value"] = _orders.Length == 0 ? double.NaN : _orders.Max(e => e.TotalUnits) / 10_000.0;
        values["average_item_value"] = Ratio(Revenue(_orders), Items(_orders));
        var discount = In(_orders, 365).Sum(e => e.DiscountUnits) / 10_000.0;
        values["discount_share_365d"] = Ratio(discount, Revenue(In(_orders, 365)) + discount);
        values["refunds_90d"] = In(_refunds, 90).Count();
        values["refunds_365d"] = In(_refunds, 365).Count();
        values["refund_value_365d"] = Revenue(In(_refunds, 365));
        values["refund_rate"] = Ratio(_refunds.Length, _orders.Length);
        values["refund_value_share"] = Ratio(Revenue(_refunds), Revenue(_orders));
        values["days_since_refund"] = Since(_refunds.Select(e => e.At), last: true);
        values["cancellations_365d"] = In(Of(EventKind.OrderCancelled), 365).Count();
    }

    private void Rhythm(Dictionary<string, double> values)
    {
        var newest = _actions.Concat(_refunds).Concat(Of(EventKind.OrderCancelled)).Select(Day).DefaultIfEmpty().Max();
        var days = DaysOf(_orders).Where(day => day > newest - 400).Order().ToArray();
        var gaps = days.Skip(1).Zip(days, (later, earlier) => (double)(later - earlier)).ToArray();
        var mean = gaps.Length == 0 ? double.NaN : gaps.Average();
        values["days_between_orders_mean"] = mean;
        values["days_between_orders_deviation"] =
            gaps.Length < 2 ? double.NaN : Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        values["recency_over_mean_gap"] = Ratio(values["recency_days"], mean);
        values["recency_over_tenure"] = Ratio(values["recency_days"], values["days_since_first_order"]);
        var last = _orders.Where(order => days.Length > 0 && Day(order) == days[^1]).ToArray();
        values["last_order_lines"] = Ratio(Lines(last), last.Length);
        values["last_order_value"] = Ratio(Revenue(last), last.Length);
    }

    private void Activity(Dictionary<string, double> values)
    {
        foreach (var days in new[] { 7, 30, 90, 365 })
        {
            values[$"active_days_{days}d"] = DaysOf(In(_actions, days)).Count();
        }

        values["sessions_7d"] = Sessions(7).Count;
        values["sessions_30d"] = Sessions(30).Count;
        values["minutes_on_site_30d"] = Sessions(30).Sum() / 60.0;
        values["minutes_per_session_30d"] = Ratio(Sessions(30).Sum() / 60.0, Sessions(30).Count);
    }

    private void Counts(Dictionary<string, double> values)
    {
        void Count(string name, EventKind kind, params int[] windows)
        {
            foreach (var days in windows)
            {
                values[$"{name}_{days}d"] = In(Of(kind), days).Count();
            }
        }

        Count("pages", EventKind.PageViewed, 7, 30);
        Count("product_views", EventKind.ProductViewed, 7, 30, 90);
        Count("list_views", EventKind.ProductListViewed, 30);
        Count("searches", EventKind.ProductsSearched, 30);
        Count("wishlist_adds", EventKind.ProductAddedToWishlist, 30);
        Count("cart_adds", EventKind.ProductAdded, 7, 30);
        Count("cart_removals", EventKind.ProductRemoved, 30);
        Count("checkouts", EventKind.CheckoutStarted, 7, 30);
        Count("impressions", EventKind.PromotionViewed, 7, 30);
        Count("clicks", EventKind.PromotionClicked, 30);
        Count("emails_delivered", EventKind.EmailDelivered, 30, 90);
        Count("email_opens", EventKind.EmailOpened, 90);
        Count("email_clicks", EventKind.EmailLinkClicked, 90);
        Count("email_bounces", EventKind.EmailBounced, 90);
        values["cart_add_rate_30d"] = Ratio(values["cart_adds_30d"], values["product_views_30d"]);
        values["click_rate_30d"] = Ratio(values["clicks_30d"], values["impressions_30d"]);
        values["email_open_rate_90d"] = Ratio(values["email_opens_90d"], values["emails_delivered_90d"]);
        values["email_click_rate_90d"] = Ratio(values["email_clicks_90d"], values["emails_delivered_90d"]);
        values["email_unsubscribed"] = Math.Min(1, Of(EventKind.Unsubscribed).Length);
    }

    // What was added less what was removed after the last order, product by product, never below nothing.
    private void Cart(Dictionary<string, double> values)
    {
        var changes = events
            .Where(e => e.Kind is EventKind.ProductAdded or EventKind.ProductRemoved)
            .Where(e => _orders.All(order => order.At < e.At))
            .OrderBy(e => e.At).ThenByDescending(Change)
            .ToArray();
        var lines = new Dictionary<string, (int Quantity, long Price, DateTimeOffset Since)>();
        foreach (var change in changes)
        {
            var product = change.Products[0];
            var line = lines.TryGetValue(product.ProductId, out var held) ? held : (0, 0, change.At);
            line.Item1 += Change(change);
            line.Item2 = product.PriceUnits;
            lines.Remove(product.ProductId);
            if (line.Item1 > 0)
            {
                lines[product.ProductId] = line;
            }
        }

        values["cart_items"] = lines.Values.Sum(line => line.Quantity);
        values["cart_value"] = lines.Values.Sum(line => line.Quantity * line.Price) / 10_000.0;
        values["cart_age_hours"] =
            lines.Count == 0 ? double.NaN : (at - lines.Values.Min(line => line.Since)).TotalHours;
        values["cart_idle_hours"] = lines.Count == 0 ? double.NaN : (at - changes[^1].At).TotalHours;
        var orderDays = DaysOf(_orders).ToHashSet();
        values["abandoned_carts_90d"] = DaysOf(In(Of(EventKind.ProductAdded), 90))
            .Count(day => day < DayOf(at) && !orderDays.Contains(day) && !orderDays.Contains(day + 1));
    }

    private void Taste(Dictionary<string, double> values)
    {
        values["distinct_products_viewed"] =
            Of(EventKind.ProductViewed).Select(e => e.Products[0].ProductId).Distinct().Count();
        values["distinct_products_bought"] =
            _orders.SelectMany(e => e.Products).Select(line => line.ProductId).Distinct().Count();
        var weights = events.SelectMany(Interest)
            .Where(interest => interest.Category is not null)
            .GroupBy(interest => interest.Category, interest => interest.Weight)
            .Select(group => group.Sum())
            .ToArray();
        var all = weights.Sum();
        values["distinct_categories"] = weights.Length;
        values["top_category_share"] = weights.Length == 0 ? double.NaN : weights.Max() / all;
        values["category_concentration"] =
            weights.Length == 0 ? double.NaN : weights.Sum(weight => weight / all * weight / all);
    }

    private void Habits(Dictionary<string, double> values)
    {
        var hours = _actions.Select(e => e.At.UtcDateTime.Hour).ToArray();
        var x = hours.Sum(hour => Math.Cos((hour + 0.5) / 24 * Math.Tau));
        var y = hours.Sum(hour => Math.Sin((hour + 0.5) / 24 * Math.Tau));
        values["hour_mean"] = (x * x) + (y * y) < 1e-12
            ? double.NaN
            : Math.Round(((Math.Atan2(y, x) / Math.Tau * 24) + 24) % 24, 9) % 24;
        values["favourite_hour"] = Favourite(hours);
        values["favourite_weekday"] = Favourite(_actions.Select(e => (((int)e.At.UtcDateTime.DayOfWeek + 6) % 7) + 1));
        values["weekend_share"] = Ratio(
            _actions.Count(e => e.At.UtcDateTime.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday), _actions.Length);
        values["mobile_share"] = Ratio(
            events.Count(e => e.Device == DeviceKind.Mobile), events.Count(e => e.Device != DeviceKind.Unknown));
        values["is_known"] = 1;
    }

    private static IEnumerable<(string? Category, double Weight)> Weighed(CustomerEvent e) => e.Kind switch
    {
        EventKind.ProductViewed or EventKind.ProductClicked or EventKind.ProductListViewed or EventKind.ProductsSearched
            => [(e.Category, 1.0)],
        EventKind.ProductAdded or EventKind.ProductAddedToWishlist => [(e.Category, 3.0)],
        EventKind.OrderCompleted => e.Products.Select(line => (line.Category, 5.0)),
        _ => [],
    };

    private IEnumerable<(string? Category, double Weight)> Interest(CustomerEvent e) =>
        Weighed(e).Select(one => (one.Category, one.Weight * Math.Pow(0.5, (at - e.At).TotalDays / 30)));

    private List<double> Sessions(int days)
    {
        var onSite = events.Where(e => EventVocabulary.IsVisit(e.Kind)).ToArray();
        var visits = In(onSite, days).Select(e => e.At).Order().ToArray();
        var lengths = new List<double>();
        for (var i = 0; i < visits.Length; i++)
        {
            var goesOn = i > 0
                && DayOf(visits[i]) == DayOf(visits[i - 1])
                && Seconds(visits[i]) - Seconds(visits[i - 1]) <= 1800;
            if (goesOn)
            {
                lengths[^1] += Seconds(visits[i]) - Seconds(visits[i - 1]);
            }
            else
            {
                lengths.Add(0);
            }
        }

        return lengths;
    }

    private static int Change(CustomerEvent e) =>
        e.Kind == EventKind.ProductAdded ? e.Products[0].Quantity : -e.Products[0].Quantity;

    private static double Favourite(IEnumerable<int> values) => values
        .GroupBy(value => value)
        .OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
        .Select(group => (double)group.Key)
        .DefaultIfEmpty(double.NaN)
        .First();

    private CustomerEvent[] Of(EventKind kind) => [.. events.Where(e => e.Kind == kind)];

    private IEnumerable<CustomerEvent> In(CustomerEvent[] of, int days) =>
        of.Where(e => Day(e) > DayOf(at) - days && Day(e) <= DayOf(at));

    private double Since(IEnumerable<DateTimeOffset> times, bool last)
    {
        var ordered = times.Order().ToArray();
        return ordered.Length == 0 ? double.NaN : (at - (last ? ordered[^1] : ordered[0])).TotalDays;
    }

    private static double Revenue(IEnumerable<CustomerEvent> of) => of.Sum(e => e.TotalUnits) / 10_000.0;

    private static double Items(IEnumerable<CustomerEvent> of) => of.Sum(e => e.Products.Sum(line => line.Quantity));

    private static double Lines(IEnumerable<CustomerEvent> of) => of.Sum(e => e.Products.Count);

    private static IEnumerable<int> DaysOf(IEnumerable<CustomerEvent> of) => of.Select(Day).Distinct();

    private static int Day(CustomerEvent e) => DayOf(e.At);

    private static int DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime).DayNumber;

    private static long Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds();

    private static double Ratio(double part, double whole) => whole == 0 ? double.NaN : part / whole;
}
