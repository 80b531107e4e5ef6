using Personalization.Domain.Privacy;

namespace Personalization.Domain.Events;

/// <summary>An event as the rest of the domain sees it: the members that something is computed from, typed.</summary>
/// <remarks>
/// Reading is tolerant: a member of the wrong type counts as missing, numbers may be sent as text, and names may be
/// written <c>product_id</c> or <c>productId</c>. Equal bodies give equal events whatever the order of their members.
/// </remarks>
public sealed class CustomerEvent
{
    private static readonly KeyValuePair<string, TraitValue>[] NoTraits = [];
    private static readonly Dictionary<string, bool> NoPermissions = [];
    private readonly ProductLine[] _lines = [];

    /// <summary>What happened.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>Which Segment call it came by.</summary>
    public EventType Type { get; init; } = EventType.Track;

    /// <summary>The name it was stored under.</summary>
    public required string Name { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// The stream it was stored in: the customer's, or that of a visitor who joined; null where unknown.
    /// </summary>
    public CustomerKey? Stream { get; init; }

    /// <summary>The visitor whom this event made the customer, if any.</summary>
    public CustomerKey? Joined { get; init; }

    /// <summary>
    /// The one product that a product event is about, or the lines of an order, cart or list, as sent.
    /// </summary>
    public IReadOnlyList<ProductLine> Products
    {
        get => _lines;
        init => _lines = value as ProductLine[] ?? [.. value];
    }

    /// <summary>
    /// The amount in 1/10,000 of the currency: <c>total</c>, else <c>revenue</c>, else <c>value</c>, else the products'
    /// prices times quantities; 0 when none was sent.
    /// </summary>
    public long TotalUnits { get; init; }

    /// <summary><c>discount</c> in 1/10,000 of the currency; 0 when not sent.</summary>
    public long DiscountUnits { get; init; }

    /// <summary><c>order_id</c>.</summary>
    public string? OrderId { get; init; }

    /// <summary>The category of the list, product or search; for an order see its lines.</summary>
    public string? Category { get; init; }

    /// <summary>
    /// <c>promotion_id</c> of an impression or click, or the campaign of an e-mail (<c>campaign_id</c>,
    /// <c>campaign.id</c>).
    /// </summary>
    public string? CampaignId { get; init; }

    /// <summary><c>creative</c>: the variant shown.</summary>
    public string? Creative { get; init; }

    /// <summary><c>position</c> of a promotion: the placement.</summary>
    public string? Position { get; init; }

    /// <summary><c>decision_id</c>: the decision that an impression or click answers.</summary>
    public string? DecisionId { get; init; }

    /// <summary>The name of a page or screen, else its <c>path</c>; null for every other event.</summary>
    public string? Page { get; init; }

    /// <summary>From <c>context.device.type</c>, else from the operating system or user agent.</summary>
    public DeviceKind Device { get; init; }

    /// <summary>
    /// What an identify call or <c>context.traits</c> says about the customer, each name once. Members of an object are
    /// named with a dot (<c>address.city</c>), arrays are left out, null takes a trait back.
    /// </summary>
    public IReadOnlyCollection<KeyValuePair<string, TraitValue>> Traits { get; init; } = NoTraits;

    /// <summary>
    /// What the event says the customer allows, by a permission's name, each name once: true is granted, false denied.
    /// From <c>context.consent.categoryPreferences</c> (an empty object denies all), opt-outs and unsubscribing.
    /// </summary>
    internal Dictionary<string, bool> Permissions { get; init; } = NoPermissions;

    /// <summary>What the event says about consent, by category.</summary>
    public IReadOnlyList<Consent> Consents => Permissions.Count == 0 ? [] :
        [.. Permissions.Where(said => said.Key.StartsWith(PermissionKey.ConsentPrefix, StringComparison.Ordinal))
            .Select(said => new Consent(
                said.Key[PermissionKey.ConsentPrefix.Length..],
                said.Value ? ConsentStatus.Granted : ConsentStatus.Denied,
                At))];

    internal ReadOnlySpan<ProductLine> Lines => _lines;

    /// <summary>Reads an event of the log.</summary>
    public static CustomerEvent Read(StoredEvent stored, EventDetail detail = EventDetail.Fold) =>
        Read(
            new EventHeader(stored.Type, stored.Name, stored.At, stored.Customer, stored.Joined),
            stored.Body.Span, detail);

    /// <summary>Reads an event that is not in the log yet.</summary>
    public static CustomerEvent Read(NewEvent sent, EventDetail detail = EventDetail.Fold) =>
        Read(new EventHeader(sent.Type, sent.Name, sent.At, sent.Customer, sent.Joins), sent.Body.Span, detail);

    private static CustomerEvent Read(EventHeader header, ReadOnlySpan<byte> body, EventDetail detail)
    {
        var kind = EventVocabulary.KindOf(header.Type, header.Name);
        var found = new EventBody(body, kind, detail);
        found.Read();
        var products = found.Products();
        return new CustomerEvent
        {
            Kind = kind,
            Type = header.Type,
            Name = header.Name,
            At = header.At,
            Stream = header.Stream,
            Joined = header.Joined,
            Products = products,
            TotalUnits = found.TotalUnits(products),
            DiscountUnits = found.DiscountUnits,
            OrderId = found.OrderId,
            Category = found.Category,
            CampaignId = found.CampaignId,
            Creative = found.Creative,
            Position = found.Position,
            DecisionId = found.DecisionId,
            Page = found.Page,
            Device = found.Device,
            Traits = found.Traits() ?? NoTraits,
            Permissions = found.Permissions() ?? NoPermissions,
        };
    }

    private readonly record struct EventHeader(
        EventType Type, string Name, DateTimeOffset At, CustomerKey Stream, CustomerKey? Joined);
}
