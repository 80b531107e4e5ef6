using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Features;
using Personalization.Service.Hosting;

namespace Personalization.Service.Customers;

/// <summary>GET /features: what every feature is.</summary>
internal static class ListFeatures
{
    /// <summary>A feature's definition.</summary>
    /// <param name="Type">count, number, money, rate, days, text or flag.</param>
    /// <param name="Window">
    /// 30d: the last 30 UTC days, today included; lifetime: everything; null: the state at the time.
    /// </param>
    internal sealed record Item(string Name, string Type, string Unit, string? Window, string Description);

    internal sealed record Answer(IReadOnlyList<Item> Items);

    private static readonly Answer All = new([.. FeatureCatalogue.All.Select(feature => new Item(
        feature.Name, feature.Type.ToString().ToLowerInvariant(), feature.Unit, feature.Window, feature.Description))]);

    internal static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/features", Ok<Answer> () => TypedResults.Ok(All))
        .WithName("ListFeatures").WithTags(Audience.Marketing)
        .WithSummary("Every feature with its type, unit, window and meaning.")
        .WithExample("""
            {"items":[{"name":"orders_30d","type":"count","unit":"orders","window":"30d","description":"Orders."}]}
            """)
        .RequireScope(Scope.Decide);
}
