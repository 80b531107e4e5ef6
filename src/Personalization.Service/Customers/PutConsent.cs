using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Events;
using Personalization.Domain.Privacy;
using Personalization.Service.Hosting;
using Personalization.Service.Privacy;
using Personalization.Storage.Events;

namespace Personalization.Service.Customers;

/// <summary>PUT /customers/{id}/consent: what a customer said to one category of use, with its proof.</summary>
internal static class PutConsent
{
    private const int MaxProof = 8_192;
    private const int MaxSource = 200;

    /// <summary>One word on one category.</summary>
    /// <param name="Category">personalization, analytics, or one of the shop's own.</param>
    /// <param name="Status">granted, denied or withdrawn.</param>
    /// <param name="Time">When it was said; now when absent. Of two words the later counts.</param>
    /// <param name="Source">Where it was said: a banner, a form, a call.</param>
    /// <param name="Proof">Whatever proves it: any JSON of at most 8 KB.</param>
    internal sealed record Request(
        string? Category, string? Status, DateTimeOffset? Time, string? Source, JsonElement? Proof);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/customers/{id}/consent", HandleAsync)
        .WithName("PutConsent").WithTags(Audience.Marketing)
        .WithSummary(
            "Record what a customer said to a category of use: granted, denied or withdrawn, when, where, "
            + "and the proof.")
        .WithDescription(
            "Kept in the event log for good. The word with the newest time counts. Denying `personalization` ends "
            + "decisions by profile, denying `analytics` ends the keeping of events. With a time, sending it again "
            + "adds nothing.")
        .WithExample(
            GetConsent.Example,
            """
            {"category":"personalization","status":"granted","time":"2026-03-10T12:00:00Z",
             "source":"cookie banner 4","proof":{"banner":"4","text":"v7"}}
            """)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
        .RequireScope(Scope.Admin);

    private static async Task<Results<Ok<GetConsent.Answer>, ProblemHttpResult>> HandleAsync(
        string id, bool? anonymous, Request request, [AsParameters] Services services)
    {
        if (!CustomerAddress.TryRead(id, anonymous, out var customer, out var problem))
        {
            return problem;
        }

        if (Fault(request, services.Clock.GetUtcNow()) is { } fault)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, fault);
        }

        var body = new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["category"] = request.Category,
                ["status"] = request.Status,
                ["source"] = request.Source,
                ["proof"] = request.Proof is { ValueKind: not JsonValueKind.Null } proof
                    ? JsonNode.Parse(proof.GetRawText())
                    : null,
            },
            ["context"] = new JsonObject
            {
                ["consent"] = new JsonObject
                {
                    ["categoryPreferences"] = new JsonObject { [request.Category!] = request.Status == "granted" },
                },
            },
        };
        var hindrance = await services.Wishes.TakeAsync(
            customer, EventVocabulary.ConsentChangedName, request.Time, body);
        return hindrance is not null
            ? hindrance
            : TypedResults.Ok(await GetConsent.ReadAsync(services.Log, customer, CancellationToken.None));
    }

    private static string? Fault(Request request, DateTimeOffset now) => request switch
    {
        _ when !ConsentCategories.IsValid(request.Category) =>
            "category must have 1 to 40 bytes, without slashes and control characters.",
        { Status: not ("granted" or "denied" or "withdrawn") } => "status must be granted, denied or withdrawn.",
        { Time: { } time } when time < DateTimeOffset.UnixEpoch || time > now.AddHours(24) =>
            "time must lie between 1970-01-01 and 24 hours from now.",
        { Source.Length: > MaxSource } => $"source must have at most {MaxSource} characters.",
        { Proof: { } proof } when proof.GetRawText().Length > MaxProof =>
            $"proof must have at most {MaxProof} characters.",
        _ => null,
    };

    /// <summary>What it needs.</summary>
    internal sealed record Services(CustomerWishes Wishes, IEventLog Log, TimeProvider Clock);
}
