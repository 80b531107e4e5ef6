using Personalization.Conditions;
using Personalization.Domain.Features;
using Personalization.Domain.Profiles;

namespace Personalization.Domain.Decisions;

/// <summary>The part of the customer vocabulary that is about products, categories and the cart.</summary>
internal static class ProductWords
{
    // A hundred years; what a query may give as a feature knows no bounds.
    private const double MostHours = 876_600;

    internal static ConditionEnvironment<DecisionSubject> AddProducts(
        this ConditionEnvironment<DecisionSubject> environment)
    {
        environment.Function(
            "affinity",
            [ConditionType.String],
            ConditionType.Double,
            (subject, a) => Value.Of(subject.Query.Profile.Affinity(a[0].AsString, subject.Query.Now)),
            "How much the customer has to do with a category: 1 a view, 3 an addition, 5 a purchase, halved in 30 days.");
        AddTouch(environment, "viewed", touch => touch.LastViewed, "looked at");
        AddTouch(environment, "carted", touch => touch.LastCarted, "put into the cart");
        AddTouch(environment, "bought", touch => touch.LastBought, "bought");
        return environment;
    }

    internal static ConditionEnvironment<DecisionSubject> AddCart(
        this ConditionEnvironment<DecisionSubject> environment)
    {
        // The features already say it, and are played back from the cart's journal once.
        var (items, value, age) = (Index("cart_items"), Index("cart_value"), Index("cart_age_hours"));
        var noAge = Value.Missing("cart.age");
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
                subject => subject.Features[age] is var hours && double.IsNaN(hours)
                    ? noAge
                    : Value.Of(TimeSpan.FromHours(Math.Clamp(hours, 0, MostHours))),
                "Time since the oldest thing in the open cart was added; no value for an empty one.");
    }

    private static int Index(string feature) => FeatureCatalogue.TryGet(feature, out var found)
        ? found.Index
        : throw new InvalidOperationException($"The feature catalogue has no '{feature}'.");

    private static void AddTouch(
        ConditionEnvironment<DecisionSubject> environment,
        string name,
        Func<ProductTouch, DateTimeOffset?> last,
        string what)
    {
        environment
            .Function(
                name,
                [ConditionType.String],
                ConditionType.Bool,
                (subject, a) => Value.Of(Find(subject, a[0].AsString, last) is not null),
                $"Whether the customer {what} a product, as far as the 50 products touched last go.")
            .Function(
                name,
                [ConditionType.String, ConditionType.Duration],
                ConditionType.Bool,
                (subject, a) => Value.Of(
                    Find(subject, a[0].AsString, last) is { } at && Within(at, subject.Query.Now, a[1].AsDuration)),
                $"Whether the customer {what} a product within a time.");
    }

    // A window in hours is exact: after its start, up to and including now.
    private static bool Within(DateTimeOffset at, DateTimeOffset now, TimeSpan window) =>
        now - at < window && at <= now;

    private static DateTimeOffset? Find(
        DecisionSubject subject, string product, Func<ProductTouch, DateTimeOffset?> last)
    {
        foreach (var touch in subject.RecentProducts)
        {
            if (touch.ProductId == product)
            {
                return last(touch);
            }
        }

        return null;
    }
}
