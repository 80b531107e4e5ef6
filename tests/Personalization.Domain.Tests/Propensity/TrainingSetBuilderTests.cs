using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.Propensity;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Propensity;

public sealed class TrainingSetBuilderTests
{
    private static readonly CustomerKey Ann = CustomerKey.Known("ann");
    private static readonly CustomerKey Visitor = CustomerKey.Anonymous("v-1");

    [Theory, Trait("clause", "SCO-1")]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(45)]
    public void What_happens_after_a_cut_off_never_enters_its_features(double later)
    {
        var past = new[] { View(Ann, 5), Order(Ann, 10), View(Ann, 60), Order(Ann, 61.5) };

        var without = Rows(PropensityTarget.Purchase, [100], Timeline(Ann, past));
        var with = Rows(
            PropensityTarget.Purchase,
            [100],
            Timeline(Ann, [Order(Ann, 100 + later), .. past, View(Ann, 100 + later)]));

        with[0].ToArray().ShouldBe(without[0].ToArray());
        without[0].ToArray().ShouldContain(value => value > 0);
    }

    [Fact, Trait("clause", "SCO-1")]
    public void Replaying_on_equals_starting_afresh_at_every_cut_off()
    {
        var days = Enumerable.Range(0, 40);
        var timeline = Timeline(Ann, [.. days.Select(i => i % 3 == 0 ? Order(Ann, i * 5.3) : View(Ann, i * 5.3))]);

        var replayed = Rows(PropensityTarget.Purchase, [30, 90, 150, 210], timeline);

        for (var i = 0; i < 4; i++)
        {
            var alone = Rows(PropensityTarget.Purchase, [replayed.CutOffs[i].At.Subtract(Day0).TotalDays], timeline);
            replayed[i].ToArray().ShouldBe(alone[0].ToArray());
            replayed.Keys[i].HasOutcome.ShouldBe(alone.Keys[0].HasOutcome);
        }
    }

    [Fact, Trait("clause", "SCO-1")]
    public void A_visitors_past_belongs_to_the_customer_only_from_the_event_that_joined_them()
    {
        var joined = Timeline(Ann, View(Visitor, 10), Order(Visitor, 12), Join(Ann, Visitor, 50), View(Ann, 70));

        var rows = Rows(PropensityTarget.Purchase, [40, 60], joined);

        rows.Keys.ShouldBe([new RowKey(Ann, 1, HasOutcome: false)]);
        Value(rows, 0, "orders_lifetime").ShouldBe(1);
    }

    [Fact, Trait("clause", "SCO-9")]
    public void Nothing_from_the_end_on_takes_part_even_as_an_outcome()
    {
        var events = new[] { Order(Ann, 10), Order(Ann, 50), Order(Ann, 60) };

        var until60 = CustomerTimeline.Read(Ann, events, Day(60));
        var until61 = CustomerTimeline.Read(Ann, events, Day(61));

        until60.Count.ShouldBe(2);
        var rule = TargetRule.Of(PropensityTarget.Purchase);
        rule.OutcomesOf(until60).Within(Day(55)).ShouldBeFalse();
        rule.OutcomesOf(until61).Within(Day(55)).ShouldBeTrue();
    }

    [Theory, Trait("clause", "SCO-2")]
    [InlineData(99.9, false)]
    [InlineData(100, true)]
    [InlineData(129.9, true)]
    [InlineData(130, false)]
    public void A_purchase_is_an_order_in_the_thirty_days_from_the_cut_off(double day, bool bought)
    {
        var rows = Rows(PropensityTarget.Purchase, [100], Timeline(Ann, View(Ann, 1), Order(Ann, day)));

        rows.Keys.Single().HasOutcome.ShouldBe(bought);
    }

    [Fact, Trait("clause", "SCO-2")]
    public void Purchase_is_asked_of_known_customers_seen_before_and_of_visitors_only_when_told()
    {
        var target = PropensityTarget.Purchase;
        var visitor = Timeline(Visitor, View(Visitor, 1));

        Rows(target, [100], Timeline(Ann, View(Ann, 101))).Keys.ShouldBeEmpty();
        Rows(target, [100], Timeline(Ann, View(Ann, 99))).Keys.Count.ShouldBe(1);
        Rows(target, [100], visitor).Keys.ShouldBeEmpty();
        Rows(target with { IncludesAnonymous = true }, [100], visitor).Keys.Count.ShouldBe(1);
    }

    [Theory, Trait("clause", "SCO-2")]
    [InlineData(30, 250, 1, false)]
    [InlineData(30, 289.9, 1, false)]
    [InlineData(30, 290, 1, true)]
    [InlineData(19, 250, 0, false)]
    public void Churn_is_no_order_in_ninety_days_by_somebody_who_ordered_in_the_last_180(
        double ordered, double again, int rows, bool churned)
    {
        var customer = Timeline(Ann, Order(Ann, ordered), View(Ann, 199), Order(Ann, again));

        var found = Rows(PropensityTarget.Churn, [200], customer);

        found.Keys.Select(key => key.HasOutcome).ShouldBe(Enumerable.Repeat(churned, rows));
    }

    [Fact, Trait("clause", "SCO-10")]
    public void Past_the_most_rows_the_same_whole_customers_stay_in_whatever_order_they_come()
    {
        var shop = Shop(300, seed: 7).ToArray();
        CutOff[] cutOffs = [.. new[] { 100, 150, 200 }.Select(day => new CutOff(Day(day), CutOffRole.Train))];
        var all = new TrainingSetBuilder(PropensityTarget.Purchase, cutOffs);
        var forward = new TrainingSetBuilder(PropensityTarget.Purchase, cutOffs, maximumRows: 300);
        var backward = new TrainingSetBuilder(PropensityTarget.Purchase, cutOffs, maximumRows: 300);

        Array.ForEach(shop, all.Add);
        Array.ForEach(shop, forward.Add);
        Array.ForEach([.. shop.Reverse()], backward.Add);

        var kept = forward.Rows.Keys.Select(key => key.Customer).ToHashSet();
        forward.Rows.Keys.Count.ShouldBeInRange(100, 300);
        forward.Rows.Keys.ShouldBe(all.Rows.Keys.Where(key => kept.Contains(key.Customer)));
        backward.Rows.Keys.ShouldBe(forward.Rows.Keys, ignoreOrder: true);
        forward.Rows.Share.ShouldBe(backward.Rows.Share);
        forward.Rows.Share.ShouldBeLessThan(1);
    }

    private static float Value(TrainingRows rows, int row, string feature)
    {
        FeatureCatalogue.TryGet(feature, out var definition).ShouldBeTrue();
        return rows[row][definition!.Index];
    }
}
