namespace Personalization.Domain.Events;

/// <summary>One product in an event: the product that was viewed or added, or a line of an order.</summary>
/// <param name="ProductId"><c>product_id</c>, else <c>sku</c>; never empty.</param>
/// <param name="Category">As sent; null when it was not.</param>
/// <param name="PriceUnits">Price of one, in 1/10,000 of the currency; 0 when it was not sent.</param>
/// <param name="Quantity">1 when it was not sent; may be negative.</param>
public readonly record struct ProductLine(string ProductId, string? Category, long PriceUnits, int Quantity)
{
    /// <summary>The product's name; read only with <see cref="EventDetail.Full"/>.</summary>
    public string? Name { get; init; }

    /// <summary>The product's brand; read only with <see cref="EventDetail.Full"/>.</summary>
    public string? Brand { get; init; }

    /// <summary>The product's page; read only with <see cref="EventDetail.Full"/>.</summary>
    public string? Url { get; init; }

    /// <summary>The product's picture; read only with <see cref="EventDetail.Full"/>.</summary>
    public string? ImageUrl { get; init; }

    /// <summary>Price times quantity, in 1/10,000 of the currency; 0 without a price.</summary>
    public long ValueUnits => Money.Times(PriceUnits, Quantity);
}

/// <summary>How much of an event to read.</summary>
public enum EventDetail
{
    /// <summary>What the fold uses. Allocates little.</summary>
    Fold,

    /// <summary>Also the names, brands and addresses of products.</summary>
    Full,
}

/// <summary>The device an event came from. Numbers are stored: explicit and append-only.</summary>
public enum DeviceKind : byte
{
    /// <summary>Not told.</summary>
    Unknown = 0,

    /// <summary>A desktop or laptop computer.</summary>
    Desktop = 1,

    /// <summary>A telephone.</summary>
    Mobile = 2,

    /// <summary>A tablet.</summary>
    Tablet = 3,
}
