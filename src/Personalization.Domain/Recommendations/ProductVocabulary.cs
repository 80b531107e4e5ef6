using Personalization.Conditions;

namespace Personalization.Domain.Recommendations;

/// <summary>
/// What a condition over products may speak of: <c>product.price &lt; 20.0 &amp;&amp; product.brand == "acme"</c>.
/// </summary>
public static class ProductVocabulary
{
    /// <summary>The names that such conditions may use.</summary>
    public static ConditionEnvironment<Product> Environment { get; } = new ConditionEnvironment<Product>().Namespace(
        "product",
        new Dictionary<string, Field<Product>>(StringComparer.Ordinal)
        {
            ["id"] = Text("id", product => product.ProductId, "The shop's id."),
            ["name"] = Text("name", product => product.Name, "Its name."),
            ["category"] = Text("category", product => product.Category, "Its category."),
            ["brand"] = Text("brand", product => product.Brand, "Its brand."),
            ["price"] = Price(),
            ["url"] = Text("url", product => product.Url, "Its page."),
            ["image_url"] = Text("image_url", product => product.ImageUrl, "Its picture."),
        },
        "The product that is asked about.");

    private static Field<Product> Text(string name, Func<Product, string?> read, string description)
    {
        var missing = Value.Missing("product." + name);
        return new Field<Product>(
            ConditionType.String, product => read(product) is { } text ? Value.Of(text) : missing, description);
    }

    private static Field<Product> Price()
    {
        var missing = Value.Missing("product.price");
        return new Field<Product>(
            ConditionType.Double,
            product => product.Price is { } price ? Value.Of((double)price) : missing,
            "Its price in the shop's currency.");
    }
}
