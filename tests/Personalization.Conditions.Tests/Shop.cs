namespace Personalization.Conditions.Tests;

/// <summary>A small host: a customer with features, traits and a cart.</summary>
internal sealed record Shop
{
    private static readonly Value NoRecency = Value.Missing("features.recency_days");

    public double? RecencyDays { get; init; } = 12.5;

    public double Orders { get; init; } = 4;

    public long Visits { get; init; } = 7;

    public string Country { get; init; } = "DE";

    public Dictionary<string, Value> Traits { get; init; } = new(StringComparer.Ordinal)
    {
        ["city"] = Value.Of("Berlin"),
        ["first name"] = Value.Of("Ada"),
        ["age"] = Value.Of(36L),
    };

    public DateTimeOffset Now { get; init; } = new(2024, 5, 31, 12, 0, 0, TimeSpan.Zero);

    public static ConditionEnvironment<Shop> Environment()
    {
        var features = new Dictionary<string, Field<Shop>>(StringComparer.Ordinal)
        {
            ["recency_days"] = new(
                ConditionType.Double, shop => shop.RecencyDays is { } days ? Value.Of(days) : NoRecency),
            ["orders_30d"] = new(ConditionType.Double, shop => Value.Of(shop.Orders)),
        };
        return new ConditionEnvironment<Shop>()
            .Namespace("features", features)
            .OpenNamespace("traits", Trait)
            .Variable("visits", ConditionType.Int, shop => Value.Of(shop.Visits))
            .Variable("country", ConditionType.String, shop => Value.Of(shop.Country))
            .Variable("context", ConditionType.Dyn, shop => Value.OfMap(shop.Traits))
            .Variable("now", ConditionType.Timestamp, shop => Value.Of(shop.Now))
            .Function("plus", [ConditionType.Int, ConditionType.Int], ConditionType.Int,
                (_, arguments) => Value.Of(arguments[0].AsInt + arguments[1].AsInt))
            .Function("plus", [ConditionType.String, ConditionType.String], ConditionType.String,
                (_, arguments) => Value.Of(arguments[0].AsString + arguments[1].AsString))
            .FunctionFactory("in_segment", [ConditionType.String], ConditionType.Bool, Segment);
    }

    public static CompiledCondition<Shop> Compile(string text, ConditionType? expected = null)
    {
        var result = Condition.Compile(text, Environment(), expected);
        Assert.True(result.Condition is not null, $"{text}: {string.Join("; ", result.Errors)}");
        return result.Condition;
    }

    public static ConditionError Refused(string text, ConditionType? expected = null)
    {
        var result = Condition.Compile(text, Environment(), expected);
        Assert.Null(result.Condition);
        return result.Errors[0];
    }

    public static Value Evaluate(string text) => Compile(text).Evaluate(new Shop());

    private static Field<Shop>? Trait(string name)
    {
        var missing = Value.Missing($"traits.{name}");
        return new Field<Shop>(
            ConditionType.Dyn, shop => shop.Traits.TryGetValue(name, out var value) ? value : missing);
    }

    private static FunctionBinding<Shop> Segment(IReadOnlyList<Value?> constants) => constants[0]?.AsString switch
    {
        "vip" => new FunctionBinding<Shop>((shop, _) => Value.Of(shop.Orders >= 3)),
        null => new FunctionBinding<Shop>("in_segment() needs the segment's key as a literal."),
        var key => new FunctionBinding<Shop>($"There is no segment '{key}'.", nearest: "vip"),
    };
}
