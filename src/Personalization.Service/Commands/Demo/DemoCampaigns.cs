using System.Text.Json;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Segments;

namespace Personalization.Service.Commands.Demo;

/// <summary>
/// The simulated shop's placements, segments and campaigns: one of each thing a marketer would want to see first.
/// </summary>
internal static class DemoCampaigns
{
    internal static IReadOnlyList<Placement> Placements { get; } =
    [
        new()
        {
            Key = "home-hero",
            Name = "Home page, large banner",
            Content = Json("""{"headline":"Out there","cta":"See what is new"}"""),
            Template = """<a class="hero" href="/new">Out there: see what is new</a>""",
        },
        new()
        {
            Key = "cart-banner",
            Name = "Above the cart",
            Content = Json("""{"headline":"Free returns for 30 days"}"""),
        },
        new()
        {
            Key = "newsletter-products",
            Name = "Products in the weekly newsletter",
            Content = Json("""{"headline":"Picked for you"}"""),
            Recommendations = new() { Limit = 4 },
        },
    ];

    internal static IReadOnlyList<Segment> Segments { get; } =
    [
        new()
        {
            Key = "vip",
            Name = "Best customers",
            Description = "Five orders or 500 spent within a year",
            Condition = "features.orders_365d >= 5 || features.revenue_365d >= 500",
        },
        new()
        {
            Key = "window-shoppers",
            Name = "Looking, not buying",
            Condition = "features.product_views_30d >= 5 && features.orders_lifetime == 0",
        },
        new()
        {
            Key = "gold",
            Name = "Gold members",
            Condition = "customer.traits.loyalty_tier == \"gold\"",
        },
    ];

    internal static IReadOnlyList<Campaign> Campaigns { get; } =
    [
        new()
        {
            Key = "winback",
            Name = "Win back who is about to leave",
            Placements = ["home-hero"],
            Priority = 30,
            Audience = "scores.churn.probability > 0.6 && features.orders_lifetime >= 2",
            Variants =
            [
                new()
                {
                    Key = "a",
                    Weight = 50,
                    Content = Json("""{"headline":"We miss you","cta":"10 % on your next order","coupon":"BACK10"}"""),
                    Template = """<a class="hero" href="/back">We miss you: 10 % on your next order</a>""",
                },
                new()
                {
                    Key = "b",
                    Weight = 50,
                    Content = Json(
                        """{"headline":"Still on the trail?","cta":"See what came in since your last visit"}"""),
                    Template = """
                        <a class="hero" href="/new">Still on the trail? See what came in since your last visit</a>
                        """,
                },
            ],
        },
        new()
        {
            Key = "season-opening",
            Name = "Season opening",
            Placements = ["home-hero"],
            Priority = 10,
            Variants =
            [
                new()
                {
                    Key = "a", Weight = 50,
                    Content = Json("""{"headline":"The season is open","cta":"Shop the essentials"}"""),
                },
                new() { Key = "b", Weight = 50, Content = Json("""{"headline":"First snow","cta":"Gear up"}""") },
            ],
        },
        new()
        {
            Key = "likely-buyer",
            Name = "No discount for who buys anyway",
            Placements = ["cart-banner"],
            Priority = 20,
            Audience = "scores.purchase.percentile >= 80.0",
            Variants = [new() { Key = "a", Content = Json("""{"headline":"Ordered today, sent today"}""") }],
        },
        new()
        {
            Key = "first-order",
            Name = "A push for window shoppers",
            Placements = ["cart-banner", "home-hero"],
            Priority = 20,
            Audience = "in_segment(\"window-shoppers\")",
            Variants =
                [new() { Key = "a", Content = Json("""{"headline":"5 % on your first order","coupon":"HELLO5"}""") }],
        },
    ];

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
