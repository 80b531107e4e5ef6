using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using Personalization.Service.Hosting;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Customers;

/// <summary>GET /customers/{id}/features[?at=T]: every feature, now or as it was at a past time.</summary>
internal static class GetFeatures
{
    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/customers/{id}/features", HandleAsync)
        .WithName("GetCustomerFeatures").WithTags(Audience.Marketing)
        .WithSummary(
            "A customer's features, now or at a time (ISO 8601): at a past time from the log, through the same fold.")
        .WithDescription(
            "Features at a time use no event after it. null: the feature has no value. "
            + "GET /features says what each means.")
        .WithExample("""
            {"customerId":"c-42","at":"2026-03-10T12:00:00Z",
             "features":{"recency_days":12.4,"orders_30d":1,"average_order_value":59.9,"cart_age_hours":null}}
            """)
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
        .RequireScope(Scope.Admin);

    private static async Task<Results<Ok<CustomerFeatures>, ProblemHttpResult>> HandleAsync(
        string id, bool? anonymous, string? at, ProfileStore profiles, TimeProvider clock, CancellationToken stop)
    {
        if (!CustomerAddress.TryRead(id, anonymous, out var customer, out var problem))
        {
            return problem;
        }

        var when = clock.GetUtcNow();
        if (at is not null && !QueryInstant.TryRead(at, out when))
        {
            return Problem.Of(
                StatusCodes.Status400BadRequest, "at is an ISO 8601 time from 1970 on, such as 2026-03-10T12:00:00Z.");
        }

        var profile = (await profiles.GetAsync(customer, stop)).Profile;
        return profile.IsEmpty
            ? CustomerAddress.Unknown(customer)
            : TypedResults.Ok(CustomerFeatures.Of(await AtAsync(profile, customer, when, profiles, stop), when));
    }

    /// <summary>
    /// A profile without the events after an instant: the present one where there are none, a replay where there are.
    /// </summary>
    internal static async ValueTask<Profile> AtAsync(
        Profile profile, CustomerKey customer, DateTimeOffset at, ProfileStore profiles, CancellationToken stop) =>
        profile.LastSeen <= at ? profile : await profiles.ReplayAsync(customer, at, stop);
}
