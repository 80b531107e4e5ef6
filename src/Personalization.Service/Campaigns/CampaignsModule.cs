using Personalization.Domain.Campaigns;
using Personalization.Domain.Segments;
using Personalization.Service.Hosting;

namespace Personalization.Service.Campaigns;

/// <summary>Placements, campaigns and segments: reading and writing them.</summary>
public static class CampaignsModule
{
    private const string PlacementExample = """
        { "key": "home-hero", "name": "Home page, top", "content": { "headline": "Welcome" } }
        """;

    private const string CampaignExample = """
        {
          "key": "winback", "placements": ["home-hero"], "priority": 10,
          "schedule": { "from": "2026-03-01T00:00:00Z", "until": "2026-04-01T00:00:00Z", "timeZone": "Europe/Berlin",
                        "days": ["mon", "tue", "wed", "thu", "fri"],
                        "hours": [ { "from": "08:00", "until": "20:00" } ] },
          "audience": "features.recency_days > 60 && scores.churn.percentile > 80",
          "group": "spring", "caps": [ { "limit": 1, "window": "24h" }, { "limit": 3, "window": "7d" } ],
          "cooldown": { "afterClick": "7d", "afterConversion": "30d" },
          "choice": "weighted", "variants": [
            { "key": "a", "weight": 1, "content": { "headline": "We miss you" } },
            { "key": "b", "weight": 1, "content": { "headline": "10 % for you" },
              "template": "<a>{{content.headline}}</a>" }
          ]
        }
        """;

    private const string CapExample = """
        { "key": "email-calm", "name": "Not too many e-mails", "channel": "email",
          "caps": [ { "limit": 1, "window": "24h" }, { "limit": 3, "window": "7d" } ] }
        """;

    private const string SegmentExample = """
        { "key": "vip", "name": "Best customers",
          "condition": "features.revenue_365d >= 1000 && features.orders_365d >= 5" }
        """;

    /// <summary>Registers what the routes need.</summary>
    public static void AddCampaigns(this IHostApplicationBuilder builder)
    {
        builder.AddJson(CampaignsJson.Default);
        builder.AddJson(TemplatesJson.Default);
        builder.Services.AddSingleton<RenderTemplate>();
        builder.Services.AddSingleton(EntityKinds.Placements).AddSingleton<EntityRoutes<Placement>>();
        builder.Services.AddSingleton(EntityKinds.Campaigns).AddSingleton<EntityRoutes<Campaign>>();
        builder.Services.AddSingleton(EntityKinds.Caps).AddSingleton<EntityRoutes<CapPolicy>>();
        builder.Services.AddSingleton(EntityKinds.Segments).AddSingleton<EntityRoutes<Segment>>();
    }

    /// <summary>Maps <c>/placements</c>, <c>/campaigns</c>, <c>/caps</c>, <c>/segments</c> and <c>/audit</c>.</summary>
    public static void MapCampaigns(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        services.GetRequiredService<EntityRoutes<Placement>>().Map(routes, "Placement", PlacementExample);
        services.GetRequiredService<EntityRoutes<Campaign>>().Map(routes, "Campaign", CampaignExample);
        services.GetRequiredService<EntityRoutes<CapPolicy>>().Map(routes, "Cap", CapExample);
        services.GetRequiredService<EntityRoutes<Segment>>().Map(routes, "Segment", SegmentExample);
        services.GetRequiredService<RenderTemplate>().Map(routes);
        ListChanges.Map(routes);
    }
}
