using Personalization.Conditions;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class CustomerVocabularyTests
{
    private static readonly Catalogue Plain =
        (Source() with { Segments = [Segment("vip", "true"), Segment("none", "false")] }).Sound();

    private static readonly Profile Ann = Profile(
        "ann",
        Identify(
            ("plan", TraitValue.Of("gold")),
            ("age", TraitValue.Of(42)),
            ("vip", TraitValue.Of(true)),
            ("home city", TraitValue.Of("Oslo")),
            ("address.city", TraitValue.Of("Bergen"))),
        Product(EventKind.ProductViewed, 10, "mug-1"),
        Product(EventKind.OrderCompleted, 5, "mug-1"),
        Product(EventKind.ProductViewed, 2, "mug-2"),
        Product(EventKind.ProductAdded, 1, "mug-2", quantity: 3));

    [Theory, Trait("clause", "CON-40")]
    [InlineData("customer.id == 'ann'")]
    [InlineData("customer.known")]
    [InlineData("customer.traits.plan == 'gold' && traits.plan == 'gold'")]
    [InlineData("traits.age > 40 && traits.vip")]
    [InlineData("traits['home city'] == 'Oslo' && traits.address.city == 'Bergen'")]
    [InlineData("!has(traits.nothing)")]
    [InlineData("customer.last_seen < now && now - customer.first_seen > days(9)")]
    public void Knows_the_customer(string condition) => Assert.True(Holds(condition));

    [Theory, Trait("clause", "CON-41")]
    [InlineData("features.orders_lifetime == 1")]
    [InlineData("features.recency_days > 4.0 && features.recency_days < 6.0")]
    [InlineData("features.top_category == 'mug'")]
    [InlineData("has(features.recency_days)")]
    public void Knows_the_features(string condition) => Assert.True(Holds(condition));

    [Fact, Trait("clause", "CON-41")]
    public void A_feature_without_a_value_is_missing()
    {
        var value = Evaluate("features.recency_days > 1.0", Query());

        Assert.Equal("features.recency_days", value.MissingName);
        Assert.Equal(Value.False, Evaluate("has(features.recency_days)", Query()));
    }

    [Theory, Trait("clause", "CON-42")]
    [InlineData("in_segment('vip') && !in_segment('none')")]
    [InlineData("segments == ['vip']")]
    [InlineData("'vip' in segments && !('none' in segments)")]
    public void Knows_the_segments(string condition) => Assert.True(Holds(condition));

    [Theory, Trait("clause", "CON-42")]
    [InlineData("in_segment(traits.plan)")]
    [InlineData("in_segment('not a key')")]
    [InlineData("in_segment(7)")]
    public void Only_a_written_out_key_names_a_segment(string condition) =>
        Assert.NotEmpty(Condition.Compile(condition, CustomerVocabulary.Environment, ConditionType.Bool).Errors);

    [Theory, Trait("clause", "CON-43")]
    [InlineData("context.page.path == '/shoes'")]
    [InlineData("context.page.path.startsWith('/sh') && context.device == 'mobile' && context.locale == 'de-DE'")]
    [InlineData("context.custom.weather == 'rain' && context.custom['degrees'] < 5")]
    [InlineData("context.custom.tags.exists(t, t == 'b') && size(context.custom.tags) == 2")]
    [InlineData("context.custom.degrees / 2.0 == 1.75 && context.custom.whole / 2.0 == 1.5")]
    [InlineData("!has(context.custom.nothing) && !has(context.nothing.at.all)")]
    public void Knows_the_context(string condition) => Assert.True(Evaluate(condition, Query(Ann, """
        {"page":{"path":"/shoes"},"device":"mobile","locale":"de-DE",
         "custom":{"weather":"rain","degrees":3.5,"whole":3,"tags":["a","b"]}}
        """)) == Value.True);

    [Theory, Trait("clause", "CON-44")]
    [InlineData("cart.items == 3 && cart.value == 30.0")]
    [InlineData("cart.age == days(1) && cart.age < hours(25) && cart.age > minutes(1439)")]
    [InlineData("days(1.5) == hours(36)")]
    [InlineData("affinity('mug') > affinity('hat') && affinity('hat') == 0.0")]
    [InlineData("viewed('mug-2') && !viewed('mug-9') && viewed('mug-2', days(3)) && !viewed('mug-2', days(2))")]
    [InlineData("bought('mug-1') && !bought('mug-2') && carted('mug-2', hours(30))")]
    public void Knows_products_and_the_cart(string condition) => Assert.True(Holds(condition));

    [Theory, Trait("clause", "CON-44")]
    [InlineData("cart.age > days(1)")]
    [InlineData("days(1000000) > days(1)")]
    [InlineData("scores.nothing.probability > 0.5")]
    public void What_has_no_value_is_an_error_not_a_crash(string condition) =>
        Assert.True(Evaluate(condition, Query()).IsError);

    [Theory, Trait("clause", "CON-45")]
    [InlineData("features.no_such_feature > 1.0")]
    [InlineData("scores.purchase > 0.5")]
    [InlineData("scores.purchase.probabilty > 0.5")]
    [InlineData("custommer.id == 'x'")]
    [InlineData("cart.colour == 'red'")]
    [InlineData("viewed(7)")]
    [InlineData("customer.id")]
    public void Names_and_types_are_checked_when_written(string condition) =>
        Assert.NotEmpty(Condition.Compile(condition, CustomerVocabulary.Environment, ConditionType.Bool).Errors);

    private static bool Holds(string condition) => Evaluate(condition, Query(Ann)) == Value.True;

    private static Value Evaluate(string condition, DecisionQuery query)
    {
        var compiled = Condition.Compile(condition, CustomerVocabulary.Environment, ConditionType.Bool);
        Assert.Empty(compiled.Errors);
        using var subject = new DecisionSubject(Plain, query);
        return compiled.Condition!.Evaluate(subject);
    }

    private static CustomerEvent Product(EventKind kind, double daysAgo, string product, int quantity = 1) => new()
    {
        Kind = kind,
        Name = kind.ToString(),
        At = Now.AddDays(-daysAgo),
        Products = [new ProductLine(product, product[..3], 10_0000, quantity)],
        TotalUnits = 10_0000,
        OrderId = kind == EventKind.OrderCompleted ? "o-1" : null,
        Category = product[..3],
    };
}
