using Personalization.Domain.Clusters;
using Personalization.Domain.Events;
using Personalization.Domain.Propensity;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Clusters;

public sealed class ClusterContestTests
{
    private static readonly ClusterOptions Three = new() { Count = 3 };
    private static readonly ClusterOptions Twelve = new() { Count = 12 };

    [Fact, Trait("clause", "CLU-9")]
    public void First_clusters_beat_equal_slices()
    {
        var rows = Rows(1);
        var found = new ClusterTrainer(new ClusterOptions()).Train(rows, before: null);

        var verdict = new ClusterContest(new ClusterOptions(), null).Judge(rows, found, champion: null);

        verdict.Promoted.ShouldBeTrue(verdict.Reason);
        verdict.Reason.ShouldStartWith("No version scored before. It beats equal slices");
        verdict.Measure.ShouldBe("silhouette");
        verdict.Customers.ShouldBe(300);
        verdict.Value!.Value.ShouldBe(found.Metadata.Report.Silhouette!.Value, 0.05);
    }

    [Fact, Trait("clause", "CLU-9")]
    public void Worse_clusters_are_refused_and_better_ones_take_over_keeping_keys()
    {
        var before = Served(Three, Rows(1));
        var rows = Rows(2);
        var worse = new ClusterTrainer(Twelve).Train(rows, before.Metadata);
        var better = new ClusterTrainer(Three).Train(rows, worse.Metadata);

        var refused = new ClusterContest(Twelve, null).Judge(rows, worse, ClusterModel.Load(before));
        var taken = new ClusterContest(Three, null).Judge(rows, better, ClusterModel.Load(worse with { Version = 2 }));

        refused.Promoted.ShouldBeFalse();
        refused.Reason.ShouldStartWith("Refused: version 1 beats it");
        refused.Comparisons[1].High.ShouldBeLessThan(0);
        taken.Promoted.ShouldBeTrue(taken.Reason);
        taken.Reason.ShouldStartWith("It beats version 2");
        better.Metadata.Clusters.Select(cluster => cluster.Key)
            .ShouldBeSubsetOf(worse.Metadata.Clusters.Select(cluster => cluster.Key));
    }

    [Fact, Trait("clause", "CLU-9")]
    public void The_same_again_is_refused_until_what_is_served_is_old()
    {
        var before = Served(Three, Rows(1));
        var again = new ClusterTrainer(Three).Train(Rows(1), before.Metadata);
        var later = again with { Metadata = again.Metadata with { Until = again.Metadata.Until.AddDays(91) } };
        var contest = new ClusterContest(Three, TimeSpan.FromDays(90));

        var soon = contest.Judge(Rows(1), again, ClusterModel.Load(before));
        var late = contest.Judge(Rows(1), later, ClusterModel.Load(before));

        soon.Promoted.ShouldBeFalse();
        soon.Reason.ShouldStartWith("Refused: no better than version 1 beyond chance");
        soon.Comparisons[1].Better.ShouldBe(0);
        late.Promoted.ShouldBeTrue();
        late.Reason.ShouldStartWith("Renewed: level with version 1");
        late.Reason.ShouldContain("of the last 91 days");
    }

    [Fact, Trait("clause", "CLU-9")]
    public void Customers_who_are_all_alike_are_refused_before_training()
    {
        var rows = new ClusterRows(Day(365));
        for (var i = 0; i < 120; i++)
        {
            var customer = CustomerKey.Known($"same-{i}");
            rows.Add(Timeline(customer, Order(customer, 100, 20)));
        }

        new ClusterTrainer(Three).Refuse(rows)!.ShouldContain("all customers are alike");
        new ClusterTrainer(Three).Refuse(Rows(1)).ShouldBeNull();
    }

    [Fact, Trait("clause", "CLU-10")]
    public void Customers_who_fall_into_clusters_as_in_training_raise_no_alert_and_others_do()
    {
        var artifact = Served(Three, Rows(1));
        var model = ClusterModel.Load(artifact);
        var reference = model.Reference(Week(model, Customers(1)));

        var calm = Check(model, reference, Customers(2));
        // Hardly any regulars are left, and those who came once spend as the regulars did.
        var moved = Check(model, reference, Customers(3, regulars: 5, spenders: 290, small: 5));

        calm.Alerts.ShouldBeEmpty();
        calm.Score!.Feature.ShouldBe("cluster");
        calm.Features.Select(drift => drift.Feature).ShouldBe(model.Inputs, ignoreOrder: true);
        moved.Alerts.Select(alert => alert.Kind).Distinct().ShouldBe(
            [AlertKind.ScoreDrift, AlertKind.FeatureDrift], ignoreOrder: true);
        moved.Alerts[0].Subject.ShouldBe("cluster");
        reference!.Score.Shares.ShouldBe(
            [.. artifact.Metadata.Clusters.Select(cluster => cluster.Share), 0], tolerance: 0.05);
    }

    private static ModelCheck Check(
        ClusterModel model, PopulationReference? reference, IEnumerable<CustomerTimeline> customers) =>
        new ModelMonitor(new MonitoringBands()).Check(
            new WatchedVersion("clusters", model.Version, reference),
            new SeenCustomers(Week(model, customers), Past: null, Orders: null),
            Day(365),
            before: null);

    private static Population Week(ClusterModel model, IEnumerable<CustomerTimeline> customers)
    {
        var week = model.Week(Day(365));
        foreach (var customer in customers)
        {
            week.Add(customer);
        }

        return week.Population();
    }

    private static ClusterArtifact Served(ClusterOptions options, ClusterRows rows) =>
        new ClusterTrainer(options).Train(rows, before: null) with { Version = 1 };

    private static ClusterRows Rows(int seed)
    {
        var rows = new ClusterRows(Day(365));
        foreach (var customer in Customers(seed))
        {
            rows.Add(customer);
        }

        return rows;
    }

    // Shuffled, so that every second customer is a sample of all.
    private static CustomerTimeline[] Customers(int seed, int regulars = 100, int spenders = 120, int small = 80)
    {
        var random = new Random(seed);
        CustomerTimeline[] all =
        [
            .. Enumerable.Range(0, regulars).Select(i => Regular(random, $"r-{seed}-{i}")),
            .. Enumerable.Range(0, spenders).Select(
                i => Once($"s-{seed}-{i}", 280 + random.Next(60), 400 + random.Next(200))),
            .. Enumerable.Range(0, small).Select(i => Once($"o-{seed}-{i}", random.Next(60), 5 + random.Next(10))),
        ];
        random.Shuffle(all);
        return all;
    }

    private static CustomerTimeline Regular(Random random, string id)
    {
        var customer = CustomerKey.Known(id);
        return Timeline(
            customer,
            [.. Enumerable.Range(0, 20).Select(
                i => Order(customer, 350 - (i * 15) - random.Next(5), 30 + random.Next(10)))]);
    }

    private static CustomerTimeline Once(string id, double day, double total)
    {
        var customer = CustomerKey.Known(id);
        return Timeline(customer, Order(customer, day, total));
    }
}
