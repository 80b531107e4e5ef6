using Personalization.Conditions;
using Personalization.Domain.Events;
using Personalization.Domain.Features;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Decisions;

/// <summary>The part of the customer vocabulary that is about products, categories and the cart.</summary>
internal static class ProductWords
{
    // A hundred years; what a query may give as a feature knows no bounds.
    private const double MostHours = 876_600;

    private static readonly EventMatch Lists = new(EventKind.ProductListViewed, null);

    internal static ConditionEnvironment<DecisionSubject> AddProducts(
        this ConditionEnvironment<DecisionSubject> environment) => environment
        .Function(
            "affinity",
            [ConditionType.String],
            ConditionType.Double,
            (subject, a) => Value.Of(subject.Query.Profile.Affinity(a[0].AsString, subject.Query.Now)),
            "How much the customer has to do with a category: 1 a view, 3 an addition, 5 a purchase, "
            + "halved in 30 days.")
        .Example("affinity", "affinity(\"Shoes\") > affinity(\"Hats\")")
        .AddTouch(new Touched(
            "viewed", "looked at", profile => profile.Viewed, counts => counts.Views, counts => counts.LastViewed))
        .Example("viewed", "viewed(\"Shoes\", days(7))")
        .AddTouch(new Touched(
            "carted", "put into the cart",
            profile => profile.Carted, counts => counts.CartAdds, counts => counts.LastCarted))
        .Example("carted", "carted(\"Shoes\", hours(2))")
        .AddTouch(new Touched(
            "bought", "bought", profile => profile.Bought, counts => counts.Purchases, counts => counts.LastBought))
        .Example("bought", "bought(\"Eco Products\", days(30))")
        .Function(
            "bought_product",
            [ConditionType.String],
            ConditionType.Bool,
            (subject, a) => Value.Of(IsIn(subject.Query.Profile.Bought, a[0].AsString)),
            "Whether the customer bought a product, as far as the 50 bought last go.")
        .Example("bought_product", "!bought_product(\"sku-1\")");

    internal static ConditionEnvironment<DecisionSubject> AddCart(
        this ConditionEnvironment<DecisionSubject> environment)
    {
        // The features already say it, and are played back from the cart's journal once.
        var (items, value) = (Index("cart_items"), Index("cart_value"));
        return environment
            .Variable(
                "cart.items",
                ConditionType.Double,
                subject => Value.Of(subject.Features[items]),
                "Pieces in the open cart.")
            .Variable(
                "cart.value",
                ConditionType.Double,
                subject => Value.Of(subject.Features[value]),
                "Prices times pieces of the open cart, in the shop's currency.")
            .Variable(
                "cart.age",
                ConditionType.Duration,
                Hours("cart.age", Index("cart_age_hours")),
                "Time since the oldest thing in the open cart was added; no value for an empty one.")
            .Variable(
                "cart.idle",
                ConditionType.Duration,
                Hours("cart.idle", Index("cart_idle_hours")),
                "Time since anything was added to the open cart or removed; no value for an empty one.")
            .Variable(
                "cart.products",
                ConditionType.List(ConditionType.String),
                subject => Value.OfList([.. subject.Query.Profile.Cart().Select(line => Value.Of(line.ProductId))]),
                "The ids of the products in the open cart.")
            .Example("cart.items", "cart.items > 0 && cart.idle > minutes(30)")
            .Example("cart.products", "\"sku-1\" in cart.products");
    }

    private static Func<DecisionSubject, Value> Hours(string name, int feature)
    {
        var missing = Value.Missing(name);
        return subject => subject.Features[feature] is var hours && double.IsNaN(hours)
            ? missing
            : Value.Of(TimeSpan.FromHours(Math.Clamp(hours, 0, MostHours)));
    }

    private static int Index(string feature) => FeatureCatalogue.TryGet(feature, out var found)
        ? found.Index
        : throw new InvalidOperationException($"The feature catalogue has no '{feature}'.");

    private static ConditionEnvironment<DecisionSubject> AddTouch(
        this ConditionEnvironment<DecisionSubject> environment, Touched touched) => environment
        .Function(
            touched.Name,
            [ConditionType.String],
            ConditionType.Bool,
            (subject, a) => Value.Of(IsEver(subject.Query.Profile, touched, a[0].AsString)),
            $"Whether the customer ever {touched.What} something of a category, or a product by its id.")
        .FunctionFactory(
            touched.Name,
            [ConditionType.String, ConditionType.Duration],
            ConditionType.Bool,
            constants => constants[1] is { Kind: ValueKind.Duration } span && span.AsDuration <= TimeSpan.Zero
                ? new FunctionBinding<DecisionSubject>(Window.NoSpan, argument: 1)
                : new FunctionBinding<DecisionSubject>((subject, a) => In(subject, touched, a[0].AsString, a[1])),
            $"Whether the customer {touched.What} something of a category, or a product by its id, in a window.");

    private static bool IsEver(Profile profile, Touched touched, string what) =>
        IsIn(touched.Products(profile), what)
        || (profile.CategoryMap.TryGet(Limits.Cut(what, Limits.TextBytes) ?? "", out var counts)
            && touched.Times(counts) > 0);

    private static bool IsIn(TouchList touches, string product)
    {
        for (var i = 0; i < touches.Count; i++)
        {
            if (string.Equals(touches[i].Product, product))
            {
                return true;
            }
        }

        return false;
    }

    private static Value In(DecisionSubject subject, Touched touched, string what, Value span)
    {
        if (!Window.TryOf(span, subject.Query.Now, out var window, out var fault))
        {
            return fault;
        }

        var category = Limits.Cut(what, Limits.TextBytes);
        if (subject.Query.Profile.CategoryMap.TryGet(category ?? "", out var counts)
            && window.Holds(touched.Last(counts)))
        {
            return Value.True;
        }

        // A product; or a category at an instant in the past, after which it was touched again.
        var touches = touched.Products(subject.Query.Profile);
        for (var i = touches.Count - 1; i >= 0 && touches[i].At > window.After; i--)
        {
            ref readonly var touch = ref touches[i];
            if (touch.At <= window.Until
                && (string.Equals(touch.Product, what) || string.Equals(touch.Category, category)))
            {
                return Value.True;
            }
        }

        // A list may be looked at without any of its products.
        return Value.Of(touched.Name == "viewed"
            && History.Count(subject.Query.Profile, Lists, window, what) > 0);
    }

    /// <summary>One way to have to do with products.</summary>
    private sealed record Touched(
        string Name,
        string What,
        Func<Profile, TouchList> Products,
        Func<CategoryCounts, long> Times,
        Func<CategoryCounts, long> Last);
}
