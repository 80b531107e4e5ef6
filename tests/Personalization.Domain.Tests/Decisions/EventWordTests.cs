using Personalization.Conditions;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;
using Personalization.Domain.Profiles;
using static Personalization.Domain.Tests.Decisions.Happened;
using static Personalization.Domain.Tests.Decisions.World;

namespace Personalization.Domain.Tests.Decisions;

public sealed class EventWordTests
{
    private static readonly Profile Bea = Profile(
        "bea",
        Product("Product Viewed", 40, "p1", "Shoes"),
        Order(5, "Shoes", 100),
        Event("Email Opened", 3),
        Event("Segment Entered", 3, "vip"),
        Product("Product Viewed", 2, "p2", "Hats"),
        Event("Product List Viewed", 1, "Bags"),
        Event("Quiz Taken", Hours(3)),
        Event("Quiz Taken", Hours(1)),
        Product("Product Added", Minutes(10), "p2", "Hats"));

    [Theory, Trait("clause", "CON-48")]
    [InlineData("count('Product Viewed', days(7)) == 1 && count('Product Viewed', days(41)) == 2")]
    [InlineData("count('Quiz Taken', hours(2)) == 1 && count('Quiz Taken', days(1)) == 2")]
    [InlineData("count('Product Added', minutes(10)) == 0 && count('Product Added', minutes(11)) == 1")]
    [InlineData("count('Product Viewed', days(7), 'Hats') == 1 && count('Product Viewed', days(7), 'Shoes') == 0")]
    [InlineData("count('Segment Entered', days(7), 'vip') == 1 && count('Segment Entered', days(7), 'new') == 0")]
    [InlineData("count('Order Completed', days(30), 'Shoes') == 1 && count('Nothing Ever', days(30)) == 0")]
    [InlineData("orders(days(7)) == 1 && orders(days(5)) == 0 && orders(hours(120)) == 0 && orders(hours(121)) == 1")]
    [InlineData("spent(days(7)) == 100.0 && spent(days(2)) == 0.0")]
    [InlineData("last('Email Opened') < last('Product Added') && last('Quiz Taken') == now - hours(1)")]
    [InlineData("since('Product Added') == minutes(10) && since('Order Completed') == days(5)")]
    [InlineData("viewed('Hats', days(7)) && viewed('Bags', days(7)) && !viewed('Shoes', days(7)) && viewed('Shoes')")]
    [InlineData("bought('Shoes', days(7)) && !bought('Hats', days(7)) && bought('p-Shoes', days(7))")]
    [InlineData("bought_product('p-Shoes') && !bought_product('p2') && carted('Hats', hours(1))")]
    [InlineData("sequence(['Email Opened', 'Product Viewed', 'Product Added'], days(7))")]
    [InlineData("!sequence(['Product Viewed', 'Email Opened'], days(7))")]
    [InlineData("sequence([traits.step == 'x' ? 'a' : 'Product Added'], days(7)) || !has(traits.step)")]
    [InlineData("cart.products == ['p2'] && cart.idle == minutes(10) && 'p2' in cart.products")]
    public void Knows_what_happened_and_when(string condition) => Assert.Equal(Value.True, Evaluate(condition));

    [Theory, Trait("clause", "CON-48")]
    [InlineData("count('Page Viewed', minutes(10)) == 2")]
    [InlineData("count('Page Viewed', days(1)) == 3 && count('Page Viewed', hours(24)) == 2")]
    [InlineData("last('Page Viewed') == now && since('Page Viewed') == minutes(0)")]
    public void What_happens_at_the_very_instant_asked_about_counts_and_what_follows_only_in_a_window_of_days(
        string condition)
    {
        var profile = Profile("ada", Page(Minutes(5), "/a"), Page(0, "/b"), Page(-Minutes(5), "/c"));

        Assert.Equal(Value.True, Evaluate(condition, profile));
    }

    [Theory, Trait("clause", "CON-48")]
    [InlineData("last('Order Refunded') < now", "last(\"Order Refunded\")")]
    [InlineData("since('Never Done') > days(1)", "since(\"Never Done\")")]
    [InlineData("cart.idle > days(1) || traits.city == 'x'", "traits.city")]
    public void What_never_happened_is_missing_by_its_name(string condition, string missing) =>
        Assert.Equal(missing, Evaluate(condition).MissingName);

    [Fact, Trait("clause", "CON-48")]
    public void What_the_newest_events_no_longer_hold_is_known_to_the_day()
    {
        CustomerEvent[] later = [.. Enumerable.Range(0, 70).Select(i => Page(1, $"/{i}"))];
        var profile = Profile("cal", [Event("Email Opened", 9.25), .. later]);

        Assert.Equal(Value.Of(1.0), Evaluate("count('Email Opened', days(10))", profile));
        Assert.Equal(Value.Of(0.0), Evaluate("count('Email Opened', hours(240))", profile));
        Assert.Equal(
            Value.Of(new DateTimeOffset(2026, 2, 20, 0, 0, 0, TimeSpan.Zero)),
            Evaluate("last('Email Opened')", profile));
    }

    [Fact, Trait("clause", "CON-44")]
    public void A_category_touched_in_a_window_of_days_stays_so_for_the_heaviest_visitor()
    {
        CustomerEvent[] later =
            [.. Enumerable.Range(0, 200).Select(i => Product("Product Viewed", Hours(1 + (i * 0.1)), $"x{i}", "Hats"))];
        var profile = Profile(
            "eve",
            [
                Product("Product Viewed", 5, "p1", "Shoes"),
                Event("Product List Viewed", 5, "Bags"),
                Product("Product Added", 5, "p1", "Shoes"),
                Order(4, "Coats", 100),
                .. later,
                .. Enumerable.Range(0, 60).Select(i => Product("Product Added", Minutes(i), $"x{i}", "Hats")),
                .. Enumerable.Range(0, 60).Select(i => Order(Minutes(i), "Hats", 1)),
            ]);
        var merged = ProfileCodec.Decode(profile.Customer, ProfileCodec.Encode(profile));

        foreach (var said in new[] { profile, merged })
        {
            Assert.Equal(Value.True, Evaluate(
                "viewed('Shoes', days(7)) && viewed('Bags', days(7)) "
                + "&& carted('Shoes', days(7)) && bought('Coats', days(7))",
                said));
            Assert.Equal(Value.False, Evaluate(
                "viewed('Shoes', days(5)) || viewed('Bags', days(5)) "
                + "|| carted('Shoes', days(5)) || bought('Coats', days(4))",
                said));
            Assert.Equal(Value.False, Evaluate("bought('Shoes', days(30)) || viewed('Coats', days(30))", said));
        }
    }

    [Fact, Trait("clause", "CON-48")]
    public void What_happens_after_the_instant_asked_about_does_not_count()
    {
        var profile = Profile(
            "dan", Order(-1), Event("Email Opened", -2), Product("Product Viewed", -3, "p1", "Shoes"));

        Assert.True(Evaluate("last('Order Completed')", profile).IsError);
        Assert.Equal(
            Value.Of(0.0), Evaluate("orders(days(7)) + orders(hours(9)) + count('Email Opened', days(7))", profile));
        Assert.Equal(
            Value.False, Evaluate("viewed('Shoes', days(7)) || sequence(['Order Completed'], days(7))", profile));
    }

    [Theory, Trait("clause", "CON-52")]
    [InlineData(
        "features.orders_365d > 0 && traits.city != 'x' && context.device == 'm' && customer.id == 'bea' "
        + "&& now > last('Quiz Taken')")]
    [InlineData("orders(days(30)) > 0 && count('Product Viewed', days(7), 'Hats') > 0 && bought('Shoes', days(7)) && "
        + "sequence(['Email Opened', 'Product Added'], days(7)) && since('Quiz Taken') < hours(2)")]
    public void Five_terms_allocate_nothing(string text)
    {
        Profile profile = Profile("bea", Identify(("city", TraitValue.Of("Wien"))));
        profile = Personalization.Domain.Profiles.Profile.Merge(profile, Bea);
        var condition = Condition.Compile(text, CustomerVocabulary.Environment, ConditionType.Bool).Condition!;
        using var subject = new DecisionSubject(Catalogue.Empty, Query(profile, """{"device":"m"}"""));
        Assert.True(condition.Matches(subject));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _ = condition.Matches(subject);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory, Trait("clause", "CON-49")]
    [InlineData("2026-03-01", 0)]
    [InlineData("1999-03-02", 1)]
    [InlineData("03-08", 7)]
    [InlineData("--12-31", 305)]
    [InlineData("1990-02-28T23:00:00Z", 364)]
    [InlineData("2000-02-29", 364)]
    [InlineData("02-29", 364)]
    [InlineData("19900304", 3)]
    public void Days_until_a_date_comes_round_again(string date, int days) =>
        Assert.Equal(Value.Of((double)days), Evaluate($"days_until('{date}')"));

    [Theory, Trait("clause", "CON-49")]
    [InlineData("2024-02-28T12:00:00Z", 1)]
    [InlineData("2024-02-29T12:00:00Z", 0)]
    [InlineData("2025-02-28T12:00:00Z", 0)]
    [InlineData("2023-03-01T00:00:00Z", 365)]
    [InlineData("2025-03-01T00:00:00Z", 364)]
    public void The_29th_of_February_is_the_28th_in_other_years(string now, int days)
    {
        var at = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);

        var left = Evaluate("days_until(timestamp('1996-02-29T00:00:00Z'))", Bea, at);

        Assert.Equal(Value.Of((double)days), left);
        Assert.Equal(left, Evaluate("days_until('1996-02-29')", Bea, at));
    }

    [Theory, Trait("clause", "CON-49")]
    [InlineData("days_until('soon')")]
    [InlineData("days_until('2026-13-01')")]
    [InlineData("days_until('02-30')")]
    [InlineData("days_until('')")]
    public void What_is_no_date_is_an_error(string condition) =>
        Assert.Contains("is not a date", Evaluate(condition).ErrorMessage, StringComparison.Ordinal);

    [Theory, Trait("clause", "CON-50")]
    [InlineData("event.properties.total > 5", "'event' is the event that set off a trigger", null, 1)]
    [InlineData("count('order completed', days(7)) > 1", "There is no event 'order completed'.", "Order Completed", 7)]
    [InlineData("since('Email Open') > days(7)", "There is no event 'Email Open'.", "Email Opened", 7)]
    [InlineData("sequence(['Product_Viewed'], days(7))", "There is no event 'Product_Viewed'.", "Product Viewed", 10)]
    [InlineData("sequence([], days(7))", "sequence() takes a list of 1 to 16 events.", null, 10)]
    [InlineData("count('Product Viewed', days(365)) > 1", "This is kept for 100 days", null, 25)]
    [InlineData("orders(days(401)) > 1", "This is kept for 400 days", null, 8)]
    [InlineData("spent(hours(48)) > 1", "spent() counts whole days", null, 7)]
    [InlineData("orders(days(0)) > 1", "A window must be longer than nothing", null, 8)]
    [InlineData("viewed('Shoes', hours(-1))", "A window must be longer than nothing", null, 17)]
    [InlineData("customer.trait.city == 'x'", "'customer' has no field 'trait'.", "traits", 10)]
    [InlineData("custommer.id == 'x'", "There is no 'custommer'.", "customer", 1)]
    [InlineData("cart.itms > 3", "'cart' has no field 'itms'.", "items", 6)]
    [InlineData("order(days(3)) > 1", "There is no function 'order'.", "orders", 1)]
    [InlineData("count('x') > 1", "count() takes 2 arguments or 3 arguments, found 1 argument.", null, 1)]
    public void A_mistake_is_refused_with_its_place_and_the_nearest_known_name(
        string condition, string message, string? nearest, int column)
    {
        var error = Condition.Compile(condition, CustomerVocabulary.Environment, ConditionType.Bool).Errors[0];

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((nearest, 1, column), (error.Nearest, error.Line, error.Column));
    }

    [Fact, Trait("clause", "CON-51")]
    public void Every_example_of_the_vocabulary_is_a_condition()
    {
        var examples = CustomerVocabulary.Environment.Declarations
            .Select(declared => declared.Example).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();

        Assert.InRange(examples.Length, 25, 60);
        Assert.All(examples, example => Assert.Empty(
            Condition.Compile(example, CustomerVocabulary.Environment, ConditionType.Bool).Errors));
    }

    [Fact, Trait("clause", "CON-51")]
    public void Every_function_has_an_example() => Assert.All(
        CustomerVocabulary.Environment.Declarations.Where(declared => declared.Kind == DeclarationKind.Function),
        declared => Assert.Contains(declared.Name + "(", declared.Example, StringComparison.Ordinal));

    [Fact, Trait("clause", "CON-48")]
    public void The_vocabulary_lists_every_name_with_a_kind_of_its_own()
    {
        Assert.All(EventVocabulary.Names, name => Assert.NotEqual(EventKind.Other, EventVocabulary.KindOf(name)));
        Assert.Equal(
            EventVocabulary.KindCount - 4, EventVocabulary.Names.Select(EventVocabulary.KindOf).Distinct().Count());
    }

    private static Value Evaluate(string condition, Profile? profile = null, DateTimeOffset? now = null)
    {
        var compiled = Condition.Compile(condition, CustomerVocabulary.Environment);
        Assert.Empty(compiled.Errors);
        using var subject = new DecisionSubject(Catalogue.Empty, Query(profile ?? Bea) with { Now = now ?? Now });
        return compiled.Condition!.Evaluate(subject);
    }
}
