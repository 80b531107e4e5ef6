namespace Personalization.Domain.Events;

/// <summary>
/// What happened, as far as a profile tells events apart. Numbers are stored: explicit and append-only.
/// </summary>
/// <remarks>
/// The names are those of the Segment e-commerce (v2) and e-mail vocabularies. A kind added later changes what old
/// events mean to the fold, so it comes with a new <see cref="Profiles.ProfileCodec.FoldVersion"/>. The codec keeps
/// numbers below 64.
/// </remarks>
public enum EventKind : byte
{
    /// <summary>A track call with any other name; counted by its name.</summary>
    Other = 0,

    /// <summary>An identify call.</summary>
    Identify = 1,

    /// <summary>A page call.</summary>
    PageViewed = 2,

    /// <summary>A screen call.</summary>
    ScreenViewed = 3,

    /// <summary>Products Searched.</summary>
    ProductsSearched = 4,

    /// <summary>Product List Viewed.</summary>
    ProductListViewed = 5,

    /// <summary>Product Viewed.</summary>
    ProductViewed = 6,

    /// <summary>Product Clicked.</summary>
    ProductClicked = 7,

    /// <summary>Product Added (to the cart).</summary>
    ProductAdded = 8,

    /// <summary>Product Removed (from the cart).</summary>
    ProductRemoved = 9,

    /// <summary>Cart Viewed.</summary>
    CartViewed = 10,

    /// <summary>Checkout Started.</summary>
    CheckoutStarted = 11,

    /// <summary>Checkout Step Completed.</summary>
    CheckoutStepCompleted = 12,

    /// <summary>Payment Info Entered.</summary>
    PaymentInfoEntered = 13,

    /// <summary>Order Completed.</summary>
    OrderCompleted = 14,

    /// <summary>Order Refunded.</summary>
    OrderRefunded = 15,

    /// <summary>Order Cancelled.</summary>
    OrderCancelled = 16,

    /// <summary>Promotion Viewed: an impression of a decision's content.</summary>
    PromotionViewed = 17,

    /// <summary>Promotion Clicked.</summary>
    PromotionClicked = 18,

    /// <summary>Experiment Viewed.</summary>
    ExperimentViewed = 19,

    /// <summary>Email Delivered.</summary>
    EmailDelivered = 20,

    /// <summary>Email Opened.</summary>
    EmailOpened = 21,

    /// <summary>Email Link Clicked.</summary>
    EmailLinkClicked = 22,

    /// <summary>Email Bounced.</summary>
    EmailBounced = 23,

    /// <summary>Unsubscribed (from e-mail).</summary>
    Unsubscribed = 24,

    /// <summary>Product Added to Wishlist.</summary>
    ProductAddedToWishlist = 25,

    /// <summary>Product Reviewed.</summary>
    ProductReviewed = 26,

    /// <summary>A group call.</summary>
    Group = 27,

    /// <summary>An alias call.</summary>
    Alias = 28,

    /// <summary>Segment Consent Preference Updated: what the customer allows changed.</summary>
    ConsentChanged = 29,

    /// <summary>Preferences Updated: what the customer wants to be approached with changed.</summary>
    PreferencesChanged = 30,

    /// <summary>Segment Entered: the service saw that the customer came into a segment, its key the category.</summary>
    SegmentEntered = 31,

    /// <summary>Segment Exited: the service saw that the customer left a segment, its key the category.</summary>
    SegmentExited = 32,
}
