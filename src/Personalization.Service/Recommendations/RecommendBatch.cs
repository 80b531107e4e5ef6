using System.Buffers;
using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Service.Hosting;

namespace Personalization.Service.Recommendations;

/// <summary>POST /recommendations/batch: products for up to 1,000 customers, as one JSON object or as a stream of
/// lines.</summary>
internal static class RecommendBatch
{
    private const int MaxCustomers = 1000;
    private const int AtOnce = 50;
    private const string Ndjson = "application/x-ndjson";

    internal sealed record Request(
        IReadOnlyList<string>? CustomerIds,
        string? Strategy,
        string? ProductId,
        string? Category,
        string? Filter,
        int? Limit,
        string? Placement);

    internal sealed record Response(IReadOnlyList<Recommended> Results);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/recommendations/batch", HandleAsync)
        .WithName("RecommendBatch").WithTags(Audience.Email)
        .WithSummary("Recommend products to up to 1,000 customers; a stream of lines on Accept: application/x-ndjson.")
        .RequireScope(Scope.Decide)
        .Produces<Response>()
        .Produces<Recommended>(StatusCodes.Status200OK, Ndjson)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .AnswersWithoutStores()
        .WithExample(
            request: """{ "customerIds": ["c-1", "c-2"], "strategy": "for-you", "limit": 10 }""",
            response: """
                { "results": [ { "customerId": "c-1", "decisionId": "01JNB6R3S3MQ1E2Y2WZJ4D5R8X", "strategy": "for-you",
                  "items": [
                    { "productId": "p1", "name": "Runner", "price": 89.9, "score": 1, "because": ["p7"] } ] } ] }
                """);

    private static async Task HandleAsync(Request request, RecommendationDesk desk, HttpContext http)
    {
        var limit = request.Limit?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var query = new RecommendForCustomer.Query(
            null, null, request.Strategy, request.ProductId, request.Category, request.Filter, limit,
            request.Placement);
        var fault = FaultOf(request.CustomerIds);
        if (fault is not null || !WishReader.TryRead(query, out var wish, out fault))
        {
            await Problem.Of(StatusCodes.Status400BadRequest, fault!).ExecuteAsync(http);
            return;
        }

        var lines = http.Request.Headers.Accept.ToString().Contains(Ndjson, StringComparison.OrdinalIgnoreCase);
        http.Response.ContentType = lines ? Ndjson : "application/json; charset=utf-8";
        http.Response.BodyWriter.Write(lines ? ""u8 : "{\"results\":["u8);
        var first = true;
        foreach (var ids in request.CustomerIds!.Chunk(AtOnce))
        {
            // Each part is on its way to the caller while the next is decided.
            var answers = await Task.WhenAll(
                ids.Select(id => desk.RecommendAsync(id, null, wish, http.RequestAborted).AsTask()));
            foreach (var answer in answers)
            {
                http.Response.BodyWriter.Write(lines || first ? ""u8 : ","u8);
                Write(http.Response, answer);
                http.Response.BodyWriter.Write(lines ? "\n"u8 : ""u8);
                first = false;
            }

            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        }

        http.Response.BodyWriter.Write(lines ? ""u8 : "]}"u8);
    }

    private static string? FaultOf(IReadOnlyList<string>? ids)
    {
        if (ids is not { Count: >= 1 and <= MaxCustomers })
        {
            return $"customerIds must name 1 to {MaxCustomers} customers.";
        }

        for (var i = 0; i < ids.Count; i++)
        {
            if (!CustomerKey.IsValidId(ids[i]))
            {
                return $"customerIds[{i}] must be 1 to {CustomerKey.MaxIdLength} characters, "
                    + "none of them a control character.";
            }
        }

        return null;
    }

    private static void Write(HttpResponse response, Recommended answer)
    {
        using var json = new Utf8JsonWriter(response.BodyWriter, new JsonWriterOptions { SkipValidation = true });
        JsonSerializer.Serialize(json, answer, RecommendationsJson.Default.Recommended);
    }
}
