using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Conditions;
using Personalization.Domain.Decisions;
using Personalization.Domain.Recommendations;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;

namespace Personalization.Service.Conditions;

/// <summary>POST /conditions/check: the type of an expression, or everything that is wrong with it.</summary>
internal static class CheckCondition
{
    /// <summary>What to check. <c>Over</c> is <c>customer</c> (audiences and segments; the default) or <c>product</c>
    /// (filters).</summary>
    internal sealed record Request(string? Expression, string? Over);

    /// <summary>Valid with a type, or not valid with errors in the order of the text.</summary>
    internal sealed record Response(bool Valid, string? Type, IReadOnlyList<ConditionError> Errors);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/conditions/check", HandleAsync)
        .WithName("CheckCondition").WithTags(Audience.Marketing)
        .WithSummary("Check an expression: its type, or its errors with line, column and what was expected.")
        .RequireScope(Scope.Admin)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .WithExample(
            request: """{ "expression": "features.recency_days > 30 && scores.churn.percentile >= 80" }""",
            response: """{ "valid": true, "type": "bool", "errors": [] }""");

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync(
        Request request, KnownNames names, CancellationToken stop)
    {
        if (request.Expression is not { } text)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "expression is required.");
        }

        return request.Over switch
        {
            null or "customer" => TypedResults.Ok(
                Check(Condition.Compile(text, CustomerVocabulary.Of(await names.SourceAsync(stop))))),
            "product" => TypedResults.Ok(Check(Condition.Compile(text, ProductVocabulary.Environment))),
            _ => Problem.Of(StatusCodes.Status400BadRequest, "over must be customer or product."),
        };
    }

    private static Response Check<TSource>(CompileResult<TSource> result) =>
        new(result.Condition is not null, result.Condition is null ? null : result.Type?.ToString(), result.Errors);
}
