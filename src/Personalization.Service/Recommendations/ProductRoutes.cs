using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Recommendations;
using Personalization.Service.Campaigns;
using Personalization.Service.Hosting;
using Personalization.Storage.Recommendations;

namespace Personalization.Service.Recommendations;

/// <summary>GET list (in pages), GET, PUT and DELETE of products.</summary>
/// <remarks>What an administrator writes stays; what events say fills the rest. New products can be recommended a
/// second later.</remarks>
internal static class ProductRoutes
{
    private const int MaxPage = 1000;

    private const string Example = """
        { "productId": "p1", "name": "Runner", "category": "shoes", "brand": "Acme", "price": 89.9,
          "url": "https://shop.example/p/p1", "imageUrl": "https://shop.example/i/p1.jpg", "active": true }
        """;

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/products").WithTags(Audience.Marketing).RequireScope(Scope.Admin);
        group.MapGet("/", ListAsync).WithName("ListProducts")
            .WithSummary("Products by id, a page at a time: send `next` as `after` for the rest. limit: 1 to 1,000, default 100.")
            .WithExample(response: $$"""{ "items": [ {{Example}} ], "next": "p1" }""");
        group.MapGet("/{productId}", GetAsync).WithName("GetProduct").WithSummary("One product.")
            .ProducesProblem(StatusCodes.Status404NotFound).WithExample(response: Example);
        group.MapPut("/{productId}", PutAsync).WithName("PutProduct")
            .WithSummary("Create or replace a product; repeating it changes nothing.")
            .Produces<Product>()
            .Produces<InvalidEntity>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")
            .WithExample(response: Example, request: Example);
        group.MapDelete("/{productId}", DeleteAsync).WithName("DeleteProduct")
            .WithSummary("Remove a product. One that events name is learnt again: active false stops recommending it.")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<EntityList<Product>>, ProblemHttpResult>> ListAsync(
        string? after, string? limit, ProductStore products, CancellationToken stop)
    {
        var size = 100;
        if (limit is { Length: > 0 }
            && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size) && size is >= 1 and <= MaxPage))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, $"limit must be a whole number from 1 to {MaxPage}.");
        }

        var page = await products.ListAsync(after, size, stop);
        return TypedResults.Ok(new EntityList<Product>(page, page.Count == size ? page[^1].ProductId : null));
    }

    private static async Task<Results<Ok<Product>, ProblemHttpResult>> GetAsync(
        string productId, ProductStore products, CancellationToken stop) =>
        await products.GetAsync(productId, stop) is { } product ? TypedResults.Ok(product) : NotFound(productId);

    private static async Task<IResult> PutAsync(
        string productId, Product body, ProductStore products, ProductChanges changes, CancellationToken stop)
    {
        if (body.ProductId is { Length: > 0 } named && named != productId)
        {
            return InvalidEntity.Answer([new FieldError("productId", $"is '{named}', but the address names '{productId}'.")]);
        }

        var product = body with { ProductId = productId };
        if (product.Validate() is { Count: > 0 } faults)
        {
            return InvalidEntity.Answer(faults);
        }

        await products.PutAsync(product, stop);
        changes.Note();
        return TypedResults.Ok(product);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string productId, ProductStore products, ProductChanges changes, CancellationToken stop)
    {
        var deleted = await products.DeleteAsync(productId, stop);
        changes.Note();
        return deleted ? TypedResults.NoContent() : NotFound(productId);
    }

    private static ProblemHttpResult NotFound(string productId) => Problem.Of(
        StatusCodes.Status404NotFound, $"There is no product '{productId}'. GET /products lists them.");
}
