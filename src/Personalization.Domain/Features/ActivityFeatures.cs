using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using static Personalization.Domain.Features.Feature;
using static Personalization.Domain.Features.FeatureInputs;

namespace Personalization.Domain.Features;

/// <summary>Visits, browsing, the cart, promotions and e-mail.</summary>
internal static class ActivityFeatures
{
    private const string SessionsAre = "Visits to the site or app, ended by a pause of 30 minutes or by midnight UTC.";

    public static IEnumerable<Feature> All => [.. Visits, .. Browsing, .. Cart, .. Promotions, .. Emails];

    private static Feature[] Visits =>
    [
        ActiveDays(7), ActiveDays(30), ActiveDays(90), ActiveDays(365),
        Count("sessions_7d", "sessions", "7d", SessionsAre,
            static (in c) => c.LastWeek.Count),
        Count("sessions_30d", "sessions", "30d", SessionsAre,
            static (in c) => c.LastMonth.Count),
        Number("minutes_on_site_30d", "minutes", "30d", "Time from the first to the last event of each visit.",
            static (in c) => c.LastMonth.Seconds / 60.0),
        Number("minutes_per_session_30d", "minutes", "30d", "Time on site in a visit, on average.",
            static (in c) => Ratio(c.LastMonth.Seconds / 60.0, c.LastMonth.Count)),
    ];

    private static Feature[] Browsing =>
    [
        Events("pages", "pages", BrowsingColumn.Pages, 7, "Pages and screens viewed."),
        Events("pages", "pages", BrowsingColumn.Pages, 30, "Pages and screens viewed."),
        Events("product_views", "views", BrowsingColumn.ProductViews, 7, "Products viewed."),
        Events("product_views", "views", BrowsingColumn.ProductViews, 30, "Products viewed."),
        Events("product_views", "views", BrowsingColumn.ProductViews, 90, "Products viewed."),
        Events("list_views", "views", BrowsingColumn.ListViews, 30, "Product lists viewed."),
        Events("searches", "searches", BrowsingColumn.Searches, 30, "Searches for products."),
        Events("wishlist_adds", "products", BrowsingColumn.WishlistAdds, 30, "Products put on the wish list."),
        Events("cart_adds", "additions", BrowsingColumn.CartAdds, 7, "Additions to the cart."),
        Events("cart_adds", "additions", BrowsingColumn.CartAdds, 30, "Additions to the cart."),
        Events("cart_removals", "removals", BrowsingColumn.CartRemovals, 30, "Removals from the cart."),
        Events("checkouts", "checkouts", BrowsingColumn.Checkouts, 7, "Checkouts started."),
        Events("checkouts", "checkouts", BrowsingColumn.Checkouts, 30, "Checkouts started."),
        Rates("cart_add_rate", BrowsingColumn.CartAdds, BrowsingColumn.ProductViews, 30,
            "Additions to the cart over product views."),
    ];

    private static Feature[] Cart =>
    [
        Count("cart_items", "items", null, "Items in the open cart.", static (in c) => c.Cart.Items),
        Money("cart_value", null, "Price of the open cart.", static (in c) => c.Cart.Value),
        Hours("cart_age_hours", null, "Hours since the oldest line of the open cart was added.",
            static (in c) => c.Cart.AgeHours),
        Hours("cart_idle_hours", null, "Hours since the open cart was last changed.",
            static (in c) => c.Cart.IdleHours),
        Count("abandoned_carts_90d", "days", "90d",
            "Days, today not included, with additions to the cart and no order on that day or the next.",
            static (in c) => CartState.Abandoned(c, 90)),
    ];

    private static Feature[] Promotions =>
    [
        Events("impressions", "impressions", BrowsingColumn.Impressions, 7, "Promotions viewed."),
        Events("impressions", "impressions", BrowsingColumn.Impressions, 30, "Promotions viewed."),
        Events("clicks", "clicks", BrowsingColumn.Clicks, 30, "Promotions clicked."),
        Rates("click_rate", BrowsingColumn.Clicks, BrowsingColumn.Impressions, 30, "Promotions clicked over viewed."),
    ];

    private static Feature[] Emails =>
    [
        Events("emails_delivered", "e-mails", BrowsingColumn.EmailsDelivered, 30, "E-mails delivered."),
        Events("emails_delivered", "e-mails", BrowsingColumn.EmailsDelivered, 90, "E-mails delivered."),
        Events("email_opens", "opens", BrowsingColumn.EmailOpens, 90, "E-mails opened."),
        Events("email_clicks", "clicks", BrowsingColumn.EmailClicks, 90, "Links in e-mails clicked."),
        Rates("email_open_rate", BrowsingColumn.EmailOpens, BrowsingColumn.EmailsDelivered, 90,
            "E-mails opened over delivered."),
        Rates("email_click_rate", BrowsingColumn.EmailClicks, BrowsingColumn.EmailsDelivered, 90,
            "Links in e-mails clicked over e-mails delivered."),
        Events("email_bounces", "e-mails", BrowsingColumn.EmailBounces, 90, "E-mails returned."),
        Flag("email_unsubscribed", "lifetime", "Whether the customer ever unsubscribed from e-mail.",
            static (in c) => c.Lifetime.Kinds[(int)EventKind.Unsubscribed] > 0 ? 1 : 0),
    ];

    private static Feature ActiveDays(int days) => Count(
        $"active_days_{days}d", "days", $"{days}d", "Days on which the customer did something.",
        (in c) => c.ActiveDays(days));

    private static Feature Events(string name, string unit, int column, int days, string description) =>
        Count($"{name}_{days}d", unit, $"{days}d", description, (in c) => c.Browsing(column, days));

    private static Feature Rates(string name, int part, int whole, int days, string description) =>
        Rate($"{name}_{days}d", $"{days}d", description,
            (in c) => Ratio(c.Browsing(part, days), c.Browsing(whole, days)));
}
