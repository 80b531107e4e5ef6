using System.Text.Json;
using Personalization.Domain.Decisions;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;

namespace Personalization.Service.OpenFeature;

/// <summary>POST /ofrep/v1/evaluate/flags/{key}: one placement for one customer.</summary>
internal sealed class EvaluateFlag(DecisionDesk desk, CatalogueHolder catalogue, DecisionSink sink)
{
    internal const string Example = """
        { "key": "home-hero", "value": { "headline": "10 % for you" }, "reason": "SPLIT", "variant": "b",
          "metadata": { "decision_reason": "campaign", "decision_id": "01JNB6R3S3MQ1E2Y2WZJ4D5R8X",
                        "promotion_id": "winback", "creative": "b", "position": "home-hero" } }
        """;

    /// <summary>A successful evaluation; written by <see cref="FlagWriter"/>, described by this.</summary>
    internal sealed record Response(
        string Key, JsonElement? Value, string Reason, string Variant,
        IReadOnlyDictionary<string, JsonElement> Metadata);

    internal void Map(IEndpointRouteBuilder routes)
    {
        Delegate handler = HandleAsync;
        routes.MapPost("/ofrep/v1/evaluate/flags/{key}", handler)
            .WithName("EvaluateFlag").WithTags(Audience.Web)
            .WithSummary("OpenFeature: evaluate one placement as a flag.")
            .RequireScope(Scope.Decide)
            .ForBrowsers().AnswersWithoutStores()
            .Accepts<EvaluationRequest>("application/json")
            .Produces<Response>()
            .Produces<EvaluationFailure>(StatusCodes.Status400BadRequest)
            .Produces<EvaluationFailure>(StatusCodes.Status404NotFound)
            .Produces<EvaluationFailure>(StatusCodes.Status500InternalServerError)
            .WithExample(response: Example, request: EvaluationRequest.Example);
    }

    private async Task HandleAsync(string key, HttpContext http)
    {
        var stop = http.RequestAborted;
        var (subject, failure) = await EvaluationRequest.ReadAsync(http.Request, key, stop);
        if (failure is not null)
        {
            await failure.SendAsync(http.Response, StatusCodes.Status400BadRequest, stop);
            return;
        }

        try
        {
            var result = await desk.DecideAsync(subject!.Ask([key], preview: false), stop);
            await SendAsync(http.Response, result.Decisions[0], stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && !http.Response.HasStarted)
        {
            // Clients take an error only in this form, and use the code's default then.
            sink.Failed(e);
            await new EvaluationFailure(key, EvaluationFailure.General, "The service failed; its log says why.")
                .SendAsync(http.Response, StatusCodes.Status500InternalServerError, stop);
        }
    }

    private async Task SendAsync(HttpResponse response, Decision decision, CancellationToken stop)
    {
        if (decision.Reason == DecisionReason.UnknownPlacement)
        {
            var known = catalogue.Current.Placements.Count;
            await new EvaluationFailure(
                decision.Placement,
                EvaluationFailure.FlagNotFound,
                $"There is no placement of this key; GET /placements lists the {known} there are.")
                .SendAsync(response, StatusCodes.Status404NotFound, stop);
            return;
        }

        await AnswerBuffer.SendAsync(response, decision, FlagWriter.Write, stop);
    }
}
