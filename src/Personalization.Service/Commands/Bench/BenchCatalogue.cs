using System.Text.Json;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Segments;

namespace Personalization.Service.Commands.Bench;

/// <summary>How large the catalogue of the decide benchmark is.</summary>
/// <param name="Campaigns">How many campaigns.</param>
/// <param name="Segments">How many segments.</param>
/// <param name="HasCaps">Whether every campaign has two caps and a cooldown, and everything together a cap.</param>
internal sealed record BenchShape(int Campaigns = 50, int Segments = 20, bool HasCaps = false);

/// <summary>
/// The catalogue of the decide budget: 50 campaigns in 5 placements, one of them a weighted test, over 20 segments,
/// unless asked for others.
/// </summary>
internal static class BenchCatalogue
{
    /// <summary>What each call asks for.</summary>
    public static readonly string[] Asked = ["home-hero", "cart-banner"];

    private static readonly string[] Places =
        ["home-hero", "cart-banner", "category-top", "search-side", "mail-header"];

    private static readonly string[] Audiences =
    [
        "features.recency_days > {0}.0 && scores.churn.percentile > 99.5",
        "in_segment('segment-{1}') && features.orders_365d > {0}.0",
        "features.revenue_365d >= {0}000.0 && scores.purchase.percentile > 98.0",
        "context.device == 'mobile' && features.product_views_7d > {0}.0 * 10.0",
        "features.cart_value > {0}0.0 && features.orders_30d == 0.0",
        "context.page.path.startsWith('/campaign-{0}')",
        "features.email_open_rate_90d > 0.9 && in_segment('segment-{1}')",
        "scores.purchase.probability > 0.95 && features.tenure_days < {0}.0",
        "customer.known && features.average_order_value > {0}00.0",
    ];

    private static readonly string[] Conditions =
    [
        "features.revenue_365d > {0}00.0",
        "features.recency_days < {0}.0 * 5.0",
        "features.orders_lifetime >= {0}.0 && features.tenure_days > 30.0",
        "features.product_views_30d > {0}.0 && features.orders_30d == 0.0",
        "scores.churn.percentile > {0}.0 * 4.0",
    ];

    public static IEnumerable<Placement> Placements() => Places.Select(key => new Placement
    {
        Key = key,
        Content = Json($$"""{ "headline": "Welcome", "placement": "{{key}}", "image": "/images/default.jpg" }"""),
    });

    public static IEnumerable<Segment> Segments(BenchShape shape) =>
        Enumerable.Range(1, shape.Segments).Select(number => new Segment
        {
            Key = $"segment-{number}",
            Condition = Fill(Conditions[number % Conditions.Length], number, shape.Segments),
        });

    /// <summary>
    /// Most are for few, as in a shop that has collected campaigns; the last, a test, is for everybody.
    /// </summary>
    public static IEnumerable<Campaign> Campaigns(BenchShape shape) =>
        Enumerable.Range(1, shape.Campaigns).Select(number => new Campaign
        {
            Key = $"campaign-{number}",
            Placements = number == shape.Campaigns
                ? Places
                : [Places[number % Places.Length], Places[(number + 1) % Places.Length]],
            Priority = -number,
            Audience = number == shape.Campaigns
                ? null
                : Fill(Audiences[number % Audiences.Length], number, shape.Segments),
            Caps = shape.HasCaps ? OwnCaps : null,
            Cooldown = shape.HasCaps ? new Cooldown { AfterClick = "1h" } : null,
            Variants = number == shape.Campaigns
                ? [Variant("a", 1), Variant("b", 1), Variant("c", 2)]
                : [Variant("a", 1)],
        });

    /// <summary>A cap on everything, where caps are asked for.</summary>
    public static IEnumerable<CapPolicy> Caps(BenchShape shape) => shape.HasCaps
        ? [new CapPolicy { Key = "everything", Caps = [new FrequencyCap { Limit = 20, Window = "24h" }] }]
        : [];

    private static readonly FrequencyCap[] OwnCaps =
        [new() { Limit = 5, Window = "24h" }, new() { Limit = 20, Window = "7d" }];

    private static Variant Variant(string key, double weight) => new()
    {
        Key = key,
        Weight = weight,
        Content = Json($$"""
            { "headline": "Ten percent on everything you need outdoors", "text": "Only this week, variant {{key}}.",
              "cta": { "label": "To the offer", "href": "/offers/{{key}}" },
              "image": "/images/{{key}}.jpg", "colour": "#204060" }
            """),
    };

    private static string Fill(string condition, int number, int segments) => condition
        .Replace("{0}", $"{(number % 9) + 1}", StringComparison.Ordinal)
        .Replace("{1}", $"{(number % segments) + 1}", StringComparison.Ordinal);

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
