using System.Text.Json.Nodes;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;

namespace Personalization.Service.Customers;

/// <summary>A profile as people read it.</summary>
/// <param name="CustomerId">The id the shop or the browser gave.</param>
/// <param name="Anonymous">Whether this is a visitor nobody has identified yet.</param>
/// <param name="Version">The number of the last event folded in.</param>
/// <param name="Events">How many events were folded in.</param>
/// <param name="Revenue">The sum of order totals, refunds not subtracted.</param>
/// <param name="Traits">The traits' last values.</param>
/// <param name="Cart">What lies in the open cart.</param>
/// <param name="Categories">Up to 20, the strongest interest first, weighed now.</param>
/// <param name="RecentProducts">The products touched last.</param>
/// <param name="RecentEvents">The newest events.</param>
internal sealed record CustomerProfile(
    string CustomerId,
    bool Anonymous,
    long Version,
    long Events,
    DateTimeOffset? FirstSeen,
    DateTimeOffset? LastSeen,
    DateTimeOffset? FirstOrder,
    DateTimeOffset? LastOrder,
    long Orders,
    double Revenue,
    JsonObject Traits,
    IReadOnlyList<CustomerProfile.CartItem> Cart,
    IReadOnlyList<CustomerProfile.Interest> Categories,
    IReadOnlyList<ProductTouch> RecentProducts,
    IReadOnlyList<CustomerProfile.Happening> RecentEvents)
{
    private const int MaxCategories = 20;

    internal sealed record CartItem(
        string ProductId, string? Category, int Quantity, double Price, DateTimeOffset AddedAt);

    internal sealed record Interest(string Category, double Weight, long Views, long CartAdds, long Purchases);

    internal sealed record Happening(
        string Kind, DateTimeOffset At, string? Name, string? ProductId, string? Category, string? CampaignId);

    internal static CustomerProfile Of(Profile profile, DateTimeOffset now) => new(
        profile.Customer.Id,
        !profile.Customer.IsKnown,
        profile.Version,
        profile.EventCount,
        profile.FirstSeen,
        profile.LastSeen,
        profile.FirstOrder,
        profile.LastOrder,
        profile.OrderCount,
        Money.ToNumber(profile.RevenueUnits),
        TraitsOf(profile),
        [.. profile.Cart().Select(line =>
            new CartItem(line.ProductId, line.Category, line.Quantity, Money.ToNumber(line.PriceUnits), line.AddedAt))],
        [.. profile.Categories
            .Select(one => new Interest(
                one.Category, profile.Affinity(one.Category, now), one.Views, one.CartAdds, one.Purchases))
            .OrderByDescending(one => one.Weight).ThenBy(one => one.Category, StringComparer.Ordinal)
            .Take(MaxCategories)],
        profile.RecentProducts,
        [.. profile.RecentEvents.Select(one =>
            new Happening(one.Kind.ToString(), one.At, one.Name, one.ProductId, one.Category, one.CampaignId))]);

    private static JsonObject TraitsOf(Profile profile)
    {
        var traits = new JsonObject();
        foreach (var (name, value) in profile.Traits.OrderBy(trait => trait.Key, StringComparer.Ordinal))
        {
            traits[name] = value.Kind switch
            {
                TraitKind.Flag => JsonValue.Create(value.Flag),
                TraitKind.Number => JsonValue.Create(value.Number),
                _ => JsonValue.Create(value.Text),
            };
        }

        return traits;
    }
}
