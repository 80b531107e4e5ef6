using Personalization.Domain.Events;
using Personalization.Domain.Propensity;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Propensity;

public sealed class ModelMonitorTests
{
    private static readonly Lazy<PropensityModel> Model = new(Train);

    [Fact, Trait("clause", "MOD-10")]
    public void Customers_as_in_training_raise_no_alert()
    {
        // Other customers of the same shop at the same time: there are no new ones later, so that everybody ages.
        var rows = Rows(PropensityTarget.Purchase, [270, .. Week(300)], [.. Shop(900, seed: 21, until: 300)]);

        var check = new ModelMonitor(new MonitoringBands()).Check(
            Model.Value, rows, Model.Value, Day(300), before: null);

        check.Customers.ShouldBeGreaterThan(700);
        check.Score!.Index.ShouldBeLessThan(new MonitoringBands().ScoreIndex);
        check.Features.Count.ShouldBe(Model.Value.Metadata.Features.Count);
        check.Past!.Deciles.Count.ShouldBe(10);
        check.Past.Quality.Auc!.Value.ShouldBeGreaterThan(0.8);
        check.Past.CalibrationError.ShouldBeLessThan(0.1);
        check.Alerts.ShouldBeEmpty();
        ModelCheck.FromJson(check.ToJson())!.ToJson().ShouldBe(check.ToJson());
    }

    [Fact, Trait("clause", "MOD-11")]
    public void Behaviour_that_changes_is_told_by_feature_score_calibration_and_decile_since_it_was_first_seen()
    {
        // In the last month everybody who is still here orders every second day.
        var drifted = Shop(900, seed: 21, until: 300).Select(customer => Timeline(
            customer.Customer,
            [.. Orders(customer), .. Enumerable.Range(0, 15).Select(i => Order(customer.Customer, 300.5 + (2 * i)))]));

        var first = Check(drifted);
        var second = new ModelMonitor(new MonitoringBands()).Check(
            Model.Value, RowsOf(drifted), Model.Value, Day(331), first with
            {
                Alerts = [.. first.Alerts.Select(alert => alert with { Since = Day(320) })],
            });

        first.Alerts.Select(alert => alert.Kind).Distinct().ShouldBe(
            [AlertKind.ScoreDrift, AlertKind.FeatureDrift, AlertKind.Calibration, AlertKind.Conversion],
            ignoreOrder: true);
        first.Alerts.ShouldAllBe(alert => alert.Value > alert.Limit && alert.Since == Day(330));
        first.Alerts.Where(alert => alert.Kind == AlertKind.FeatureDrift).Select(alert => alert.Subject)
            .ShouldContain("orders_30d");
        first.Past!.Deciles.ShouldAllBe(decile => decile.Observed > 0.99);
        second.Alerts.Count.ShouldBe(first.Alerts.Count);
        second.Alerts.ShouldAllBe(alert => alert.Since == Day(320));
    }

    [Fact, Trait("clause", "MOD-11")]
    public void A_wider_band_keeps_still_and_few_customers_are_not_judged()
    {
        var drifted = Shop(900, seed: 21, until: 300).ToArray();
        var wide =
            new MonitoringBands { FeatureIndex = 99, ScoreIndex = 99, CalibrationError = 1, ConversionRatio = 999 };

        var calm = new ModelMonitor(wide).Check(Model.Value, RowsOf(drifted), Model.Value, Day(330), before: null);
        var few = Check(drifted.Take(100));

        calm.Alerts.ShouldBeEmpty();
        calm.Features.ShouldNotBeEmpty();
        (few.Score, few.Features.Count, few.Past, few.Alerts.Count).ShouldBe((null, 0, null, 0));
    }

    [Fact, Trait("clause", "MOD-11")]
    public void What_chance_alone_may_give_widens_every_band()
    {
        var rows = Rows(PropensityTarget.Purchase, [270, .. Week(300)], [.. Shop(900, seed: 21, until: 300)]);
        var calm = new ModelMonitor(new MonitoringBands()).Check(
            Model.Value, rows, Model.Value, Day(300), before: null);
        var justBelow = new MonitoringBands
        {
            FeatureIndex = calm.Features.Max(drift => drift.Index - drift.Noise) + 1e-9,
            ScoreIndex = calm.Score!.Index * 0.999,
            CalibrationError = calm.Past!.CalibrationError * 0.999,
            ConversionRatio = 999,
        };

        var check = new ModelMonitor(justBelow).Check(Model.Value, rows, Model.Value, Day(300), before: null);

        calm.Features.ShouldContain(drift => drift.Index > justBelow.FeatureIndex);
        calm.Score.Noise.ShouldBeGreaterThan(calm.Score.Index * 0.001);
        check.Alerts.ShouldBeEmpty();
    }

    private static ModelCheck Check(IEnumerable<CustomerTimeline> customers) =>
        new ModelMonitor(new MonitoringBands()).Check(
            Model.Value, RowsOf(customers), Model.Value, Day(330), before: null);

    private static TrainingRows RowsOf(IEnumerable<CustomerTimeline> customers) =>
        Rows(PropensityTarget.Purchase, [300, .. Week(330)], [.. customers]);

    private static IEnumerable<double> Week(double day) =>
        CutOffs.Week(Day(day)).Select(at => (at.At - Day0).TotalDays);

    private static IEnumerable<StoredEvent> Orders(CustomerTimeline customer) => customer
        .InstantsOf(_ => true).Select(at => Order(customer.Customer, (at - Day0).TotalDays));

    private static PropensityModel Train()
    {
        var parameters = new TrainingParameters { StepDays = 15, Rounds = 120 };
        var cutOffs = CutOffs.Place(PropensityTarget.Purchase, parameters, Day(0), Day(300));
        var builder = new TrainingSetBuilder(PropensityTarget.Purchase, cutOffs);
        var week = new TrainingSetBuilder(PropensityTarget.Purchase, CutOffs.Week(Day(300)));
        foreach (var customer in Shop(1500, seed: 5, until: 300))
        {
            builder.Add(customer);
            week.Add(customer);
        }

        var artifact = new PropensityTrainer(PropensityTarget.Purchase, parameters).Train(builder.Rows, Day(300));
        var reference = PopulationReference.Of(PropensityModel.Load(artifact), week.Rows);
        return PropensityModel.Load(
            artifact with { Version = 1, Metadata = artifact.Metadata with { Reference = reference } });
    }
}
