using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;
using Personalization.Storage.Events;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Customers;

/// <summary>GET /customers/{id}/export: everything that is held about a customer.</summary>
internal static class ExportCustomer
{
    /// <summary>Everything.</summary>
    internal sealed record Answer(
        string CustomerId,
        DateTimeOffset ExportedAt,
        CustomerProfile Profile,
        CustomerFeatures Features,
        IReadOnlyList<EventItem> Events);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/customers/{id}/export", HandleAsync)
        .WithName("ExportCustomer").WithTags(Audience.Marketing)
        .WithSummary("Everything held about a customer as one JSON document: every event as stored, the profile and the features.")
        .ProducesProblem(StatusCodes.Status404NotFound)
        .RequireScope(Scope.Admin);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        string id, bool? anonymous, [AsParameters] Stores stores, HttpContext context)
    {
        if (!CustomerAddress.TryRead(id, anonymous, out var customer, out var problem))
        {
            return problem;
        }

        var (log, profiles, clock) = stores;
        var stop = context.RequestAborted;
        var history = await log.ReadCustomerAsync(customer, 0, stop);
        if (history.Version == 0)
        {
            return CustomerAddress.Unknown(customer);
        }

        var now = clock.GetUtcNow();
        var profile = await profiles.ReplayAsync(customer, until: null, stop);
        var present = await GetFeatures.AtAsync(profile, customer, now, profiles, stop);
        context.Response.Headers.ContentDisposition = "attachment; filename=\"customer.json\"";
        return TypedResults.Ok(new Answer(
            history.Customer.Id,
            now,
            CustomerProfile.Of(profile, now),
            CustomerFeatures.Of(present, now),
            [.. history.Events.Select(EventItem.Of)]));
    }

    /// <summary>What an export reads.</summary>
    internal sealed record Stores(IEventLog Log, ProfileStore Profiles, TimeProvider Clock);
}
