using Personalization.Domain.Events;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Profiles;
using Personalization.Domain.Propensity;
using Personalization.Domain.Tests.Decisions;
using Personalization.Learning.Lifetime;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.LifetimeValue;

public sealed class LifetimeModelTests
{
    private static readonly CustomerKey Customer = CustomerKey.Known("c");

    private static readonly LifetimeMetadata Metadata = new()
    {
        Until = Day(0),
        HorizonDays = 90,
        YearlyDiscount = 0,
        Orders = new BetaGeometric(0.8, 6, 0.9, 3),
        Values = new GammaGamma(6, 4, 15),
        MeanValue = 30,
        ValueQuantiles = [0, 10, 50, 200, 1000],
        Serves = LifetimeMethod.Probability,
        Report = new LifetimeReport(0, 0, 0, 0, "", null),
    };

    private static readonly LifetimeModel Model = LifetimeModel.Load(new LifetimeArtifact(1, Metadata, []));

    [Fact, Trait("clause", "CLV-5")]
    public void Reads_orders_from_the_profile_a_day_at_a_time()
    {
        var profile = Profile(
            Order(Customer, 0.1, 10), Order(Customer, 14.2, 20), Order(Customer, 14.9, 30), Order(Customer, 70, 40));

        Assert.True(OrderRecord.TryRead(profile, Day(105.5), out var record));

        Assert.Equal(new OrderHistory(2, 10, 15), record.History);
        Assert.Equal(100.0 / 3, record.MeanValue, tolerance: 1e-9);
        Assert.False(OrderRecord.TryRead(Profile(View(Customer, 3)), Day(9), out _));
    }

    [Fact, Trait("clause", "CLV-5")]
    public void Scores_are_what_the_models_say_of_the_profile()
    {
        var profile = Profile(Order(Customer, 0, 10), Order(Customer, 14, 20), Order(Customer, 70, 60));
        var history = new OrderHistory(2, 10, 15);

        Assert.True(Model.TryScore(profile, Day(105), [], out var score));

        var worth = Metadata.Values!.MeanValue(3, 30);
        Assert.Equal(Metadata.Orders.Orders(history, 90 / 7.0), score.Orders90Days, tolerance: 1e-12);
        Assert.Equal(Metadata.Orders.Orders(history, 365 / 7.0), score.Orders365Days, tolerance: 1e-12);
        Assert.Equal(worth * score.Orders90Days, score.Value90Days, tolerance: 1e-9);
        Assert.Equal(worth * score.Orders365Days, score.Value365Days, tolerance: 1e-9);
        Assert.Equal(Metadata.Orders.Alive(history), score.Alive, tolerance: 1e-12);
        Assert.Equal(7 * (6 + 15) / 2.8, score.DaysBetweenOrders, tolerance: 1e-9);
        Assert.Equal(7 * Metadata.Orders.TimeToNext(history), score.NextOrderDays, tolerance: 1e-9);
        Assert.InRange(score.Percentile, 50, 75);
    }

    [Fact, Trait("clause", "CLV-5")]
    public void Scoring_allocates_nothing()
    {
        var profile = Profile(Order(Customer, 0, 10), Order(Customer, 14, 20), Order(Customer, 70, 60));
        Model.TryScore(profile, Day(105), [], out _);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            Model.TryScore(profile, Day(105 + i), [], out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Money_that_comes_later_is_worth_less_when_discounted()
    {
        var profile = Profile(Order(Customer, 0, 10), Order(Customer, 14, 20));
        var discounting = LifetimeModel.Load(new LifetimeArtifact(1, Metadata with { YearlyDiscount = 0.2 }, []));

        Model.TryScore(profile, Day(30), [], out var plain);
        discounting.TryScore(profile, Day(30), [], out var discounted);

        Assert.Equal(plain.Orders365Days, discounted.Orders365Days);
        Assert.InRange(discounted.Value365Days / plain.Value365Days, 1 / 1.2, 0.99);
    }

    [Theory, Trait("clause", "CLV-6")]
    [InlineData("scores.lifetime.percentile >= 80", 30, true)]
    [InlineData("scores.lifetime.percentile >= 80", 1, false)]
    [InlineData("scores.lifetime.value_365d > 100.0 && scores.lifetime.value_90d > 30.0", 30, true)]
    [InlineData("scores.lifetime.orders_90d > 1.0 && scores.lifetime.orders_365d > 2.0", 30, true)]
    [InlineData("scores.lifetime.alive > 0.5 && scores.lifetime.next_order_days < 60.0", 30, true)]
    [InlineData("scores.lifetime.days_between_orders < 40.0", 1, false)]
    [InlineData("has(scores.lifetime.alive)", 0, false)]
    public void Conditions_speak_of_lifetime_value(string condition, int orders, bool holds)
    {
        var catalogue = (World.Source(World.Campaign("c", condition)) with { Lifetime = Model }).Sound();
        var profile = Profile(
            [View(Customer, 0), .. Enumerable.Range(0, orders).Select(i => Order(Customer, 400 - (i * 7), 50))]);

        var decision = catalogue.Decide(World.Query(profile) with { Now = Day(405) });

        Assert.Equal(holds ? "c" : null, decision.Campaign);
    }

    [Fact, Trait("clause", "CLV-6")]
    public void Without_a_model_there_is_no_lifetime_value_and_no_other_name()
    {
        var query = World.Query(Profile(Order(Customer, 0))) with { Now = Day(5) };
        var source = World.Source(World.Campaign("c", "has(scores.lifetime.alive)"));

        Assert.Null(source.Sound().Decide(query).Campaign);
        Assert.False(TargetRule.TryCompile(PropensityTarget.Purchase with { Name = "lifetime" }, out _, out _));
    }

    [Fact, Trait("clause", "CLV-6")]
    public void Templates_show_lifetime_value()
    {
        var source = World.Source(World.Campaign("c", variants:
            [new() { Key = "a", Template = "{{#if scores.lifetime}}alive {{scores.lifetime.alive}}{{/if}}" }]));
        var query = World.Query(Profile(Order(Customer, 0))) with { Now = Day(5) };

        Assert.Equal("alive 1", (source with { Lifetime = Model }).Sound().Decide(query).Html);
        Assert.Equal("", source.Sound().Decide(query).Html);
    }

    [Fact]
    public void Is_read_back_as_it_was_stored()
    {
        var stored = LifetimeMetadata.FromJson(Metadata.ToJson());

        Assert.Equal(Metadata.Orders, stored.Orders);
        Assert.Equal(Metadata.Values, stored.Values);
        Assert.Equal(Metadata.ValueQuantiles, stored.ValueQuantiles);
        Assert.Equal(Metadata.Report, stored.Report);
    }

    private static Profile Profile(params StoredEvent[] events)
    {
        var profile = new Profile(Customer);
        foreach (var stored in events)
        {
            profile.Apply(CustomerEvent.Read(stored));
        }

        return profile;
    }
}
