using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Clusters;
using Personalization.Service.Decisions;
using Personalization.Service.Hosting;

namespace Personalization.Service.Clusters;

/// <summary>GET /clusters and GET /clusters/{key}: the clusters that customers fall into, each as a persona.</summary>
internal sealed class ListClusters(CatalogueHolder catalogue)
{
    /// <summary>The clusters, the largest first; none before they are trained.</summary>
    internal sealed record ClusterList(int? Version, DateTimeOffset? Until, IReadOnlyList<Cluster> Items);

    /// <summary>
    /// A cluster. <c>segment</c> is what conditions name it by, <c>in_segment("cluster:c1")</c>; <c>name</c> and
    /// <c>story</c> are those of PUT /personas/{key}, or else the words found for it.
    /// </summary>
    internal sealed record Cluster(
        string Key,
        string Segment,
        string Name,
        string Story,
        bool Edited,
        int Size,
        double Share,
        IReadOnlyList<ClusterDifference> Differences,
        double X,
        double Y);

    private const string Example = """
        { "key": "c1", "segment": "cluster:c1",
          "name": "Many orders, spent much, ordered lately", "story": "612 customers, 20.4 % of those with an order.",
          "edited": false, "size": 612, "share": 0.204, "differences": [ { "feature": "orders_lifetime",
            "typical": 11.2, "overall": 2.9, "deviations": 1.71, "words": "many orders" } ], "x": 2.1, "y": -0.2 }
        """;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/clusters", List)
            .WithName("ListClusters").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("The clusters that customers fall into, each with what distinguishes it.")
            .WithExample(response: $$"""{ "version": 2, "until": "2026-01-05T08:59:12Z", "items": [ {{Example}} ] }""");
        routes.MapGet("/clusters/{key}", Get)
            .WithName("GetCluster").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("One cluster; name and story are changed with PUT /personas/{key}.")
            .WithExample(response: Example)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private Ok<ClusterList> List()
    {
        var clusters = catalogue.Source.Clusters;
        return TypedResults.Ok(new ClusterList(
            clusters?.Version,
            clusters?.Metadata.Until,
            [.. (clusters?.Metadata.Clusters ?? []).Select(Describe)]));
    }

    private Results<Ok<Cluster>, ProblemHttpResult> Get(string key) =>
        catalogue.Source.Clusters?.Metadata.Clusters.FirstOrDefault(cluster => cluster.Key == key) is { } found
            ? TypedResults.Ok(Describe(found))
            : Problem.Of(
                StatusCodes.Status404NotFound, $"There is no cluster '{key}'. GET /clusters lists what there is.");

    private Cluster Describe(CustomerCluster cluster)
    {
        var persona = catalogue.Source.Personas.FirstOrDefault(persona => persona.Key == cluster.Key);
        return new Cluster(
            cluster.Key,
            ClusterModel.SegmentPrefix + cluster.Key,
            persona?.Name ?? cluster.Name,
            persona?.Story ?? cluster.Story,
            persona is not null,
            cluster.Size,
            cluster.Share,
            cluster.Differences,
            cluster.X,
            cluster.Y);
    }
}
