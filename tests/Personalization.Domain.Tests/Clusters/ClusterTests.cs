using Personalization.Domain.Clusters;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.Profiles;
using Personalization.Domain.Propensity;
using Personalization.Domain.Tests.Decisions;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Clusters;

public sealed class ClusterTests
{
    private static readonly ClusterArtifact Found = new ClusterTrainer(new ClusterOptions()).Train(
        Rows(1), before: null);

    [Fact, Trait("clause", "CLU-5")]
    public void Says_of_each_cluster_how_large_it_is_and_what_distinguishes_it()
    {
        var clusters = Found.Metadata.Clusters;

        Assert.Equal(3, clusters.Count);
        Assert.Equal(["c1", "c2", "c3"], clusters.Select(cluster => cluster.Key));
        Assert.Equal(300, clusters.Sum(cluster => cluster.Size));
        Assert.Equal(1, clusters.Sum(cluster => cluster.Share), tolerance: 1e-12);
        var regulars = clusters.MaxBy(cluster => Orders(Found.Metadata, cluster))!;
        Assert.Contains("any orders", regulars.Name, StringComparison.Ordinal);
        Assert.Contains("100 customers, 33.3 %", regulars.Story, StringComparison.Ordinal);
        Assert.All(clusters, cluster => Assert.InRange(cluster.Differences.Count, 1, 6));
        Assert.InRange(Found.Metadata.Report.Silhouette!.Value, 0.5, 1);
        Assert.Equal(300, Found.Metadata.Report.Picture.Count);
    }

    [Fact, Trait("clause", "CLU-6")]
    public void Clusters_found_again_keep_their_keys_whatever_their_order()
    {
        var again = new ClusterTrainer(new ClusterOptions()).Train(
            Rows(2, regulars: 260, spenders: 60), Found.Metadata);

        Assert.Equal(Described(Found.Metadata), Described(again.Metadata));
        Assert.NotEqual(
            Found.Metadata.Clusters.Select(cluster => cluster.Key),
            again.Metadata.Clusters.Select(cluster => cluster.Key));
        Assert.Equal(4, again.Metadata.NextNumber);
    }

    [Fact, Trait("clause", "CLU-6")]
    public void A_new_cluster_takes_a_key_that_was_never_used()
    {
        var fewer = new ClusterTrainer(new ClusterOptions { Count = 2 }).Train(Rows(3), Found.Metadata);

        var again = new ClusterTrainer(new ClusterOptions { Count = 3 }).Train(Rows(4), fewer.Metadata);

        Assert.Equal(2, fewer.Metadata.Clusters.Count);
        Assert.Contains("c4", again.Metadata.Clusters.Select(cluster => cluster.Key));
        Assert.Equal(5, again.Metadata.NextNumber);
    }

    [Fact, Trait("clause", "CLU-7")]
    public void A_customers_cluster_is_a_segment_at_the_moment_of_deciding()
    {
        var model = ClusterModel.Load(Found);
        var regular = Found.Metadata.Clusters.MaxBy(cluster => Orders(Found.Metadata, cluster))!.Key;
        var catalogue = (World.Source(
            World.Campaign(
                "regulars", $"in_segment(\"cluster:{regular}\") && customer.cluster == \"{regular}\"", priority: 1),
            World.Campaign("others", $"!in_segment(\"cluster:{regular}\") && !in_segment(\"cluster:c99\")"))
            with
        {
            Clusters = model,
            Segments = [World.Segment("best", $"in_segment(\"cluster:{regular}\")"), World.Segment("a", "true")],
        }).Sound();

        var of = World.Query(ProfileOf(Regular(new Random(5), 1))) with { Now = Day(365) };
        var visitor = World.Query(ProfileOf(Timeline(CustomerKey.Known("v"), View(CustomerKey.Known("v"), 3))))
            with
        { Now = Day(365) };

        Assert.Equal("regulars", catalogue.Decide(of).Campaign);
        Assert.Equal(["a", "best", $"cluster:{regular}"], Decider.Summarise(catalogue, of).Segments);
        Assert.Equal("others", catalogue.Decide(visitor).Campaign);
        Assert.Equal(["a"], Decider.Summarise(catalogue, visitor).Segments);
    }

    [Fact, Trait("clause", "CLU-7")]
    public void Taking_a_customer_in_allocates_nothing()
    {
        var model = ClusterModel.Load(Found);
        var profile = ProfileOf(Regular(new Random(6), 1));
        var features = new double[FeatureCatalogue.NumericCount];
        FeatureCatalogue.Compute(profile, Day(365), features);
        var first = model.Assign(profile, features);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var others = 0;
        for (var i = 0; i < 100; i++)
        {
            others += model.Assign(profile, features) == first ? 0 : 1;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, others);
    }

    [Fact, Trait("clause", "CLU-5")]
    public void Clusters_are_read_back_as_stored_and_too_few_customers_refused()
    {
        var stored = ClusterMetadata.FromJson(Found.Metadata.ToJson());

        Assert.Equal(Described(Found.Metadata), Described(stored));
        Assert.Equal(Found.Metadata.Space.Scales, stored.Space.Scales);
        Assert.Contains(
            "100 are needed", new ClusterTrainer(new ClusterOptions()).Refuse(Rows(1, regulars: 10, spenders: 10)),
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => ClusterModel.Load(new ClusterArtifact(1, stored with { Clusters = [] })));
    }

    [Fact]
    public void Of_more_customers_than_there_is_room_for_every_second_is_kept()
    {
        var rows = new ClusterRows(Day(365), most: 50);
        var random = new Random(7);
        for (var i = 0; i < 130; i++)
        {
            rows.Add(Regular(random, i));
        }

        Assert.Equal(130, rows.Customers);
        Assert.InRange(rows.Count, 25, 50);
    }

    private static Dictionary<string, bool> Described(ClusterMetadata metadata) => metadata.Clusters.ToDictionary(
        cluster => cluster.Key, cluster => Orders(metadata, cluster) > 8);

    private static double Orders(ClusterMetadata metadata, CustomerCluster cluster)
    {
        var column = metadata.Space.Columns.ToList().IndexOf("orders_lifetime");
        return metadata.Space.Scales[column].Undo(cluster.Centre[column]);
    }

    private static Profile ProfileOf(CustomerTimeline timeline)
    {
        var replay = timeline.Start();
        replay.MoveTo(Day(365));
        return replay.Profile;
    }

    private static ClusterRows Rows(int seed, int regulars = 100, int spenders = 120)
    {
        var random = new Random(seed);
        var rows = new ClusterRows(Day(365));
        for (var i = 0; i < regulars; i++)
        {
            rows.Add(Regular(random, i));
        }

        for (var i = 0; i < spenders; i++)
        {
            rows.Add(Once($"s-{i}", 300 + random.Next(60), 400 + random.Next(200)));
        }

        for (var i = 0; i < (regulars < 50 ? 0 : 80); i++)
        {
            rows.Add(Once($"o-{i}", random.Next(60), 5 + random.Next(10)));
        }

        return rows;
    }

    private static CustomerTimeline Regular(Random random, int number)
    {
        var customer = CustomerKey.Known($"r-{number}");
        return Timeline(
            customer,
            [.. Enumerable.Range(0, 20).Select(
                i => Order(customer, 360 - (i * 15) - random.Next(5), 30 + random.Next(10)))]);
    }

    private static CustomerTimeline Once(string id, double day, double total)
    {
        var customer = CustomerKey.Known(id);
        return Timeline(customer, Order(customer, day, total));
    }
}
