using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Recommendations;
using Personalization.Service.Campaigns;
using Personalization.Service.Hosting;
using Personalization.Storage.Configuration;
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
            .WithSummary(
                "Products by id, a page at a time: send `next` as `after` for the rest. "
                + "limit: 1 to 1,000, default 100.")
            .WithExample(response: $$"""{ "items": [ {{Example}} ], "next": "p1" }""");
        group.MapGet("/{productId}", GetAsync).WithName("GetProduct")
            .WithSummary("One product; its ETag is what If-Match of a later PUT or DELETE takes.")
            .ProducesProblem(StatusCodes.Status404NotFound).WithExample(response: Example);
        group.MapPut("/{productId}", PutAsync).WithName("PutProduct")
            .WithSummary(
                "Create or replace a product; repeating it changes nothing. If-Match guards against overwriting.")
            .Produces<Product>().Produces<Product>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .Produces<InvalidEntity>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")
            .Accepts<Product>("application/json").WithExample(response: Example, request: Example);
        group.MapDelete("/{productId}", DeleteAsync).WithName("DeleteProduct")
            .WithSummary("Remove a product. One that events name is learnt again: active false stops recommending it.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<Results<Ok<EntityList<Product>>, ProblemHttpResult>> ListAsync(
        string? after, string? limit, ProductStore products, CancellationToken stop)
    {
        var size = 100;
        if (limit is { Length: > 0 }
            && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size)
                && size is >= 1 and <= MaxPage))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, $"limit must be a whole number from 1 to {MaxPage}.");
        }

        var page = await products.ListAsync(after, size, stop);
        return TypedResults.Ok(new EntityList<Product>(page, page.Count == size ? page[^1].ProductId : null));
    }

    private static async Task<Results<Ok<Product>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        string productId, HttpContext http, ProductStore products, CancellationToken stop)
    {
        if (await products.GetAsync(productId, stop) is not { } product)
        {
            return NotFound(productId);
        }

        var tag = ProductTag.Of(product);
        http.Response.Headers.ETag = tag;
        return EntityTag.IsKnown(http.Request, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(product);
    }

    private static async Task<IResult> PutAsync(
        string productId, HttpContext http, ProductStore products, ProductChanges changes, CancellationToken stop)
    {
        if (await JsonBody.ReadAsync(http.Request, RecommendationsJson.Default.Product, stop) is not { } body)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "The body must be a product: a JSON object.");
        }

        if (body.ProductId is { Length: > 0 } named && named != productId)
        {
            return InvalidEntity.Answer(
                [new FieldError("productId", $"is '{named}', but the address names '{productId}'.")]);
        }

        var product = body with { ProductId = productId };
        if (product.Validate() is { Count: > 0 } faults)
        {
            return InvalidEntity.Answer(faults);
        }

        var status = await products.PutAsync(product, ProductTag.Expectation(http.Request), stop);
        if (status == PutStatus.RevisionMismatch)
        {
            return Changed(productId);
        }

        changes.Note();
        http.Response.Headers.ETag = ProductTag.Of(product);
        return status == PutStatus.Created
            ? TypedResults.Created($"/products/{Uri.EscapeDataString(productId)}", product)
            : TypedResults.Ok(product);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string productId, HttpContext http, ProductStore products, ProductChanges changes, CancellationToken stop)
    {
        var status = await products.DeleteAsync(productId, ProductTag.Expectation(http.Request), stop);
        changes.Note();
        return status switch
        {
            DeleteStatus.NotFound => NotFound(productId),
            DeleteStatus.RevisionMismatch => Changed(productId),
            _ => TypedResults.NoContent(),
        };
    }

    private static ProblemHttpResult Changed(string productId) => Problem.Of(
        StatusCodes.Status412PreconditionFailed,
        $"The product '{productId}' is not what If-Match or If-None-Match asks for. Read it again, then write.");

    private static ProblemHttpResult NotFound(string productId) => Problem.Of(
        StatusCodes.Status404NotFound, $"There is no product '{productId}'. GET /products lists them.");
}
