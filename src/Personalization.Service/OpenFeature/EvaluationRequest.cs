using System.Text.Json;
using Personalization.Domain.Events;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;

namespace Personalization.Service.OpenFeature;

/// <summary>What both evaluations take.</summary>
internal sealed record EvaluationRequest
{
    internal const string Example = """
        { "context": { "targetingKey": "c-42", "anonymousId": "a-1", "device": "mobile",
                       "page": { "path": "/shoes" } } }
        """;

    /// <summary>
    /// <c>targetingKey</c> is the customer (or, where nothing is known of such a customer, the visitor);
    /// <c>anonymousId</c> is the visitor; the whole is what conditions read as <c>context</c>.
    /// </summary>
    public JsonElement? Context { get; init; }

    /// <summary>Reads who is meant, or says what is wrong in OFREP's words.</summary>
    internal static async ValueTask<(EvaluationSubject? Subject, EvaluationFailure? Failure)> ReadAsync(
        HttpRequest request, string? flag, CancellationToken stop)
    {
        try
        {
            var body = await JsonBody.ReadAsync(request, OpenFeatureJson.Default.EvaluationRequest, stop);
            return Read(body?.Context, flag);
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status400BadRequest)
        {
            var why = bad.InnerException is JsonException json ? Problem.Describe(json) : bad.Message;
            return (null, new EvaluationFailure(flag, EvaluationFailure.ParseError, why));
        }
    }

    private static (EvaluationSubject? Subject, EvaluationFailure? Failure) Read(JsonElement? sent, string? flag)
    {
        if (sent is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined) })
        {
            return (null, new EvaluationFailure(flag, EvaluationFailure.InvalidContext, "context must be an object."));
        }

        if (sent is not { ValueKind: JsonValueKind.Object } context
            || !context.TryGetProperty("targetingKey", out var key)
            || key is { ValueKind: JsonValueKind.Null } or { ValueKind: JsonValueKind.String } && IsBlank(key))
        {
            return (null, new EvaluationFailure(
                flag, EvaluationFailure.TargetingKeyMissing, "context.targetingKey is required: the customer's id."));
        }

        if (Id(key) is not { } customer)
        {
            return (null, new EvaluationFailure(flag, EvaluationFailure.InvalidContext, IdRule));
        }

        var visitor = context.TryGetProperty("anonymousId", out var anonymous) ? Id(anonymous) : null;
        return (new EvaluationSubject(customer, visitor ?? customer, context), null);
    }

    private static bool IsBlank(JsonElement text) => TextOf(text) is { Length: 0 };

    private static string? Id(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && TextOf(element) is { } text && CustomerKey.IsValidId(text)
            ? text
            : null;

    /// <summary>The text; null for half a surrogate pair, which is JSON but not text.</summary>
    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static readonly string IdRule =
        $"context.targetingKey must be a text of 1 to {CustomerKey.MaxIdLength} characters, "
        + "none of them a control character.";
}

/// <summary>Who is evaluated for, and what the caller told of the moment.</summary>
internal sealed record EvaluationSubject(string Customer, string Visitor, JsonElement Context)
{
    /// <summary>The decision on these placements.</summary>
    internal DecideRequest Ask(IReadOnlyList<string> placements, bool preview) => new()
    {
        CustomerId = Customer,
        AnonymousId = Visitor,
        Placements = placements,
        Context = Context,
        Preview = preview,
        AsksAhead = preview,
    };
}

/// <summary>An evaluation that has no value.</summary>
/// <param name="Key">The flag; null when the whole of a bulk evaluation failed.</param>
/// <param name="ErrorCode">One of OFREP's codes.</param>
/// <param name="ErrorDetails">A sentence that says what to do.</param>
internal sealed record EvaluationFailure(string? Key, string ErrorCode, string ErrorDetails)
{
    internal const string ParseError = "PARSE_ERROR";
    internal const string TargetingKeyMissing = "TARGETING_KEY_MISSING";
    internal const string InvalidContext = "INVALID_CONTEXT";
    internal const string FlagNotFound = "FLAG_NOT_FOUND";
    internal const string General = "GENERAL";

    internal Task SendAsync(HttpResponse response, int status, CancellationToken stop)
    {
        response.StatusCode = status;
        return response.WriteAsJsonAsync(this, OpenFeatureJson.Default.EvaluationFailure, cancellationToken: stop);
    }
}
