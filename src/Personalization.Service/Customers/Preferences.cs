using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Events;
using Personalization.Domain.Privacy;
using Personalization.Service.Hosting;
using Personalization.Service.Privacy;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Customers;

/// <summary>GET and PUT /customers/{id}/preferences: what a customer does not want to be approached with.</summary>
internal static class Preferences
{
    private const int MostOptOuts = 40;
    private const string Example = """{"optOuts":[{"channel":"email","topic":"sale"},{"channel":"push"}]}""";

    /// <summary>Everything opted out of; what is not in it is opted in.</summary>
    internal sealed record Request(IReadOnlyList<Wish>? OptOuts);

    /// <summary>A channel, a topic, or a topic on a channel.</summary>
    internal sealed record Wish(string? Channel, string? Topic);

    /// <summary>What a customer opted out of.</summary>
    internal sealed record Answer(string CustomerId, IReadOnlyList<Held> OptOuts);

    /// <summary>An opt-out and when it was said.</summary>
    internal sealed record Held(string? Channel, string? Topic, DateTimeOffset Since);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/customers/{id}/preferences", GetAsync)
            .WithName("GetPreferences").WithTags(Audience.Marketing)
            .WithSummary("What a customer opted out of: channels, topics, topics on a channel.")
            .WithExample(
                """{"customerId":"c-42","optOuts":[{"channel":"email","topic":null,"since":"2026-03-10T12:00:00Z"}]}""")
            .RequireScope(Scope.Admin);
        routes.MapPut("/customers/{id}/preferences", PutAsync)
            .WithName("PutPreferences").WithTags(Audience.Marketing)
            .WithSummary(
                "Set everything a customer opted out of; what is left out is opted in again. "
                + "Repeating it changes nothing.")
            .WithExample(
                """{"customerId":"c-42","optOuts":[{"channel":"push","topic":null,"since":"2026-03-10T12:00:00Z"}]}""",
                Example)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
            .RequireScope(Scope.Admin);
    }

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> GetAsync(
        string id, bool? anonymous, ProfileStore profiles, CancellationToken stop) =>
        CustomerAddress.TryRead(id, anonymous, out var customer, out var problem)
            ? TypedResults.Ok(await ReadAsync(profiles, customer, stop))
            : problem;

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> PutAsync(
        string id, bool? anonymous, Request request, ProfileStore profiles, CustomerWishes wishes)
    {
        if (!CustomerAddress.TryRead(id, anonymous, out var customer, out var problem))
        {
            return problem;
        }

        if (Fault(request) is { } fault)
        {
            return Problem.Of(StatusCodes.Status400BadRequest, fault);
        }

        var held = (await ReadAsync(profiles, customer, CancellationToken.None)).OptOuts
            .Select(one => (one.Channel, one.Topic)).ToHashSet();
        var wanted = request.OptOuts!
            .Select(wish => (Channel: wish.Channel?.ToLowerInvariant(), Topic: wish.Topic?.ToLowerInvariant()))
            .ToHashSet();
        var changes = wanted.Except(held).Select(one => Subscription(one, isSubscribed: false))
            .Concat(held.Except(wanted).Select(one => Subscription(one, isSubscribed: true))).ToArray<JsonNode?>();
        if (changes.Length > 0)
        {
            var body =
                new JsonObject { ["properties"] = new JsonObject { ["subscriptions"] = new JsonArray(changes) } };
            var hindrance = await wishes.TakeAsync(
                customer, EventVocabulary.PreferencesChangedName, at: null, body);
            if (hindrance is not null)
            {
                return hindrance;
            }
        }

        return TypedResults.Ok(await ReadAsync(profiles, customer, CancellationToken.None));
    }

    private static string? Fault(Request request)
    {
        if (request.OptOuts is not { Count: <= MostOptOuts } wishes)
        {
            return $"optOuts must be a list of at most {MostOptOuts}.";
        }

        for (var i = 0; i < wishes.Count; i++)
        {
            if (wishes[i] is not { } wish || (wish.Channel is null && wish.Topic is null))
            {
                return $"optOuts[{i}] must name a channel, a topic or both.";
            }

            if ((wish.Channel is not null && !ConsentCategories.IsValid(wish.Channel))
                || (wish.Topic is not null && !ConsentCategories.IsValid(wish.Topic)))
            {
                return $"optOuts[{i}] must have names of 1 to 40 bytes, without slashes and control characters.";
            }
        }

        return null;
    }

    internal static Answer Of(Domain.Profiles.Profile profile) => new(
        profile.Customer.Id, [.. profile.Permissions.OptOuts.Select(one => new Held(one.Channel, one.Topic, one.At))]);

    private static async Task<Answer> ReadAsync(ProfileStore profiles, CustomerKey customer, CancellationToken stop) =>
        Of((await profiles.GetAsync(customer, stop)).Profile);

    private static JsonObject Subscription((string? Channel, string? Topic) one, bool isSubscribed) =>
        new() { ["channel"] = one.Channel, ["topic"] = one.Topic, ["subscribed"] = isSubscribed };
}
