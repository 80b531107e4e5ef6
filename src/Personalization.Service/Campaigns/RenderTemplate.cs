using System.Text.Json;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;

namespace Personalization.Service.Campaigns;

/// <summary>POST /templates/render: what a template would show, to a customer or to a made-up one.</summary>
internal sealed class RenderTemplate(CatalogueHolder catalogue, ProfileReader profiles, TimeProvider clock)
{
    /// <summary>The template and whom to show it to; nobody in particular without an id and a profile.</summary>
    internal sealed record Request(
        string? Template,
        string? CustomerId,
        PreviewProfile? Profile,
        JsonElement? Content,
        JsonElement? Context,
        DateTimeOffset? Now);

    /// <summary>The HTML; or null and what failed while rendering.</summary>
    internal sealed record Response(string? Html, string? Error);

    internal void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/templates/render", HandleAsync)
        .WithName("RenderTemplate").WithTags(Audience.Marketing)
        .WithSummary("Preview a template for a customer, or for a made-up one.")
        .WithDescription(
            "A template that fails while it is rendered is an answer: 200 with `error`. An error in its text is 422.")
        .RequireScope(Scope.Admin)
        .Produces<Response>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .Produces<InvalidEntity>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")
        .WithExample(
            request: """
                { "template": "Hello {{customer.traits.firstName}}, {{plural cart.count one='# item' other='# items'}}",
                  "profile": { "traits": { "firstName": "Ann" } }, "context": { "locale": "en-GB" } }
                """,
            response: """{ "html": "Hello Ann, 0 items" }""");

    private async Task<IResult> HandleAsync(Request request, CancellationToken stop)
    {
        if (request.Template is not { } template)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "template is required.");
        }

        if (request.CustomerId is { } id && !CustomerKey.IsValidId(id))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "customerId is not an id that a customer can have.");
        }

        var now = request.Now ?? clock.GetUtcNow();
        var profile = request.Profile?.ToProfile(request.CustomerId, now)
            ?? await profiles.FindAsync(request.CustomerId, null, stop);
        if (profile is null)
        {
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, "No profile could be read. Try again.");
        }

        var query = new DecisionQuery
        {
            Profile = profile,
            Known = !profile.IsEmpty,
            Now = now,
            Context = new DecisionContext(
                request.Context is { ValueKind: JsonValueKind.Object } context ? context : null),
            Features = request.Profile?.Features,
            AssumesConsent = true,
        };
        var rendered = TemplateScope.Render(catalogue.Current, query, template, request.Content);
        return rendered.Errors.Count > 0
            ? InvalidEntity.Answer(rendered.Errors)
            : TypedResults.Json(
                new Response(rendered.Html, rendered.Fault), TemplatesJson.Default.RenderTemplateResponse);
    }
}
