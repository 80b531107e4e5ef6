namespace Personalization.Domain.Events;

/// <summary>The properties that something is read from.</summary>
internal enum PropertyName
{
    None,
    ProductId,
    Sku,
    Category,
    Name,
    Brand,
    Price,
    Quantity,
    Url,
    ImageUrl,
    Total,
    Revenue,
    Value,
    Discount,
    OrderId,
    Products,
    PromotionId,
    CampaignId,
    Campaign,
    Creative,
    Position,
    DecisionId,
    Path,
}

/// <summary>Finds a property by its UTF-8 name, in snake case or camel case.</summary>
internal static class PropertyNames
{
    private static readonly Known[][] ByLength = Index(
    [
        new("product_id", PropertyName.ProductId), new("productId", PropertyName.ProductId),
        new("sku", PropertyName.Sku), new("category", PropertyName.Category), new("name", PropertyName.Name),
        new("brand", PropertyName.Brand), new("price", PropertyName.Price), new("quantity", PropertyName.Quantity),
        new("url", PropertyName.Url), new("image_url", PropertyName.ImageUrl), new("imageUrl", PropertyName.ImageUrl),
        new("total", PropertyName.Total), new("revenue", PropertyName.Revenue), new("value", PropertyName.Value),
        new("discount", PropertyName.Discount), new("order_id", PropertyName.OrderId),
        new("orderId", PropertyName.OrderId), new("products", PropertyName.Products),
        new("promotion_id", PropertyName.PromotionId), new("promotionId", PropertyName.PromotionId),
        new("campaign_id", PropertyName.CampaignId), new("campaignId", PropertyName.CampaignId),
        new("campaign", PropertyName.Campaign), new("creative", PropertyName.Creative),
        new("position", PropertyName.Position), new("decision_id", PropertyName.DecisionId),
        new("decisionId", PropertyName.DecisionId), new("path", PropertyName.Path),
    ]);

    public static PropertyName Find(ReadOnlySpan<byte> name)
    {
        if (name.Length >= ByLength.Length)
        {
            return PropertyName.None;
        }

        foreach (var known in ByLength[name.Length])
        {
            if (name.SequenceEqual(known.Utf8))
            {
                return known.Property;
            }
        }

        return PropertyName.None;
    }

    private static Known[][] Index(Known[] all)
    {
        var byLength = new Known[all.Max(known => known.Utf8.Length) + 1][];
        for (var length = 0; length < byLength.Length; length++)
        {
            byLength[length] = Array.FindAll(all, known => known.Utf8.Length == length);
        }

        return byLength;
    }

    private sealed class Known(string name, PropertyName property)
    {
        public byte[] Utf8 { get; } = System.Text.Encoding.UTF8.GetBytes(name);

        public PropertyName Property { get; } = property;
    }
}
