using Personalization.Domain.Events;
using Personalization.Domain.Propensity;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Propensity;

public sealed class ReadinessReportTests
{
    private static readonly HistorySpan Long = HistorySpan.Of(PropensityTarget.Purchase, Day(0), Day(330));

    [Fact, Trait("clause", "MOD-4")]
    public void A_log_that_suffices_is_ready_and_says_what_training_would_see()
    {
        var cutOffs = CutOffs.Place(
            PropensityTarget.Purchase, new TrainingParameters { StepDays = 30 }, Day(0), Day(330));
        var builder = new TrainingSetBuilder(PropensityTarget.Purchase, cutOffs);
        foreach (var customer in Shop(600, seed: 5, until: 330))
        {
            builder.Add(customer);
        }

        var report = ReadinessReport.Of(PropensityTarget.Purchase, Long, builder.Rows, share: 1);

        report.Ready.ShouldBeTrue();
        report.Rows.ShouldBe(builder.Rows.Keys.Count);
        report.CutOffs.Sum(cutOff => cutOff.Positives).ShouldBe(report.Positives);
        report.CustomersWith.ShouldBeInRange(200, 600);
        report.Features!.Leaks.ShouldBeEmpty();
        report.Features.Constant.ShouldContain("product_views_30d");
        report.Findings.ShouldHaveSingleItem().Severity.ShouldBe(FindingSeverity.Note);
    }

    [Fact, Trait("clause", "MOD-4")]
    public void A_history_that_is_too_short_blocks_with_what_to_do()
    {
        var span = HistorySpan.Of(PropensityTarget.Purchase, Day(0), Day(60));

        var report = ReadinessReport.Of(PropensityTarget.Purchase, span, rows: null, share: 1);

        report.Ready.ShouldBeFalse();
        var finding = report.Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(FindingSeverity.Blocking);
        finding.Message.ShouldContain("spans 60 days and 90 are needed");
        finding.ToDo.ShouldContain("Import older events");
    }

    [Theory, Trait("clause", "MOD-4")]
    [InlineData(1.0, false)]
    [InlineData(0.25, true)]
    public void Too_few_customers_block_unless_they_stand_for_enough(double share, bool ready)
    {
        var customers = Enumerable.Range(0, 60).Select(i => CustomerKey.Known($"c-{i}"))
            .Select((key, i) => i % 2 == 0 ? Timeline(key, View(key, 1), Order(key, 35)) : Timeline(key, View(key, 1)));

        var report = ReadinessReport.Of(
            PropensityTarget.Purchase, Long, Rows(PropensityTarget.Purchase, [10, 20, 30], [.. customers]), share);

        report.Ready.ShouldBe(ready);
        (report.CustomersWith, report.CustomersWithout).ShouldBe((30, 30));
        report.Findings.Count(finding => finding.Severity == FindingSeverity.Blocking).ShouldBe(ready ? 0 : 2);
        if (!ready)
        {
            report.Findings[0].Message.ShouldContain("About 30 customers have the outcome (an order within 30 days)");
        }
    }

    [Fact, Trait("clause", "MOD-5")]
    public void A_feature_that_knows_the_outcome_is_suspected_of_a_leak()
    {
        // Whoever viewed a product before buys for certain, and nobody else does.
        var customers = Enumerable.Range(0, 300).Select(i => CustomerKey.Known($"c-{i}"))
            .Select((key, i) => i % 3 == 0
                ? Timeline(key, Named(key, 1, "Seen"), View(key, 25), Order(key, 35))
                : Timeline(key, Named(key, 1, "Seen"), Named(key, 25, "Seen")));

        var rows = Rows(PropensityTarget.Purchase, [30], [.. customers]);
        var audit = FeatureAudit.Of(rows);
        var report = ReadinessReport.Of(PropensityTarget.Purchase, Long, rows, share: 1);

        audit.Leaks.Select(leak => leak.Feature).ShouldContain("product_views_7d");
        audit.Leaks[0].Auc.ShouldBe(1, tolerance: 1e-12);
        audit.Warnings()!.Count.ShouldBe(audit.Leaks.Count);
        audit.Warnings()![0].ShouldContain("alone tells outcomes apart");
        report.Ready.ShouldBeTrue();
        report.Findings.ShouldContain(finding =>
            finding.Severity == FindingSeverity.Warning && finding.Message.Contains("'product_views_7d'"));
    }

    [Fact, Trait("clause", "MOD-5")]
    public void One_outcome_only_neither_leaks_nor_trains()
    {
        var customers = Enumerable.Range(0, 300).Select(i => CustomerKey.Known($"c-{i}"))
            .Select((key, i) => Timeline(key, i % 2 == 0 ? View(key, 1) : Named(key, 1, "Seen")));
        var rows = Rows(PropensityTarget.Purchase, [30], [.. customers]);

        FeatureAudit.Of(rows).Leaks.ShouldBeEmpty();
        Readiness.RefuseRows(PropensityTarget.Purchase, rows)!.ShouldContain("0 customers had the outcome");
    }
}
