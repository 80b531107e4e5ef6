using Personalization.Domain.Events;
using Personalization.Domain.Propensity;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Propensity;

public sealed class ReadinessTests
{
    [Fact, Trait("clause", "SCO-4")]
    public void A_history_shorter_than_three_horizons_is_refused_with_the_figures()
    {
        var refusal = Readiness.RefuseHistory(PropensityTarget.Churn, Day(0), Day(269.5));

        refusal.ShouldNotBeNull();
        refusal.ShouldContain("269.5 days");
        refusal.ShouldContain("270 are needed");
        Readiness.RefuseHistory(PropensityTarget.Churn, Day(0), Day(270)).ShouldBeNull();
        Readiness.RefuseHistory(PropensityTarget.Churn, null, Day(270)).ShouldNotBeNull();
    }

    [Theory, Trait("clause", "SCO-4")]
    [InlineData(100, 100, true)]
    [InlineData(99, 100, false)]
    [InlineData(100, 99, false)]
    public void A_hundred_customers_with_and_a_hundred_without_the_outcome_are_needed(
        int buyers, int others, bool ready)
    {
        var with = Enumerable.Range(0, buyers).Select(i => Buyer(CustomerKey.Known($"b-{i}")));
        var without = Enumerable.Range(0, others).Select(i => Looker(CustomerKey.Known($"l-{i}")));

        // Several cut-offs a customer must not count a customer several times.
        var rows = Rows(PropensityTarget.Purchase, [10, 20, 30], [.. with, .. without]);
        var refusal = Readiness.RefuseRows(PropensityTarget.Purchase, rows);

        (refusal is null).ShouldBe(ready);
        if (refusal is not null)
        {
            refusal.ShouldContain($"{buyers} customers had the outcome");
            refusal.ShouldContain($"{others} did not");
        }
    }

    private static CustomerTimeline Buyer(CustomerKey key) => Timeline(key, View(key, 1), Order(key, 35));

    private static CustomerTimeline Looker(CustomerKey key) => Timeline(key, View(key, 1));
}
