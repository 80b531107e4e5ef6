using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Service.Hosting;
using Personalization.Storage.Profiles;

namespace Personalization.Service.Customers;

/// <summary>GET /customers/{id}: the profile.</summary>
internal static class GetCustomer
{
    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/customers/{id}", HandleAsync)
        .WithName("GetCustomer").WithTags(Audience.Marketing)
        .WithSummary("What is known of a customer: traits, orders, cart, interests, recent products and events.")
        .WithExample("""
            {"customerId":"c-42","anonymous":false,"version":17,"events":17,
             "firstSeen":"2026-01-02T10:00:00Z","lastSeen":"2026-03-10T12:00:00Z",
              "firstOrder":"2026-02-01T09:00:00Z","lastOrder":"2026-02-01T09:00:00Z","orders":1,"revenue":59.9,
              "traits":{"plan":"gold"},
             "cart":[{"productId":"p1","category":"shoes","quantity":1,"price":59.9,"addedAt":"2026-03-10T11:59:00Z"}],
              "categories":[{"category":"shoes","weight":9.2,"views":4,"cartAdds":1,"purchases":1}],
              "recentProducts":[],"recentEvents":[]}
            """)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .RequireScope(Scope.Admin);

    private static async Task<Results<Ok<CustomerProfile>, ProblemHttpResult>> HandleAsync(
        string id, bool? anonymous, ProfileStore profiles, TimeProvider clock, CancellationToken stop)
    {
        if (!CustomerAddress.TryRead(id, anonymous, out var customer, out var problem))
        {
            return problem;
        }

        var read = await profiles.GetAsync(customer, stop);
        return read.Profile.IsEmpty
            ? CustomerAddress.Unknown(customer)
            : TypedResults.Ok(CustomerProfile.Of(read.Profile, clock.GetUtcNow()));
    }
}
