using Personalization.Conditions;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using static Personalization.Domain.Tests.Decisions.Happened;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

/// <summary>What marketers ask for most, each in one line.</summary>
public sealed class ExampleConditionTests
{
    private const string EcoShoppers = "affinity(\"Eco Products\") > 2.0";

    private static readonly Catalogue Catalogue =
        (Source() with { Segments = [Segment("eco-conscious-shoppers", EcoShoppers)] }).Sound();

    /// <summary>Name, condition, and what a matching and another customer did.</summary>
    private static readonly Dictionary<string, Example> Examples = new(StringComparer.Ordinal)
    {
        ["cart abandoned for 30 minutes"] = new(
            "cart.items > 0 && cart.idle > minutes(30)",
            [Product("Product Added", Minutes(31), "p1", "Shoes")],
            [Product("Product Added", Minutes(29), "p1", "Shoes")]),
        ["viewed, added to cart and did not purchase within 48 hours"] = new(
            "sequence([\"Product Viewed\", \"Product Added\"], hours(48)) && orders(hours(48)) == 0",
            [Product("Product Viewed", Hours(47), "p1", "Shoes"), Product("Product Added", Hours(46), "p1", "Shoes")],
            [
                Product("Product Viewed", Hours(47), "p1", "Shoes"), Product("Product Added", Hours(46), "p1", "Shoes"),
                Order(Hours(40)),
            ]),
        ["birthday within 7 days"] = new(
            "days_until(traits.birthday) <= 7",
            [Identify(("birthday", TraitValue.Of("1990-03-08")))],
            [Identify(("birthday", TraitValue.Of("1990-02-28")))]),
        ["three or more visits to one category in a week without a purchase"] = new(
            "count(\"Product Viewed\", days(7), \"Shoes\") >= 3 && orders(days(7)) == 0",
            [
                Product("Product Viewed", 5, "p1", "Shoes"), Product("Product Viewed", 4, "p1", "Shoes"),
                Product("Product Viewed", 1, "p2", "Shoes"), Order(8),
            ],
            [
                Product("Product Viewed", 8, "p1", "Shoes"), Product("Product Viewed", 4, "p1", "Shoes"),
                Product("Product Viewed", 1, "p2", "Shoes"), Product("Product Viewed", 1, "h1", "Hats"),
            ]),
        ["loyalty tier reached and yearly anniversary"] = new(
            "traits.tier == \"gold\" && days_until(traits.member_since) == 0",
            [Identify(("tier", TraitValue.Of("gold")), ("member_since", TraitValue.Of("2019-03-01")))],
            [Identify(("tier", TraitValue.Of("gold")), ("member_since", TraitValue.Of("2019-03-02")))]),
        ["purchased in the last 30 days and more than three product pages in the past week"] = new(
            "orders(days(30)) > 0 && count(\"Product Viewed\", days(7)) > 3",
            [Order(29), .. Views(4, 1)],
            [Order(31), .. Views(4, 1)]),
        ["opened an e-mail in the last 7 days and viewed a product"] = new(
            "count(\"Email Opened\", days(7)) > 0 && count(\"Product Viewed\", days(7)) > 0",
            [Event("Email Opened", 6), .. Views(1, 2)],
            [Event("Email Opened", 7), .. Views(1, 2)]),
        ["abandoned the cart more than once"] = new(
            "features.abandoned_carts_90d > 1",
            [Product("Product Added", 40, "p1", "Shoes"), Product("Product Added", 20, "p1", "Shoes")],
            [Product("Product Added", 40, "p1", "Shoes"), Product("Product Added", 20, "p1", "Shoes"), Order(20)]),
        ["in segment Eco-Conscious Shoppers and recently bought in Eco Products"] = new(
            "in_segment(\"eco-conscious-shoppers\") && bought(\"Eco Products\", days(30))",
            [Order(10, "Eco Products")],
            [Order(35, "Eco Products")]),
        ["last purchase within 14 days"] = new(
            "since(\"Order Completed\") <= days(14)", [Order(13.9)], [Order(14.1)]),
        ["age, city, gender or income bracket"] = new(
            "traits.age >= 30 && traits.age < 40 && (traits.city in [\"Wien\", \"Graz\"] || traits.gender == \"f\")"
            + " && traits.income == \"high\"",
            [Identify(
                ("age", TraitValue.Of(34)), ("city", TraitValue.Of("Graz")), ("income", TraitValue.Of("high")))],
            [Identify(
                ("age", TraitValue.Of(40)), ("city", TraitValue.Of("Graz")), ("income", TraitValue.Of("high")))]),
        ["a page-visit sequence"] = new(
            "sequence([\"/pricing\", \"/plans/pro\", \"Checkout Started\"], hours(24))",
            [
                Page(Hours(20), "/pricing"), Page(Hours(19), "/"), Page(Hours(10), "/plans/pro"),
                Event("Checkout Started", Hours(1)),
            ],
            [
                Page(Hours(20), "/plans/pro"), Page(Hours(10), "/pricing"), Event("Checkout Started", Hours(1)),
            ]),
    };

    public static TheoryData<string> Names() => [.. Examples.Keys];

    [Theory, Trait("clause", "CON-47"), MemberData(nameof(Names))]
    public void Is_one_line_that_matches_whom_it_should_and_nobody_else(string name)
    {
        var (condition, matching, other) = Examples[name];

        Assert.DoesNotContain('\n', condition);
        Assert.True(Matches(condition, Profile("match", matching)));
        Assert.False(Matches(condition, Profile("other", other)));
        Assert.False(Matches(condition, Profile("new")));
    }

    [Theory, Trait("clause", "CON-47")]
    [InlineData(99, 40, true)]
    [InlineData(1, 40, false)]
    [InlineData(99, 1, false)]
    public void Churn_probability_over_70_percent_and_lifetime_value_in_the_top_fifth(
        double orders, int bought, bool expected)
    {
        // The churn model learnt from made-up rows that many orders mean much.
        var catalogue = (Source() with { Models = [Models.Learn("churn", 60)], Lifetime = Models.Lifetime() }).Sound();
        var condition = Compile("scores.churn.probability > 0.7 && scores.lifetime.percentile >= 80");
        var history = Enumerable.Range(1, bought).Select(week => Order(7 * week, price: 50));
        var query = Query(Profile("c-1", [.. history])) with
        {
            Features = new Dictionary<string, double?> { ["orders_lifetime"] = orders },
        };
        using var subject = new DecisionSubject(catalogue, query);
        using var unscored = new DecisionSubject(Catalogue, query);

        Assert.Equal(expected, condition.Matches(subject));
        Assert.False(condition.Matches(unscored));
    }

    private static bool Matches(string condition, Profile profile)
    {
        using var subject = new DecisionSubject(Catalogue, Query(profile));
        return Compile(condition).Matches(subject);
    }

    private static CompiledCondition<DecisionSubject> Compile(string condition)
    {
        var result = Condition.Compile(condition, CustomerVocabulary.Environment, ConditionType.Bool);
        Assert.Empty(result.Errors);
        return result.Condition!;
    }

    private static IEnumerable<CustomerEvent> Views(int count, double daysAgo) =>
        Enumerable.Range(0, count).Select(i => Product("Product Viewed", daysAgo, $"p{i}", "Shoes"));

    private sealed record Example(string Condition, CustomerEvent[] Matching, CustomerEvent[] Other);
}
