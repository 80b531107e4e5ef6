namespace Personalization.Conditions.Tests;

public sealed class ConditionEnvironmentTests
{
    [Theory, Trait("clause", "CON-12")]
    [InlineData("plus(dyn(1), dyn(2)) == 3", true)]
    [InlineData("plus(dyn('a'), dyn('b')) == 'ab'", true)]
    [InlineData("plus(dyn(1), dyn('b')) == 1 || true", true)]
    [InlineData("plus(dyn(1), dyn('b')) == 1", false)]
    [InlineData("plus(1, 1/0) == 1", false)]
    public void Overloads_are_chosen_by_the_values_when_types_are_open(string text, bool matches) =>
        Assert.Equal(matches, Shop.Compile(text).Matches(new Shop()));

    [Fact, Trait("clause", "CON-12")]
    public void A_function_sees_its_literals_once_when_compiling()
    {
        var seen = new List<Value?>();
        var environment = new ConditionEnvironment<int>()
            .Variable("n", ConditionType.Int, n => Value.Of((long)n))
            .FunctionFactory("f", [ConditionType.String, ConditionType.Int], ConditionType.Int, constants =>
            {
                seen.AddRange(constants);
                return new FunctionBinding<int>((_, arguments) => arguments[1]);
            });
        var condition = Condition.Compile("f('a' + 'b', n)", environment).Condition!;

        Assert.Equal(Value.Of(7L), condition.Evaluate(7));
        Assert.Equal(Value.Of(8L), condition.Evaluate(8));
        Assert.Equal([Value.Of("ab"), null], seen);
    }

    [Fact]
    public void Dotted_names_of_variables_and_functions_are_one_name()
    {
        var environment = new ConditionEnvironment<int>()
            .Variable("scores.purchase", ConditionType.Double, _ => Value.Of(0.5))
            .Function("math.twice", [ConditionType.Double], ConditionType.Double, Twice);

        var condition = Condition.Compile("math.twice(scores.purchase) == 1.0", environment).Condition!;

        Assert.True(condition.Matches(0));
        Assert.Equal(["math.twice", "scores.purchase"], condition.References);

        static Value Twice(int source, ReadOnlySpan<Value> arguments) => Value.Of(arguments[0].AsDouble * 2);
    }

    [Fact]
    public void A_macro_variable_hides_a_name_of_the_host_unless_written_with_a_leading_dot()
    {
        Assert.Equal(Value.True, Shop.Evaluate("[{'city': 'x'}].all(traits, traits.city == 'x')"));
        Assert.Equal(Value.True, Shop.Evaluate("[1].all(visits, visits == 1 && .visits == 7)"));
    }

    [Fact]
    public void Names_are_checked_when_declared()
    {
        var environment = new ConditionEnvironment<int>().Variable("n", ConditionType.Int, n => Value.Of((long)n));

        Assert.Throws<ArgumentException>(() => environment.Variable("n", ConditionType.Int, _ => Value.Null));
        Assert.Throws<ArgumentException>(() => environment.Variable("1n", ConditionType.Int, _ => Value.Null));
        Assert.Throws<ArgumentException>(
            () => environment.Function("size", [], ConditionType.Int, (_, _) => Value.Null));
    }

    [Fact]
    public void An_environment_in_use_is_frozen()
    {
        var environment = new ConditionEnvironment<int>();
        Condition.Compile("1 == 1", environment);

        Assert.Throws<InvalidOperationException>(() => environment.Variable("n", ConditionType.Int, _ => Value.Null));
    }

    [Fact]
    public void Declarations_are_listed_for_documentation()
    {
        var declared = Shop.Environment().Declarations;

        Assert.Contains(declared, found => found is { Name: "features.recency_days", Kind: DeclarationKind.Variable });
        Assert.Contains(declared, found => found is { Name: "in_segment", Parameters: "(string)" });
        Assert.Contains(declared, found => found is { Name: "traits", Kind: DeclarationKind.Namespace });
    }
}
