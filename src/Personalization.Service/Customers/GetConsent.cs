using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Events;
using Personalization.Domain.Privacy;
using Personalization.Domain.Profiles;
using Personalization.Service.Hosting;
using Personalization.Storage.Events;

namespace Personalization.Service.Customers;

/// <summary>GET /customers/{id}/consent: what a customer allows now, and every word that led to it.</summary>
internal static class GetConsent
{
    internal const string Example = """
        {"customerId":"c-42",
         "categories":[{"category":"personalization","status":"granted","since":"2026-03-10T12:00:00Z"}],
          "history":[{"category":"personalization","status":"granted","time":"2026-03-10T12:00:00Z",
          "source":"cookie banner 4",
          "proof":{"banner":"4","text":"v7"},"receivedAt":"2026-03-10T12:00:01Z"}]}
        """;

    /// <summary>What a customer allows.</summary>
    /// <param name="Categories">The last word on each category that was asked for; <c>*</c> is every one.</param>
    /// <param name="History">Every word, newest first; words that events carried along have neither source
    /// nor proof.</param>
    internal sealed record Answer(
        string CustomerId, IReadOnlyList<CategoryState> Categories, IReadOnlyList<Word> History);

    /// <summary>The last word on a category.</summary>
    internal sealed record CategoryState(string Category, string Status, DateTimeOffset Since);

    /// <summary>One word.</summary>
    internal sealed record Word(
        string Category, string Status, DateTimeOffset Time, string? Source, JsonElement? Proof,
        DateTimeOffset ReceivedAt);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/customers/{id}/consent", HandleAsync)
        .WithName("GetConsent").WithTags(Audience.Marketing)
        .WithSummary("What a customer allows now, and every word that led to it with its source and proof.")
        .WithExample(Example)
        .RequireScope(Scope.Admin);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        string id, bool? anonymous, IEventLog log, CancellationToken stop) =>
        CustomerAddress.TryRead(id, anonymous, out var customer, out var problem)
            ? TypedResults.Ok(await ReadAsync(log, customer, stop))
            : problem;

    internal static async Task<Answer> ReadAsync(IEventLog log, CustomerKey customer, CancellationToken stop) =>
        Of(await log.ReadCustomerAsync(customer, 0, stop));

    internal static Answer Of(CustomerHistory history)
    {
        var profile = new Profile(history.Customer);
        var words = new List<Word>();
        foreach (var stored in history.Events)
        {
            var read = CustomerEvent.Read(stored);
            profile.Apply(read);
            words.AddRange(read.Consents.Select(consent => ToWord(stored, consent)));
        }

        return new Answer(
            history.Customer.Id,
            [.. profile.Permissions.Consents.Select(
                one => new CategoryState(one.Category, NameOf(one.Status), one.At))],
            [.. words.OrderByDescending(word => word.Time).ThenBy(word => word.Category, StringComparer.Ordinal)]);
    }

    private static Word ToWord(StoredEvent stored, Consent consent)
    {
        var word = new Word(consent.Category, NameOf(consent.Status), consent.At, null, null, stored.ReceivedAt);
        if (stored.Name != EventVocabulary.ConsentChangedName)
        {
            return word;
        }

        var body = JsonElement.Parse(stored.Body.Span);
        if (!body.TryGetProperty("properties", out var said) || said.ValueKind != JsonValueKind.Object)
        {
            return word;
        }

        return word with
        {
            Status = Text(said, "status") ?? word.Status,
            Source = Text(said, "source"),
            Proof = said.TryGetProperty("proof", out var proof) && proof.ValueKind != JsonValueKind.Null ? proof : null,
        };
    }

    private static string? Text(JsonElement said, string name) =>
        said.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string NameOf(ConsentStatus status) => status == ConsentStatus.Granted ? "granted" : "denied";
}
