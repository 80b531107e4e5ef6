using System.Diagnostics;
using Personalization.Service.Hosting;

namespace Personalization.Service.Decisions;

/// <summary>POST /decide: what one customer sees in up to 50 placements.</summary>
internal sealed class DecideForCustomer(DecisionDesk desk)
{
    private static readonly BodyReader<DecideRequest?> Read = static (in body) =>
        DecideBody.TryRead(body) ?? JsonBody.Parse(body, DecisionsJson.Default.DecideRequest);

    internal void Map(IEndpointRouteBuilder routes)
    {
        // As a Delegate, for its description; as the RequestDelegate it also is, Swagger would not see it.
        Delegate handler = HandleAsync;
        Describe(routes.MapPost("/decide", handler));
    }

    private static void Describe(RouteHandlerBuilder route) => route
        .WithName("Decide").WithTags(Audience.Web)
        .WithSummary("Decide what a customer sees in one or more placements.")
        .RequireScope(Scope.Decide)
        .ForBrowsers().AnswersWithoutStores()
        .Accepts<DecideRequest>("application/json")
        .Produces<DecideResponse>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .WithExample(response: DecideExamples.Response, request: DecideExamples.Request);

    private async Task HandleAsync(HttpContext http)
    {
        var stop = http.RequestAborted;
        var request = await JsonBody.ReadAsync(http.Request, Read, stop);
        var started = Stopwatch.GetTimestamp();
        if (request is null || request.Fault() is not null)
        {
            var (field, message) = request?.Fault() ?? ("placements", "are missing: the body must be a JSON object.");
            await Problem.Of(StatusCodes.Status400BadRequest, $"{field} {message}").ExecuteAsync(http);
            return;
        }

        var answer = await desk.DecideAsync(request, stop);
        await AnswerBuffer.SendAsync(
            http.Response,
            (answer, started),
            static (json, state) => DecisionWriter.Write(json, state.answer, Stopwatch.GetElapsedTime(state.started)),
            stop);
    }
}
