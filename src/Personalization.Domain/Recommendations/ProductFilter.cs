using Personalization.Conditions;

namespace Personalization.Domain.Recommendations;

/// <summary>A compiled condition over products. Immutable, for any number of threads.</summary>
public sealed class ProductFilter
{
    private readonly CompiledCondition<Product> _condition;

    internal ProductFilter(CompiledCondition<Product> condition) => _condition = condition;

    /// <summary>The condition as written.</summary>
    public string Text => _condition.Text;

    /// <summary>Compiles, or says what is wrong with the text: then the filter is null.</summary>
    public static ProductFilter? Compile(string text, out IReadOnlyList<ConditionError> errors)
    {
        var result = Condition.Compile(text, ProductVocabulary.Environment, ConditionType.Bool);
        errors = result.Errors;
        return result.Condition is { } condition ? new ProductFilter(condition) : null;
    }

    /// <summary>
    /// Whether the condition holds for a product; one that lacks a value it asks about does not pass.
    /// </summary>
    public bool Accepts(Product product) => _condition.Matches(product);
}
