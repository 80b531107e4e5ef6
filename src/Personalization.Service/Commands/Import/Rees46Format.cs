namespace Personalization.Service.Commands.Import;

/// <summary>
/// REES46's open data (event_time, event_type, product_id, category_id, category_code, brand, price, user_id,
/// user_session): views, cart changes and purchases; purchase rows of one session and second are one order.
/// </summary>
internal static class Rees46Format
{
    private static readonly Dictionary<string, CsvField> Product = new(StringComparer.Ordinal)
    {
        ["product_id"] = new() { Column = "product_id" },
        ["category"] = new() { Column = "category_code" },
        ["brand"] = new() { Column = "brand" },
        ["price"] = new() { Column = "price", Type = "number" },
        ["quantity"] = new() { Value = "1", Type = "number" },
    };

    internal static CsvMapping Mapping { get; } = new()
    {
        Event = new()
        {
            Column = "event_type",
            Values = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["view"] = "Product Viewed",
                ["cart"] = "Product Added",
                ["remove_from_cart"] = "Product Removed",
                ["purchase"] = "Order Completed",
            },
        },
        UserId = new() { Column = "user_id" },
        Timestamp = new() { Column = "event_time", Format = "yyyy-MM-dd HH:mm:ss 'UTC'" },
        Properties = new Dictionary<string, CsvField>(Product, StringComparer.Ordinal)
        {
            ["session_id"] = new() { Column = "user_session" },
        },
        Product = Product,
        Order = ["user_id", "user_session", "event_time"],
    };
}
