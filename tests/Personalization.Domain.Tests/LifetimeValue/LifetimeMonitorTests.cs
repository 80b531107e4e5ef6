using Personalization.Domain.Events;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.LifetimeValue;

/// <summary>The lifetime model of day 300, looked at on day 330.</summary>
public sealed class LifetimeMonitorTests
{
    private static readonly Lazy<LifetimeModel> Model = new(Train);

    [Fact, Trait("clause", "CLV-10")]
    public void Customers_as_in_training_raise_no_alert_and_orders_come_as_expected()
    {
        var check = Check(Regulars(seed: 12));

        check.Alerts.ShouldBeEmpty();
        check.Score!.Feature.ShouldBe("value_365d");
        check.Features.Select(drift => drift.Feature).ShouldBe(
            ["recency_days", "orders_lifetime", "days_between_orders_mean", "average_order_value"], ignoreOrder: true);
        check.Past.ShouldBeNull();
        var orders = check.Orders!;
        (orders.At, orders.Days, orders.Version).ShouldBe((Day(300), 30.0, 1));
        orders.Deciles.Count.ShouldBe(10);
        orders.Customers.ShouldBe(900);
        (orders.Observed / orders.Expected).ShouldBe(1, 0.1);
        orders.Error.ShouldBeLessThan(0.2);
        ModelCheck.FromJson(check.ToJson())!.ToJson().ShouldBe(check.ToJson());
    }

    [Fact, Trait("clause", "CLV-10")]
    public void A_month_of_many_dear_orders_is_told_by_inputs_values_and_orders()
    {
        var check = Check(Regulars(seed: 12).Select(customer => Timeline(
            customer.Customer,
            [.. Orders(customer), .. Enumerable.Range(0, 15).Select(
                i => Order(customer.Customer, 300.5 + (2 * i), 100))])));

        check.Alerts.Select(alert => alert.Kind).Distinct().ShouldBe(
            [AlertKind.ScoreDrift, AlertKind.FeatureDrift, AlertKind.Calibration, AlertKind.Conversion],
            ignoreOrder: true);
        check.Alerts.ShouldAllBe(alert => alert.Model == "lifetime" && alert.Value > alert.Limit);
        check.Alerts.Single(alert => alert.Kind == AlertKind.ScoreDrift).Subject.ShouldBe("value_365d");
        check.Alerts.Single(alert => alert.Kind == AlertKind.Calibration).Subject.ShouldBe("orders");
        check.Orders!.Deciles.ShouldAllBe(decile => decile.Observed > 14);
    }

    [Fact, Trait("clause", "CLV-10")]
    public void A_month_without_orders_is_told_though_values_hardly_move()
    {
        var check = Check(Regulars(seed: 12).Select(customer => Timeline(
            customer.Customer, [.. Orders(customer).Where(order => order.At < Day(300))])));

        check.Alerts.Select(alert => alert.Subject).ShouldContain("recency_days");
        var off = check.Alerts.Single(alert => alert.Kind == AlertKind.Calibration);
        off.Message.ShouldContain(", 0 orders came where ");
        off.Value.ShouldBe(1, 1e-9);
        check.Alerts.ShouldContain(alert => alert.Kind == AlertKind.Conversion);
    }

    [Fact, Trait("clause", "CLV-10")]
    public void Few_customers_are_not_judged()
    {
        var check = Check(Regulars(seed: 12).Take(100));

        (check.Score, check.Features.Count, check.Orders, check.Alerts.Count).ShouldBe((null, 0, null, 0));
    }

    [Fact]
    public void Deciles_hold_equal_parts_by_what_was_expected()
    {
        double[] expected = [3, 1, 2, 9, 8, 7, 6, 5, 4, 10, 11];
        double[] observed = [0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 4];

        var deciles = AmountDeciles.Of(expected, observed);
        var errors = AmountDeciles.StandardErrors(
            [.. Enumerable.Repeat(4.0, 40)], [.. Enumerable.Range(0, 40).Select(i => i % 4 * 10.0)]);
        var quiet = AmountDeciles.StandardErrors([4, 0.25], [0, 0]);

        deciles.Count.ShouldBe(10);
        deciles.Sum(decile => decile.Customers).ShouldBe(11);
        deciles[0].ShouldBe(new DecileOutcome(1, 1, 11, 4));
        deciles[9].ShouldBe(new DecileOutcome(10, 2, 1.5, 0));
        // Of 0, 10, 20 and 30 the variance is 500 / 3; of counts around 4 it is 4.
        errors.ShouldAllBe(error => Math.Abs(error - Math.Sqrt(500 / 3.0 / 4)) < 1e-9);
        quiet.ShouldBe([2, 0.5]);
    }

    private static ModelCheck Check(IEnumerable<CustomerTimeline> customers)
    {
        var model = Model.Value;
        var week = model.Week(Day(330));
        var orders = new ForetoldOrders(model.Version, model.Metadata.Orders, Day(300), Day(330));
        foreach (var customer in customers)
        {
            week.Add(customer);
            orders.Add(customer);
        }

        return new ModelMonitor(new MonitoringBands()).Check(
            new WatchedVersion("lifetime", model.Version, model.Metadata.Reference),
            new SeenCustomers(week.Population(), Past: null, orders.Result()),
            Day(330),
            before: null);
    }

    private static LifetimeModel Train()
    {
        var options = new LifetimeOptions { TryTrees = false };
        var rows = new LifetimeRows(LifetimeTrainer.CutOffs(options, Day(0), Day(300)), options.HorizonDays, Day(300));
        var customers = Regulars(seed: 11).ToArray();
        foreach (var customer in customers)
        {
            rows.Add(customer);
        }

        var artifact = new LifetimeTrainer(options).Train(rows);
        var week = LifetimeModel.Load(artifact).Week(Day(300));
        foreach (var customer in customers)
        {
            week.Add(customer);
        }

        var reference = LifetimeModel.Load(artifact).Reference(week.Population());
        return LifetimeModel.Load(
            artifact with { Version = 1, Metadata = artifact.Metadata with { Reference = reference } });
    }

    // Everybody goes on at a pace of their own: no drift but age.
    private static IEnumerable<CustomerTimeline> Regulars(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 900; i++)
        {
            var customer = CustomerKey.Known($"r-{seed}-{i}");
            var gap = 15 + (60 * random.NextDouble());
            var events = new List<StoredEvent>();
            for (var day = random.NextDouble() * 100; day < 330; day -= Math.Log(1 - random.NextDouble()) * gap)
            {
                events.Add(Order(customer, day, 20 + random.Next(30)));
            }

            yield return Timeline(customer, [.. events]);
        }
    }

    private static IEnumerable<StoredEvent> Orders(CustomerTimeline customer) => customer
        .InstantsOf(_ => true).Select(at => Order(customer.Customer, (at - Day0).TotalDays));
}
