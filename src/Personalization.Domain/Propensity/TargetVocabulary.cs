using Personalization.Conditions;
using Personalization.Domain.Decisions;
using Personalization.Domain.Events;

namespace Personalization.Domain.Propensity;

/// <summary>What the conditions of a target may speak of.</summary>
public static class TargetVocabulary
{
    /// <summary>Of a future event: its name, amount, category, products and campaign.</summary>
    public static ConditionEnvironment<CustomerEvent> Events { get; } = new ConditionEnvironment<CustomerEvent>()
        .Namespace("event", Fields(), "What was sent.")
        .Function(
            "has_category", [ConditionType.String], ConditionType.Bool,
            static (e, a) => Value.Of(HasCategory(e, a[0].AsString)),
            "Whether the event or one of its products is of the category.")
        .Function(
            "has_product", [ConditionType.String], ConditionType.Bool,
            static (e, a) => Value.Of(HasProduct(e, a[0].AsString)),
            "Whether one of the event's products has the id.");

    /// <summary>
    /// Of a customer as segments have it, but without segments: a past instant has no catalogue to find them in.
    /// </summary>
    public static ConditionEnvironment<DecisionSubject> Customers { get; } =
        CustomerVocabulary.Create(new SegmentScope(new HashSet<string>()));

    private static Dictionary<string, Field<CustomerEvent>> Fields() => new(StringComparer.Ordinal)
    {
        ["name"] = new(ConditionType.String, static e => Value.Of(e.Name), "As it was sent: Order Completed."),
        ["at"] = new(ConditionType.Timestamp, static e => Value.Of(e.At), "When it happened."),
        ["total"] = new(
            ConditionType.Double, static e => Value.Of(Money.ToNumber(e.TotalUnits)),
            "The amount of an order, in the shop's currency; 0 when none was sent."),
        ["discount"] = new(
            ConditionType.Double, static e => Value.Of(Money.ToNumber(e.DiscountUnits)),
            "The discount of an order; 0 when none was sent."),
        ["category"] = new(
            ConditionType.String, Text("event.category", static e => e.Category),
            "The category of a product, list or search; for an order use has_category."),
        ["campaign"] = new(
            ConditionType.String, Text("event.campaign", static e => e.CampaignId),
            "The promotion or e-mail campaign."),
        ["products"] = new(
            ConditionType.List(ConditionType.Dyn), Products, "The products: product_id, category, price, quantity."),
    };

    private static Func<CustomerEvent, Value> Text(string name, Func<CustomerEvent, string?> read)
    {
        var missing = Value.Missing(name);
        return one => read(one) is { } text ? Value.Of(text) : missing;
    }

    private static bool HasCategory(CustomerEvent one, string category) =>
        one.Category == category || one.Products.Any(line => line.Category == category);

    private static bool HasProduct(CustomerEvent one, string product) =>
        one.Products.Any(line => line.ProductId == product);

    private static Value Products(CustomerEvent one) => Value.OfList([.. one.Products.Select(line =>
    {
        var map = new Dictionary<string, Value>(StringComparer.Ordinal)
        {
            ["product_id"] = Value.Of(line.ProductId),
            ["price"] = Value.Of(Money.ToNumber(line.PriceUnits)),
            ["quantity"] = Value.Of((long)line.Quantity),
        };
        if (line.Category is { } category)
        {
            map["category"] = Value.Of(category);
        }

        return Value.OfMap(map);
    })]);
}
