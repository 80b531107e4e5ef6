using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;
using Personalization.Storage.Configuration;

namespace Personalization.Service.Campaigns;

/// <summary>GET /audit: who changed what in the configuration, newest first.</summary>
internal static class ListChanges
{
    private const int MaxPage = 500;

    /// <summary>One change; <c>Before</c> and <c>After</c> are what was stored, as JSON.</summary>
    internal sealed record Change(
        long Id,
        DateTimeOffset At,
        string Actor,
        string Action,
        string Kind,
        string Key,
        long Revision,
        JsonElement? Before,
        JsonElement? After);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/audit", HandleAsync)
        .WithName("ListChanges").WithTags(Audience.Operations)
        .WithSummary(
            "Who changed what, before and after, newest first, a page at a time: send `next` as `before` for older "
            + "ones. kind, key and actor filter.")
        .RequireScope(Scope.Admin)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .WithExample("""
            { "items": [
              { "id": 812, "at": "2026-03-10T12:00:00Z", "actor": "marketing", "action": "update", "kind": "placement",
              "key": "home-hero", "revision": 41, "before": { "key": "home-hero" },
              "after": { "key": "home-hero", "content": { "headline": "Welcome" } } } ], "next": "812" }
            """);

    private static async Task<Results<Ok<EntityList<Change>>, ProblemHttpResult>> HandleAsync(
        string? before, string? limit, [AsParameters] AuditFilter filter, ConfigurationStore store,
        CancellationToken stop)
    {
        long? from = null;
        if (before is { Length: > 0 })
        {
            if (!long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                return Problem.Of(StatusCodes.Status400BadRequest, "before must be the `next` of an earlier page.");
            }

            from = id;
        }

        var size = 100;
        if (limit is { Length: > 0 }
            && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size)
                && size is >= 1 and <= MaxPage))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, $"limit must be a whole number from 1 to {MaxPage}.");
        }

        var page = await store.ListAuditAsync(from, size, stop, filter);
        var next = page.Count == size ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new EntityList<Change>([.. page.Select(Of)], next));
    }

    private static Change Of(AuditEntry entry) => new(
        entry.Id,
        entry.At,
        entry.Actor,
        entry.Action,
        entry.Kind,
        entry.Key,
        entry.Revision,
        Json(entry.Before),
        Json(entry.After));

    // Of a key its scope is noted, which is no JSON.
    private static JsonElement? Json(string? stored)
    {
        if (stored is null)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(stored, CampaignsJson.Default.JsonElement);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(stored, CampaignsJson.Default.String);
        }
    }
}
