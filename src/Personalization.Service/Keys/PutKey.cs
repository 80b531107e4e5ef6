using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Campaigns;
using Personalization.Service.Hosting;
using Personalization.Storage.Keys;

namespace Personalization.Service.Keys;

/// <summary>PUT /keys/{name}: make a key. Its secret is in this answer and nowhere else.</summary>
internal static class PutKey
{
    internal sealed record Request(string? Scope);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/keys/{name}", HandleAsync)
        .WithName("PutKey").WithTags(Audience.Operations)
        .WithSummary(
            "Make a key; the secret is shown in this answer and never again. A key that exists is answered as it is.")
        .WithDescription(
            "Scopes: ingest (events; may be public), decide (decisions and recommendations), admin (everything). " +
            "Several are separated by blanks.")
        .WithExample(
            """{"name":"web","scope":"ingest","createdAt":"2026-03-10T12:00:00Z","secret":"pk_4fJw..."}""",
            """{"scope":"ingest"}""")
        .Produces<KeyAnswer>(StatusCodes.Status201Created)
        .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed)
        .RequireScope(Scope.Admin);

    private static async Task<Results<Created<KeyAnswer>, Ok<KeyAnswer>, ProblemHttpResult>> HandleAsync(
        string name, Request request, KeyChanges changes, KeyStore store, HttpContext context)
    {
        if (!EntityKey.IsValid(name))
        {
            return Problem.Of(
                StatusCodes.Status400BadRequest, "A key's name has 1 to 64 letters, digits, '.', '_' or '-'.");
        }

        if (!KeyScopes.TryRead(request.Scope, out var scope))
        {
            return Problem.Of(
                StatusCodes.Status400BadRequest, "scope is one or more of ingest, decide, admin, separated by blanks.");
        }

        if (KeyTag.IsRefused(context.Request, await GetKey.FindAsync(store, name, context.RequestAborted)))
        {
            return KeyTag.Refusal(name);
        }

        var (record, secret) = await changes.AddAsync(name, scope, context.CallerName(), context.RequestAborted);
        context.Response.Headers.ETag = KeyTag.Of(record);
        if (secret is not null)
        {
            return TypedResults.Created($"/keys/{name}", KeyAnswer.Of(record) with { Secret = secret });
        }

        return record.Scope == KeyScopes.Write(scope)
            ? TypedResults.Ok(KeyAnswer.Of(record))
            : Problem.Of(
                StatusCodes.Status409Conflict,
                $"'{name}' exists with the scope '{record.Scope}'. Remove it first or choose another name.");
    }
}
