using Personalization.Domain.Events;
using Personalization.Domain.Propensity;
using Shouldly;
using static Personalization.Domain.Tests.Propensity.Histories;

namespace Personalization.Domain.Tests.Propensity;

public sealed class TargetRuleTests
{
    private static readonly CustomerKey Ann = CustomerKey.Known("ann");

    private static readonly PropensityTarget Shoes = new()
    {
        Name = "shoes",
        Outcome = PropensityOutcome.Events,
        HorizonDays = 30,
        Condition = """event.name == "Order Completed" && has_category("shoes")""",
    };

    [Theory, Trait("clause", "MOD-3")]
    [InlineData("shoes", 99.9, false)]
    [InlineData("shoes", 100, true)]
    [InlineData("hats", 100, false)]
    [InlineData("shoes", 130, false)]
    public void A_custom_outcome_is_an_event_in_the_horizon_that_the_condition_holds_for(
        string category, double day, bool happened)
    {
        var rows = Rows(Shoes, [100], Timeline(Ann, View(Ann, 1), OrderOf(Ann, day, category)));

        rows.Keys.Single().HasOutcome.ShouldBe(happened);
    }

    [Theory, Trait("clause", "MOD-3")]
    [InlineData("event.total > 50.0", true)]
    [InlineData("event.total > 70.0", false)]
    [InlineData("""event.products.exists(p, p.category == "shoes" && p.price >= 60.0)""", true)]
    [InlineData("""has_product("p-shoes")""", true)]
    [InlineData("""event.category == "shoes" """, false)]
    [InlineData("""event.campaign == "spring" """, false)]
    public void Conditions_speak_of_amounts_products_and_what_is_missing_does_not_match(string condition, bool happened)
    {
        var target = Shoes with { Condition = condition };

        var rows = Rows(target, [100], Timeline(Ann, Named(Ann, 1, "Seen"), OrderOf(Ann, 110, "shoes", total: 60)));

        rows.Keys.Single().HasOutcome.ShouldBe(happened);
    }

    [Theory, Trait("clause", "MOD-3")]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void An_outcome_may_need_several_events(int atLeast, bool happened)
    {
        var rows = Rows(
            Shoes with { AtLeast = atLeast },
            [100],
            Timeline(
                Ann, View(Ann, 1), OrderOf(Ann, 110, "shoes"), OrderOf(Ann, 110, "shoes"), OrderOf(Ann, 140, "shoes")));

        rows.Keys.Single().HasOutcome.ShouldBe(happened);
    }

    [Fact, Trait("clause", "MOD-3")]
    public void Eligible_is_asked_of_the_customer_as_of_the_cut_off()
    {
        var target = Shoes with { Eligible = "features.orders_lifetime >= 2.0" };

        var rows = Rows(target, [40, 60], Timeline(Ann, Order(Ann, 10), Order(Ann, 50), OrderOf(Ann, 61, "shoes")));

        rows.Keys.ShouldBe([new RowKey(Ann, 1, HasOutcome: true) { DoneAfterDays = 1 }]);
    }

    [Fact, Trait("clause", "MOD-3")]
    public void A_target_keeps_its_conditions_when_it_is_stored()
    {
        var target = Shoes with { AtLeast = 2, Eligible = "customer.known" };
        var json = System.Text.Json.JsonSerializer.Serialize(target, PropensityJson.Default.PropensityTarget);

        System.Text.Json.JsonSerializer.Deserialize(json, PropensityJson.Default.PropensityTarget).ShouldBe(target);
        json.ShouldContain("\"outcome\":\"events\"");
    }

    public static TheoryData<PropensityTarget, string, string> Faulty => new()
    {
        { Shoes with { Condition = "event.nmae == \"x\"" }, "condition", "name" },
        { Shoes with { Condition = "event.total" }, "condition", "bool" },
        { Shoes with { Condition = null }, "condition", "required" },
        { Shoes with { Eligible = "in_segment(\"vip\")" }, "eligible", "vip" },
        { Shoes with { HorizonDays = 0 }, "horizonDays", "1 to 730" },
        { Shoes with { AtLeast = 0 }, "atLeast", "1 to 1000" },
        { Shoes with { Name = "No Spaces" }, "name", "lower-case" },
        { Shoes with { Outcome = default }, "outcome", "events" },
        { PropensityTarget.Purchase with { Condition = "true" }, "condition", "only" },
    };

    [Theory, Trait("clause", "MOD-3"), MemberData(nameof(Faulty))]
    public void What_is_wrong_with_a_target_is_said_field_by_field(PropensityTarget target, string field, string says)
    {
        TargetRule.TryCompile(target, out var rule, out var errors).ShouldBeFalse();

        rule.ShouldBeNull();
        var error = errors.ShouldHaveSingleItem();
        error.Field.ShouldBe(field);
        (error.Message + error.Expected + error.Nearest).ShouldContain(says);
        Should.Throw<ArgumentException>(() => TargetRule.Of(target)).Message.ShouldContain(field);
    }
}
