using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Service.Hosting;

namespace Personalization.Service.Decisions;

/// <summary>GET /decide/{placement}: the same for one placement, for e-mail connected content and other callers of
/// plain addresses.</summary>
/// <remarks>
/// Sent at send time by machines that show whatever comes back, so it answers 200 with content whatever the id in the
/// address is: a template's unfilled merge tag or an id that no customer can have is decided on as a new customer.
/// </remarks>
internal sealed class DecidePlacement(DecisionDesk desk, IOptions<DecisionOptions> options)
{
    private readonly string _cacheControl = options.Value.CacheSeconds == 0
        ? "no-store"
        : string.Create(CultureInfo.InvariantCulture, $"private, max-age={options.Value.CacheSeconds}");

    internal void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/decide/{placement}", HandleAsync)
        .WithName("DecidePlacement").WithTags(Audience.Email)
        .WithSummary("Decide what a customer sees in one placement, as JSON or as the HTML alone.")
        .RequireScope(Scope.Decide)
        .ForBrowsers().AnswersWithoutStores()
        .Produces<DecideResponse>()
        .Produces<string>(StatusCodes.Status200OK, "text/html")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .WithExample(response: DecideExamples.Response);

    private async Task HandleAsync(
        string placement, string? customerId, string? anonymousId, string? format, HttpContext http)
    {
        if (format is not (null or "json" or "html"))
        {
            await Problem.Of(StatusCodes.Status400BadRequest, "format must be json or html.").ExecuteAsync(http);
            return;
        }

        var started = Stopwatch.GetTimestamp();
        var request = new DecideRequest
        {
            CustomerId = CustomerKey.IsValidId(customerId) ? customerId : null,
            AnonymousId = CustomerKey.IsValidId(anonymousId) ? anonymousId : null,
            Placements = [placement],
        };
        var result = await desk.DecideAsync(request, http.RequestAborted);

        // A fallback must not outlive the fault that caused it.
        http.Response.Headers.CacheControl = result.Decisions[0].Reason == DecisionReason.Error
            ? "no-store"
            : _cacheControl;
        if (format == "html")
        {
            await WriteHtmlAsync(http, result.Decisions[0]);
            return;
        }

        await AnswerBuffer.SendAsync(
            http.Response,
            (result, started),
            static (json, state) => DecisionWriter.Write(json, state.result, Stopwatch.GetElapsedTime(state.started)),
            http.RequestAborted);
    }

    private static Task WriteHtmlAsync(HttpContext http, Decision decision)
    {
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            decision.Html ?? "<!-- no html is configured for this placement -->", http.RequestAborted);
    }
}
