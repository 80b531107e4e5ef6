namespace Personalization.Domain.Events;

/// <summary>Which event names the fold knows, and what follows from a kind. Names are matched exactly.</summary>
public static class EventVocabulary
{
    /// <summary>The track call by which a customer's consent changes, in Segment's words.</summary>
    public const string ConsentChangedName = "Segment Consent Preference Updated";

    /// <summary>The track call by which a customer's opt-outs change.</summary>
    public const string PreferencesChangedName = "Preferences Updated";

    /// <summary>The track call that the service writes when a customer came into a segment.</summary>
    public const string SegmentEnteredName = "Segment Entered";

    /// <summary>The track call that the service writes when a customer left a segment.</summary>
    public const string SegmentExitedName = "Segment Exited";

    /// <summary>
    /// Names of the vocabulary's frequent events that never carry products: nobody who learns products need read them.
    /// </summary>
    public static IReadOnlyList<string> NamesWithoutProducts { get; } =
    [
        "Promotion Viewed", "Promotion Clicked", "Experiment Viewed", "Email Delivered", "Email Opened",
        "Email Link Clicked", "Email Bounced", "Unsubscribed", "Page Viewed", "Screen Viewed",
        ConsentChangedName, PreferencesChangedName, SegmentEnteredName, SegmentExitedName,
    ];

    /// <summary>One more than the largest number of <see cref="EventKind"/>.</summary>
    public const int KindCount = 33;

    /// <summary>The track calls' names that have a kind of their own.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "Products Searched", "Product List Viewed", "Product Viewed", "Product Clicked", "Product Added",
        "Product Removed", "Cart Viewed", "Checkout Started", "Checkout Step Completed", "Payment Info Entered",
        "Order Completed", "Order Refunded", "Order Cancelled", "Promotion Viewed", "Promotion Clicked",
        "Experiment Viewed", "Email Delivered", "Email Opened", "Email Link Clicked", "Email Bounced", "Unsubscribed",
        "Product Added to Wishlist", "Product Reviewed", "Page Viewed", "Screen Viewed",
        ConsentChangedName, PreferencesChangedName, SegmentEnteredName, SegmentExitedName,
    ];

    /// <summary>The kind of an event from its Segment call and, for track, its name.</summary>
    public static EventKind KindOf(EventType type, string name) => type switch
    {
        EventType.Track => KindOf(name),
        EventType.Identify => EventKind.Identify,
        EventType.Page => EventKind.PageViewed,
        EventType.Screen => EventKind.ScreenViewed,
        EventType.Group => EventKind.Group,
        EventType.Alias => EventKind.Alias,
        _ => EventKind.Other,
    };

    /// <summary>
    /// The kind of a track call's name; <see cref="EventKind.Other"/> for one outside the vocabulary.
    /// </summary>
    public static EventKind KindOf(string name) => name switch
    {
        "Products Searched" => EventKind.ProductsSearched,
        "Product List Viewed" => EventKind.ProductListViewed,
        "Product Viewed" => EventKind.ProductViewed,
        "Product Clicked" => EventKind.ProductClicked,
        "Product Added" => EventKind.ProductAdded,
        "Product Removed" => EventKind.ProductRemoved,
        "Cart Viewed" => EventKind.CartViewed,
        "Checkout Started" => EventKind.CheckoutStarted,
        "Checkout Step Completed" => EventKind.CheckoutStepCompleted,
        "Payment Info Entered" => EventKind.PaymentInfoEntered,
        "Order Completed" => EventKind.OrderCompleted,
        "Order Refunded" => EventKind.OrderRefunded,
        "Order Cancelled" => EventKind.OrderCancelled,
        "Promotion Viewed" => EventKind.PromotionViewed,
        "Promotion Clicked" => EventKind.PromotionClicked,
        "Experiment Viewed" => EventKind.ExperimentViewed,
        "Email Delivered" => EventKind.EmailDelivered,
        "Email Opened" => EventKind.EmailOpened,
        "Email Link Clicked" => EventKind.EmailLinkClicked,
        "Email Bounced" => EventKind.EmailBounced,
        "Unsubscribed" => EventKind.Unsubscribed,
        "Product Added to Wishlist" => EventKind.ProductAddedToWishlist,
        "Product Reviewed" => EventKind.ProductReviewed,
        "Page Viewed" => EventKind.PageViewed,
        "Screen Viewed" => EventKind.ScreenViewed,
        ConsentChangedName => EventKind.ConsentChanged,
        PreferencesChangedName => EventKind.PreferencesChanged,
        SegmentEnteredName => EventKind.SegmentEntered,
        SegmentExitedName => EventKind.SegmentExited,
        _ => EventKind.Other,
    };

    /// <summary>
    /// Whether the customer did it. What the shop did to or knows about the customer (a delivery, a bounce, a refund,
    /// an identify, group or alias call) makes nobody active.
    /// </summary>
    public static bool IsAction(EventKind kind) => kind is not (EventKind.Identify or EventKind.Group or EventKind.Alias
        or EventKind.EmailDelivered or EventKind.EmailBounced or EventKind.OrderRefunded or EventKind.OrderCancelled
        or EventKind.ConsentChanged or EventKind.PreferencesChanged
        or EventKind.SegmentEntered or EventKind.SegmentExited);

    /// <summary>Whether it happened on the site or in the app, and so belongs to a session.</summary>
    public static bool IsVisit(EventKind kind) => kind is (>= EventKind.PageViewed and <= EventKind.OrderCompleted)
        or EventKind.PromotionViewed or EventKind.PromotionClicked or EventKind.ExperimentViewed
        or EventKind.ProductAddedToWishlist or EventKind.ProductReviewed;

    /// <summary>
    /// Whether it shows somebody looking around on the site or in the app, rather than bought or was told of.
    /// </summary>
    public static bool IsBrowsing(EventKind kind) => kind is (>= EventKind.PageViewed and < EventKind.OrderCompleted)
        or EventKind.PromotionViewed or EventKind.PromotionClicked or EventKind.ExperimentViewed
        or EventKind.ProductAddedToWishlist;

    /// <summary>Whether it is about one product, named in its properties.</summary>
    public static bool IsAboutProduct(EventKind kind) => kind is EventKind.ProductViewed or EventKind.ProductClicked
        or EventKind.ProductAdded or EventKind.ProductRemoved or EventKind.ProductAddedToWishlist
        or EventKind.ProductReviewed;

    /// <summary>Whether it is about a campaign: an impression, a click, an e-mail.</summary>
    public static bool IsAboutCampaign(EventKind kind) =>
        kind is >= EventKind.PromotionViewed and <= EventKind.Unsubscribed;
}
