using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Campaigns;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;
using Personalization.Storage.Configuration;

namespace Personalization.Service.Campaigns;

/// <summary>GET list, GET, PUT and DELETE of one kind of configured entity.</summary>
/// <remarks>
/// A write is checked against the whole configuration before it is stored, and the node that took it decides by it
/// before it answers; other nodes follow within a poll.
/// </remarks>
internal sealed class EntityRoutes<T>(
    EntityKind<T> kind, ConfigurationStore store, CatalogueHolder catalogue, KnownNames names, TimeProvider clock)
    where T : class
{
    internal void Map(IEndpointRouteBuilder routes, string what, string example)
    {
        var group = routes.MapGroup("/" + kind.Route).WithTags(Audience.Marketing).RequireScope(Scope.Admin);
        group.MapGet("/", ListAsync).WithName("List" + what + "s").WithSummary($"Every {kind.Kind}, by key.")
            .WithDescription(ListPage.Rule).ProducesProblem(StatusCodes.Status400BadRequest)
            .WithExample(response: $$"""{ "items": [ {{example}} ], "next": null }""");
        group.MapGet("/{key}", GetAsync).WithName("Get" + what)
            .WithSummary($"One {kind.Kind}; its ETag is what If-Match of a later PUT or DELETE takes.")
            .ProducesProblem(StatusCodes.Status404NotFound).WithExample(response: example);
        group.MapPut("/{key}", PutAsync).WithName("Put" + what)
            .WithSummary(
                $"Create or replace a {kind.Kind}; repeating it changes nothing. If-Match guards against overwriting.")
            .Accepts<T>("application/json").Produces<T>().Produces<T>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .Produces<InvalidEntity>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")
            .WithExample(response: example, request: example);
        group.MapDelete("/{key}", DeleteAsync).WithName("Delete" + what)
            .WithSummary($"Remove a {kind.Kind} that nothing else names.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private async Task<Results<Ok<EntityList<T>>, ProblemHttpResult>> ListAsync(
        [AsParameters] ListPage page, CancellationToken stop)
    {
        var documents = await store.ListAsync(kind.Kind, stop);
        return page.TryCut(documents, document => document.Key, out var cut, out var problem)
            ? TypedResults.Ok(new EntityList<T>([.. cut.Items.Select(Read)], cut.Next))
            : problem;
    }

    private async Task<Results<Ok<T>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        string key, HttpContext http, CancellationToken stop)
    {
        if (await store.GetAsync(kind.Kind, key, stop) is not { } document)
        {
            return NotFound(key);
        }

        var tag = EntityTag.Of(document.Revision);
        http.Response.Headers.ETag = tag;
        return EntityTag.IsKnown(http.Request, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(Read(document));
    }

    private async Task<IResult> PutAsync(string key, HttpContext http, CancellationToken stop)
    {
        if (await JsonBody.ReadAsync(http.Request, kind.Json, stop) is not { } body)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, $"The body must be a {kind.Kind}: a JSON object.");
        }

        if (kind.KeyOf(body) is { Length: > 0 } named && named != key)
        {
            return InvalidEntity.Answer(
                [new FieldError(
                    "key", $"is '{named}', but the address names '{key}'. Leave it out or make them equal.")]);
        }

        if (!EntityTag.TryReadExpected(http.Request, await StoredAsync(key, http.Request, stop), out var revision))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, EntityTag.Rule);
        }

        var entity = kind.WithKey(body, key);
        if (await FaultsAsync(entity, key, stop) is { Count: > 0 } faults)
        {
            return InvalidEntity.Answer(faults);
        }

        var text = JsonSerializer.Serialize(entity, kind.Json);
        var outcome = await store.PutAsync(
            new ConfigurationChange(kind.Kind, key, text, revision, http.CallerName(), clock.GetUtcNow()), stop);
        if (outcome.Status == PutStatus.RevisionMismatch)
        {
            return Changed(key);
        }

        await catalogue.ReloadAsync(stop);
        http.Response.Headers.ETag = EntityTag.Of(outcome.Document!.Revision);
        return outcome.Status == PutStatus.Created
            ? TypedResults.Created($"/{kind.Route}/{key}", entity)
            : TypedResults.Ok(entity);
    }

    private async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string key, HttpContext http, CancellationToken stop)
    {
        if (!EntityTag.TryReadExpected(http.Request, await StoredAsync(key, http.Request, stop), out var revision))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, EntityTag.Rule);
        }

        var source = await names.SourceAsync(stop);
        var without = kind.Change(source, key, entity: null);
        if (KnownNames.BrokenBy(source, without, (kind.Kind, key)).FirstOrDefault() is { } user)
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                $"The {user.Kind} '{user.Key}' names it. Change that first: {user.Error.Field} {user.Error.Message}");
        }

        var deletion = new ConfigurationChange(
            kind.Kind, key, Body: null, revision, http.CallerName(), clock.GetUtcNow());
        switch (await store.DeleteAsync(deletion, stop))
        {
            case DeleteStatus.NotFound:
                return NotFound(key);
            case DeleteStatus.RevisionMismatch:
                return Changed(key);
            default:
                await catalogue.ReloadAsync(stop);
                return TypedResults.NoContent();
        }
    }

    private async Task<long?> StoredAsync(string key, HttpRequest request, CancellationToken stop) =>
        EntityTag.AsksForStored(request) ? (await store.GetAsync(kind.Kind, key, stop))?.Revision : null;

    /// <summary>What is wrong with the entity, and what it would break that is whole now.</summary>
    private async Task<IReadOnlyList<FieldError>> FaultsAsync(T entity, string key, CancellationToken stop)
    {
        var own = kind.Validate(entity);
        if (own.Count > 0)
        {
            return own;
        }

        var source = await names.SourceAsync(stop);
        return [.. KnownNames.BrokenBy(source, kind.Change(source, key, entity), (kind.Kind, key))
            .Select(error => error.Kind == kind.Kind && error.Key == key
                ? error.Error
                : new FieldError(
                    "key", $"breaks the {error.Kind} '{error.Key}': {error.Error.Field} {error.Error.Message}"))];
    }

    private T Read(ConfigurationDocument document) => JsonSerializer.Deserialize(document.Body, kind.Json)!;

    private ProblemHttpResult NotFound(string key) => Problem.Of(
        StatusCodes.Status404NotFound, $"There is no {kind.Kind} '{key}'. GET /{kind.Route} lists them.");

    private ProblemHttpResult Changed(string key) => Problem.Of(
        StatusCodes.Status412PreconditionFailed,
        $"The {kind.Kind} '{key}' is not what If-Match or If-None-Match asks for. Read it again, then write.");
}
