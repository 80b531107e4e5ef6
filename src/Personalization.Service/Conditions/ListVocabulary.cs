using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Conditions;
using Personalization.Domain.Decisions;
using Personalization.Domain.Recommendations;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;

namespace Personalization.Service.Conditions;

/// <summary>GET /conditions/vocabulary: the names that expressions can use.</summary>
internal static class ListVocabulary
{
    /// <summary>
    /// One name: a variable or field, a namespace, or a function with its parameters, and an example.
    /// </summary>
    internal sealed record Name(
        [property: JsonPropertyName("name")] string Text, string Kind, string? Parameters, string Type,
        string? Description,
        string? Example);

    /// <summary>The names of conditions on customers, of filters over products, and of the segments and models there
    /// are.</summary>
    internal sealed record Response(
        IReadOnlyList<Name> Customer, IReadOnlyList<Name> Product, IReadOnlyList<string> Segments,
        IReadOnlyList<string> Models);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/conditions/vocabulary", HandleAsync)
        .WithName("ListVocabulary").WithTags(Audience.Marketing)
        .WithSummary("Every name that conditions can use, with its type and what it means.")
        .WithExample("""
            { "customer": [
                { "name": "features.recency_days", "kind": "variable", "type": "double",
                  "description": "Days since the last order." },
                { "name": "orders", "kind": "function", "parameters": "(duration)", "type": "int",
                  "description": "How many orders there were in a window.", "example": "orders(days(30)) >= 2" } ],
              "product": [ { "name": "product.price", "kind": "variable", "type": "double" } ],
              "segments": ["vip"], "models": ["churn", "purchase"] }
            """)
        .RequireScope(Scope.Admin);

    private static async Task<Ok<Response>> HandleAsync(KnownNames names, CancellationToken stop)
    {
        var source = await names.SourceAsync(stop);
        return TypedResults.Ok(new Response(
            [.. CustomerVocabulary.Environment.Declarations.Select(Of)],
            [.. ProductVocabulary.Environment.Declarations.Select(Of)],
            [.. source.Segments.Select(segment => segment.Key).Order(StringComparer.Ordinal)],
            [.. source.ModelNames!.Order(StringComparer.Ordinal)]));
    }

    private static Name Of(ConditionDeclaration declared) => new(
        declared.Name,
        declared.Kind switch
        {
            DeclarationKind.Namespace => "namespace",
            DeclarationKind.Function => "function",
            _ => "variable",
        },
        declared.Parameters,
        declared.Type.ToString(),
        declared.Description,
        declared.Example);
}
