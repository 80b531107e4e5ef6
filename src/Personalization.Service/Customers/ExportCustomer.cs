using System.Text.Json;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;
using Personalization.Storage.Decisions;
using Personalization.Storage.Events;
using Personalization.Storage.Privacy;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Customers;

/// <summary>GET /customers/{id}/export: everything that is held about a customer, as a stream.</summary>
internal static class ExportCustomer
{
    private const int FlushEvery = 200;

    /// <summary>A decision that was answered.</summary>
    internal sealed record Decided(
        string DecisionId, string Stream, string Placement, string? Campaign, string? Variant, string Reason,
        DateTimeOffset At);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/customers/{id}/export", HandleAsync)
        .WithName("ExportCustomer").WithTags(Audience.Marketing)
        .WithSummary(
            "Everything held about a customer as one JSON document: every event as stored, decisions, consents with "
            + "proofs, opt-outs, refused events, and what follows from them: profile, features, segments, scores.")
        .WithExample("""
            {"customerId":"c-42","exportedAt":"2026-03-10T12:00:00Z","streams":["u:c-42","a:a-1"],
             "profile":{},"features":{},
              "segments":["vip"],"scores":{},"consent":{},"preferences":{},
              "decisions":[],"rejectedEvents":[],"events":[]}
            """)
        .Produces<object>()
        .ProducesProblem(StatusCodes.Status404NotFound)
        .RequireScope(Scope.Admin);

    private static async Task HandleAsync(string id, bool? anonymous, [AsParameters] Stores stores, HttpContext context)
    {
        if (!CustomerAddress.TryRead(id, anonymous, out var customer, out var problem))
        {
            await problem.ExecuteAsync(context);
            return;
        }

        var stop = context.RequestAborted;
        var history = await stores.Log.ReadCustomerAsync(customer, 0, stop);
        var family = await stores.Erasures.FamilyAsync(history.Customer, stop);
        var decisions = new List<DecisionRecord>();
        var rejected = new List<RejectedEvent>();
        foreach (var member in family)
        {
            decisions.AddRange(await stores.Decisions.ListAsync(member, stop));
            rejected.AddRange(await stores.Erasures.RejectedAsync(member, stop));
        }

        if (history.Version == 0 && decisions.Count == 0 && rejected.Count == 0)
        {
            await CustomerAddress.Unknown(customer).ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"customer.json\"";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        await WriteSummaryAsync(json, history, family, stores, stop);
        Write(json, "decisions", decisions.ConvertAll(ToDecided));
        Write(json, "rejectedEvents", rejected);
        json.WriteStartArray("events");
        for (var i = 0; i < history.Events.Count; i++)
        {
            JsonSerializer.Serialize(json, EventItem.Of(history.Events[i]), CustomersJson.Default.EventItem);
            if (i % FlushEvery == FlushEvery - 1)
            {
                await json.FlushAsync(stop);
                await context.Response.BodyWriter.FlushAsync(stop);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task WriteSummaryAsync(
        Utf8JsonWriter json, CustomerHistory history, IReadOnlyList<CustomerKey> family, Stores stores,
        CancellationToken stop)
    {
        var now = stores.Clock.GetUtcNow();
        var profile = new Profile(history.Customer);
        profile.Fold(history.Events, history.Version);
        var present = await GetFeatures.AtAsync(profile, history.Customer, now, stores.Profiles, stop);
        var query = new DecisionQuery { Profile = profile, Known = !profile.IsEmpty, Now = now };
        var summary = Decider.Summarise(stores.Catalogue.Current, query);
        json.WriteString("customerId", history.Customer.Id);
        json.WriteString("exportedAt", now.UtcDateTime);
        Write(json, "streams", family.Select(member => member.Value).ToList());
        Write(json, "profile", CustomerProfile.Of(profile, now));
        Write(json, "features", CustomerFeatures.Of(present, now));
        Write(json, "segments", summary.Segments.ToList());
        Write(json, "scores", summary.Scores.ToDictionary(
            score => score.Key, score => score.Value, StringComparer.Ordinal));
        Write(json, "consent", GetConsent.Of(history));
        Write(json, "preferences", Preferences.Of(profile));
    }

    private static void Write<T>(Utf8JsonWriter json, string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, typeof(T), CustomersJson.Default);
    }

    private static Decided ToDecided(DecisionRecord one) => new(
        one.DecisionId, one.Customer.Value, one.Placement, one.Campaign, one.Variant, one.Reason, one.At);

    /// <summary>What an export reads.</summary>
    internal sealed record Stores(
        IEventLog Log,
        ProfileStore Profiles,
        DecisionLog Decisions,
        ErasureStore Erasures,
        CatalogueHolder Catalogue,
        TimeProvider Clock);
}
