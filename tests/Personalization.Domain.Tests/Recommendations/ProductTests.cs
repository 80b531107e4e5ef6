using System.Text.Json;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Tests.Recommendations;

public sealed class ProductTests
{
    [Fact, Trait("clause", "REC-9")]
    public void Its_json_is_the_contract()
    {
        const string Json = """
            {"productId":"p1","name":"Mug","category":"kitchen","brand":"b","price":9.90,
             "url":"/p1","imageUrl":"https://x.test/p1.png","active":false}
            """;

        var product = JsonSerializer.Deserialize<Product>(Json, JsonSerializerOptions.Web)!;

        Assert.Empty(product.Validate());
        Assert.Equal(("p1", "Mug", 9.90m, false), (product.ProductId, product.Name, product.Price, product.Active));
        Assert.Equal(product, JsonSerializer.Deserialize<Product>(
            JsonSerializer.Serialize(product, JsonSerializerOptions.Web), JsonSerializerOptions.Web));
    }

    [Theory, Trait("clause", "REC-9")]
    [InlineData("productId", """{"productId":""}""")]
    [InlineData("productId", """{"productId":"a\u0000b"}""")]
    [InlineData("productId", """{"productId":"a\nb"}""")]
    [InlineData("price", """{"productId":"p","price":-0.01}""")]
    [InlineData("url", """{"productId":"p","url":"javascript:alert(1)"}""")]
    [InlineData("imageUrl", """{"productId":"p","imageUrl":"data:image/png;base64,AA"}""")]
    [InlineData("url", """{"productId":"p","url":"not an address"}""")]
    public void Every_error_names_its_field(string field, string json)
    {
        var product = JsonSerializer.Deserialize<Product>(json, JsonSerializerOptions.Web)!;

        Assert.Equal([field], product.Validate().Select(error => error.Field));
    }
}
