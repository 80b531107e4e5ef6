using System.Text.Json;
using System.Text.Json.Serialization;
using Personalization.Conditions;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Service.Campaigns;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;

namespace Personalization.Service.Conditions;

/// <summary>POST /conditions/evaluate: what an expression comes to, for a customer or over the caller's own
/// variables.</summary>
internal sealed class EvaluateCondition(
    CatalogueHolder catalogue, KnownNames names, ProfileReader profiles, TimeProvider clock)
{
    /// <summary>
    /// With <c>variables</c> the names are the caller's own and of dynamic type; without, those of the customer
    /// vocabulary.
    /// </summary>
    /// <remarks>
    /// <c>Unchecked</c> evaluates what the checker would refuse, as CEL has it: only with <c>variables</c>.
    /// </remarks>
    internal sealed record Request(
        string? Expression,
        string? CustomerId,
        JsonElement? Variables,
        JsonElement? Context,
        DateTimeOffset? Now,
        bool? Unchecked);

    /// <summary>
    /// The value, by CEL's JSON mapping, and CEL's name of its type; <c>Warnings</c> about names that are not declared
    /// but did not matter.
    /// </summary>
    internal sealed record Response(
        JsonElement Value,
        string Type,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        IReadOnlyList<FieldError>? Warnings = null);

    /// <summary>Why the evaluation came to no value.</summary>
    internal sealed record Failure(string Error);

    internal void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/conditions/evaluate", HandleAsync)
        .WithName("EvaluateCondition").WithTags(Audience.Marketing)
        .WithSummary("Evaluate an expression for a customer, or over variables of your own.")
        .WithDescription(
            "An error of the evaluation is an answer: 200 with `error`. An error in the text is 422 with its place.")
        .RequireScope(Scope.Admin)
        .Produces<Response>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .Produces<InvalidEntity>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")
        .WithExample(
            request: """{ "expression": "cart.total * 0.9 > 50.0", "variables": { "cart": { "total": 60.5 } } }""",
            response: """{ "value": true, "type": "bool" }""");

    private async Task<IResult> HandleAsync(Request request, CancellationToken stop)
    {
        if (request.Expression is not { } text)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "expression is required.");
        }

        if (request.CustomerId is { } id && !CustomerKey.IsValidId(id))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "customerId is not an id that a customer can have.");
        }

        switch (request.Variables)
        {
            case null or { ValueKind: JsonValueKind.Null }:
                var environment = CustomerVocabulary.Of(await names.SourceAsync(stop));
                using (var subject = await SubjectAsync(request, stop))
                {
                    return subject is null
                        ? Problem.Of(StatusCodes.Status503ServiceUnavailable, "No profile could be read. Try again.")
                        : Evaluate(Condition.Compile(text, environment), subject);
                }

            case { ValueKind: JsonValueKind.Object } variables:
                return EvaluateOver(text, variables, request.Unchecked == true);
            default:
                return Problem.Of(
                    StatusCodes.Status400BadRequest, "variables must be an object: a value for each name.");
        }
    }

    private async ValueTask<DecisionSubject?> SubjectAsync(Request request, CancellationToken stop)
    {
        var found = await profiles.FindAsync(request.CustomerId, null, stop);
        return found is null ? null : new DecisionSubject(catalogue.Current, new DecisionQuery
        {
            Profile = found,
            Known = !found.IsEmpty,
            Now = request.Now ?? clock.GetUtcNow(),
            Context = new DecisionContext(
                request.Context is { ValueKind: JsonValueKind.Object } context ? context : null),
        });
    }

    private static IResult EvaluateOver(string text, JsonElement variables, bool isUnchecked)
    {
        var environment = new ConditionEnvironment<IReadOnlyDictionary<string, Value>>();
        var values = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var variable in variables.EnumerateObject())
        {
            var name = variable.Name;
            if (!values.TryAdd(name, ValueJson.Read(variable.Value)))
            {
                return Problem.Of(StatusCodes.Status400BadRequest, $"variables names '{name}' twice.");
            }

            try
            {
                environment.Variable(name, ConditionType.Dyn, source => source[name]);
            }
            catch (ArgumentException e)
            {
                return Problem.Of(StatusCodes.Status400BadRequest, $"variables: {e.Message}");
            }
        }

        var level = isUnchecked ? CheckLevel.Syntax : CheckLevel.Full;
        var compiled = Condition.Compile(text, environment, expected: null, level);
        return compiled.Condition is null
            ? EvaluateOpen(text, environment, values, compiled.Errors)
            : Evaluate(compiled, values);
    }

    /// <summary>
    /// A name without a variable fails when it is evaluated, as CEL has it: where another term decides there is a value
    /// all the same, and the errors are warnings.
    /// </summary>
    private static IResult EvaluateOpen(
        string text,
        ConditionEnvironment<IReadOnlyDictionary<string, Value>> environment,
        Dictionary<string, Value> values,
        IReadOnlyList<ConditionError> errors)
    {
        IReadOnlyList<FieldError> faults = [.. errors.Select(FieldErrorOf)];
        var open = Condition.Compile(text, environment, expected: null, CheckLevel.OpenNames);
        return open.Condition?.Evaluate(values) is { IsError: false } value
            ? TypedResults.Json(
                new Response(ToJson(value), TypeName(value), faults), ConditionsJson.Default.EvaluateResponse)
            : InvalidEntity.Answer([.. faults]);
    }

    private static IResult Evaluate<TSource>(CompileResult<TSource> compiled, TSource source)
    {
        if (compiled.Condition is not { } condition)
        {
            return InvalidEntity.Answer([.. compiled.Errors.Select(FieldErrorOf)]);
        }

        var value = condition.Evaluate(source);
        return value.IsError
            ? TypedResults.Json(new Failure(value.ErrorMessage ?? "no value"), ConditionsJson.Default.Failure)
            : TypedResults.Json(new Response(ToJson(value), TypeName(value)), ConditionsJson.Default.EvaluateResponse);
    }

    private static FieldError FieldErrorOf(ConditionError error) =>
        new("expression", error.Message, error.Line, error.Column)
        {
            Found = error.Found,
            Expected = error.Expected,
            Nearest = error.Nearest,
        };

    private static JsonElement ToJson(Value value)
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            ValueJson.Write(writer, value);
        }

        var reader = new Utf8JsonReader(bytes.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static string TypeName(Value value) => value.Kind switch
    {
        ValueKind.Null => "null_type",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
