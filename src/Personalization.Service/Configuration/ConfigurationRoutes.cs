using System.Text.Json;
using Personalization.Service.Campaigns;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;
using Personalization.Service.Keys;
using Personalization.Storage.Configuration;

namespace Personalization.Service.Configuration;

/// <summary>
/// GET and PUT /configuration: the whole configuration as one document, taken over whole or not at all.
/// </summary>
internal sealed class ConfigurationRoutes(
    ConfigurationStore store, CatalogueHolder catalogue, KnownNames names, TimeProvider clock)
{
    private const string Example = """
        { "placements": [ { "key": "home-hero", "content": { "headline": "Welcome" } } ],
          "segments": [ { "key": "vip", "condition": "features.revenue_365d >= 1000" } ],
          "campaigns": [ { "key": "winback", "placements": ["home-hero"], "audience": "in_segment('vip')",
            "variants": [ { "key": "a" } ] } ] }
        """;

    private const string Answered = """
        { "dryRun": true, "changes": [
          { "kind": "segment", "key": "vip", "change": "added", "fields": [] },
          { "kind": "campaign", "key": "winback", "change": "changed",
            "fields": [
              { "path": "variants[0].content.headline", "before": "We miss you", "after": "10 % for you" } ] } ] }
        """;

    /// <summary>What changed, or with a dry run would.</summary>
    internal sealed record Answer(bool DryRun, IReadOnlyList<EntityChange> Changes);

    internal void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/configuration").WithTags(Audience.Operations).RequireScope(Scope.Admin);
        group.MapGet("/", GetAsync).WithName("GetConfiguration")
            .WithSummary(
                "The whole configuration as one document, for version control and for another environment. "
                + "Holds no keys.")
            .Produces<object>().WithExample(response: Example);
        group.MapPut("/", PutAsync).WithName("PutConfiguration")
            .WithSummary("Take over a whole document in one transaction, or with dryRun=true say what it would change.")
            .WithDescription(
                "Of each list that the document has, what is not in it is removed; lists it does not have stay as "
                + "they are. A document "
                + "with a fault changes nothing. If-Match with the ETag of GET guards against overwriting.")
            .Accepts<object>("application/json").Produces<Answer>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .Produces<InvalidEntity>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")
            .WithExample(Answered, Example);
    }

    private async Task GetAsync(HttpContext http, CancellationToken stop)
    {
        var documents = await store.ListAsync(kind: null, stop);
        http.Response.Headers.ETag = ConfigurationPlan.TagOf(documents);
        http.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(http.Response.BodyWriter, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        foreach (var kind in EntityKinds.All)
        {
            json.WriteStartArray(kind.Route);
            foreach (var document in ConfigurationPlan.Own(documents).Where(document => document.Kind == kind.Kind))
            {
                // Through the writer, so that a person can read it and a version control can compare it.
                using var body = JsonDocument.Parse(document.Body);
                body.RootElement.WriteTo(json);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private async Task<IResult> PutAsync(HttpContext http, CancellationToken stop, bool dryRun = false)
    {
        var wanted = await JsonBody.ReadAsync(http.Request, ConfigurationJson.Default.JsonElement, stop);
        if (Fault(wanted) is { } fault)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, fault);
        }

        var expected = http.Request.Headers.IfMatch is [{ } tag] && tag != "*"
            ? tag.Replace("W/", "", StringComparison.Ordinal)
            : null;
        var source = await names.SourceAsync(stop);
        var plan = await store.ChangeManyAsync<ConfigurationPlan?>(
            stored =>
            {
                if (expected is not null && ConfigurationPlan.TagOf(stored).Trim('"') != expected.Trim('"'))
                {
                    return ([], null);
                }

                var made = ConfigurationPlan.Of(wanted, stored, source);
                return (dryRun || made.Faults.Count > 0 ? [] : Changes(made, http.CallerName()), made);
            },
            stop);
        if (plan is null)
        {
            return Problem.Of(
                StatusCodes.Status412PreconditionFailed,
                "The configuration is not the one If-Match names. Read it again, then write.");
        }

        if (plan.Faults.Count > 0)
        {
            return InvalidEntity.Answer(plan.Faults);
        }

        if (!dryRun)
        {
            await catalogue.ReloadAsync(stop);
            http.Response.Headers.ETag = ConfigurationPlan.TagOf(await store.ListAsync(kind: null, stop));
        }

        return TypedResults.Ok(new Answer(dryRun, plan.Changes));
    }

    private ConfigurationChange[] Changes(ConfigurationPlan plan, string actor) =>
        [.. plan.Bodies.Select(body => new ConfigurationChange(
            body.Kind, body.Key, body.Body, IfRevision: null, actor, clock.GetUtcNow()))];

    private static string? Fault(JsonElement wanted)
    {
        if (wanted.ValueKind != JsonValueKind.Object)
        {
            return "The body must be a configuration: a JSON object with a list for each kind of entity.";
        }

        var known = EntityKinds.All.Select(kind => kind.Route).ToArray();
        var unknown = wanted.EnumerateObject()
            .Select(member => member.Name)
            .FirstOrDefault(name => !known.Contains(name));
        return unknown is null ? null : $"'{unknown}' is not known. A configuration has {string.Join(", ", known)}.";
    }
}
