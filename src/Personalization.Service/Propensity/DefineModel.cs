using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Decisions;
using Personalization.Domain.Propensity;
using Personalization.Service.Campaigns;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;
using Personalization.Storage.Configuration;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>PUT and DELETE /models/{name}: what a model of the shop's own predicts.</summary>
internal sealed class DefineModel(
    ConfigurationStore store,
    ModelStore models,
    TargetBook targets,
    CatalogueHolder catalogue,
    KnownNames names,
    TimeProvider clock)
{
    /// <summary>A model to be.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record ModelDefinition(TargetDefinition? Target);

    /// <summary>
    /// What to predict: give a <c>condition</c> over future events, or an <c>event</c> and perhaps a <c>category</c>;
    /// or an <c>outcome</c> of the built-in kinds.
    /// </summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record TargetDefinition(
        PropensityOutcome? Outcome = null,
        int? HorizonDays = null,
        string? Event = null,
        string? Category = null,
        string? Condition = null,
        int? AtLeast = null,
        string? Eligible = null,
        int? OrderedWithinDays = null,
        bool? IncludesAnonymous = null)
    {
        internal PropensityTarget ToTarget(string name) => new()
        {
            Name = name,
            Outcome = Outcome ?? PropensityOutcome.Events,
            HorizonDays = HorizonDays ?? 0,
            Condition = Condition ?? Written(),
            AtLeast = AtLeast,
            Eligible = Eligible,
            OrderedWithinDays = OrderedWithinDays,
            IncludesAnonymous = IncludesAnonymous ?? false,
        };

        private string? Written()
        {
            string?[] parts =
            [
                Event is null ? null : $"event.name == {Quoted(Event)}",
                Category is null ? null : $"has_category({Quoted(Category)})",
            ];
            var given = parts.OfType<string>().ToArray();
            return given.Length == 0 ? null : string.Join(" && ", given);
        }

        // A JSON string is a string of the condition language too.
        private static string Quoted(string text) => JsonSerializer.Serialize(text, PropensityApiJson.Default.String);
    }

    private const string Example = """
        { "target": { "event": "Order Completed", "category": "Shoes", "horizonDays": 30,
          "eligible": "features.orders_lifetime >= 1.0" } }
        """;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/models/{name}", PutAsync)
            .WithName("PutModel").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("Define what a model predicts: a condition over a customer's future events.")
            .WithDescription("Train it with POST /models/{name}/train; it then serves as scores.<name>. "
                + "Versions learnt for an earlier definition keep serving until one of the new definition is promoted.")
            .Accepts<ModelDefinition>("application/json")
            .Produces<PropensityTarget>().Produces<PropensityTarget>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .Produces<InvalidEntity>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")
            .WithExample(
                request: Example,
                response: """
                    { "name": "shoes", "outcome": "events", "horizonDays": 30, "includesAnonymous": false,
                      "condition": "event.name == \"Order Completed\" && has_category(\"Shoes\")",
                      "eligible": "features.orders_lifetime >= 1.0" }
                    """);
        routes.MapDelete("/models/{name}", DeleteAsync)
            .WithName("DeleteModel").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("Forget a model that was defined with PUT: its versions stay stored and score no longer.")
            .WithDescription("409 while a condition names it.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private async Task<IResult> PutAsync(string name, HttpContext http, CancellationToken stop)
    {
        var body = await JsonBody.ReadAsync(http.Request, PropensityApiJson.Default.ModelDefinition, stop);
        if (body?.Target is not { } definition)
        {
            return InvalidEntity.Answer(
                [new FieldError("target", "is required: an object with horizonDays and what to predict.")]);
        }

        if (!EntityTag.TryReadExpected(http.Request, await StoredAsync(name, http.Request, stop), out var revision))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, EntityTag.Rule);
        }

        var target = definition.ToTarget(name);
        if (Faults(definition, target) is { Count: > 0 } faults)
        {
            return InvalidEntity.Answer(faults);
        }

        var text = JsonSerializer.Serialize(target, PropensityApiJson.Default.PropensityTarget);
        var outcome = await store.PutAsync(
            new ConfigurationChange(TargetBook.Kind, name, text, revision, http.CallerName(), clock.GetUtcNow()), stop);
        if (outcome.Status == PutStatus.RevisionMismatch)
        {
            return Changed(name);
        }

        await catalogue.RefreshAsync(stop);
        http.Response.Headers.ETag = EntityTag.Of(outcome.Document!.Revision);
        return outcome.Status == PutStatus.Created
            ? TypedResults.Created($"/models/{name}", target)
            : TypedResults.Ok(target);
    }

    private async Task<long?> StoredAsync(string name, HttpRequest request, CancellationToken stop) =>
        EntityTag.AsksForStored(request) ? (await store.GetAsync(TargetBook.Kind, name, stop))?.Revision : null;

    private static IReadOnlyList<FieldError> Faults(TargetDefinition definition, PropensityTarget target)
    {
        if (definition.Condition is not null && (definition.Event ?? definition.Category) is not null)
        {
            return [new FieldError("target.condition", "says it all: leave event and category out, or it.")];
        }

        TargetRule.TryCompile(target, out _, out var errors);
        return [.. errors.Select(error => error with
        {
            Field = error.Field == "name" ? "name" : "target." + error.Field,
        })];
    }

    private async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name, HttpContext http, CancellationToken stop)
    {
        if (!EntityTag.TryReadExpected(http.Request, await StoredAsync(name, http.Request, stop), out var revision))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, EntityTag.Rule);
        }

        if (!targets.IsConfigured(name) && await UserOfAsync(name, stop) is { } user)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                $"The {user.Kind} '{user.Key}' names it. Change that first: {user.Error.Field} {user.Error.Message}");
        }

        var now = clock.GetUtcNow();
        switch (await store.DeleteAsync(
            new ConfigurationChange(TargetBook.Kind, name, Body: null, revision, http.CallerName(), now), stop))
        {
            case DeleteStatus.NotFound:
                return targets.IsConfigured(name)
                    ? Problem.Of(
                        StatusCodes.Status409Conflict,
                        $"Model '{name}' is part of the service's configuration; change section Propensity:Targets.")
                    : Problem.Of(StatusCodes.Status404NotFound, $"No model '{name}' was defined with PUT.");
            case DeleteStatus.RevisionMismatch:
                return Changed(name);
            default:
                if (!targets.IsConfigured(name))
                {
                    await models.RetireAsync(
                        name, new ModelAct(http.CallerName(), now, "The model was deleted."), stop);
                }

                await catalogue.RefreshAsync(stop);
                return TypedResults.NoContent();
        }
    }

    private async Task<CatalogueError?> UserOfAsync(string name, CancellationToken stop)
    {
        var source = await names.SourceAsync(stop);
        var without = source with { ModelNames = [.. source.ModelNames!.Where(other => other != name)] };
        return KnownNames.BrokenBy(source, without, (TargetBook.Kind, name)).FirstOrDefault();
    }

    private static ProblemHttpResult Changed(string name) => Problem.Of(
        StatusCodes.Status412PreconditionFailed,
        $"The model '{name}' is not the one If-Match names. Read it again, then write.");
}
