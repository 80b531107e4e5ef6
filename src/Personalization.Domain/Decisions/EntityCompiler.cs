using Personalization.Conditions;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Decisions;

/// <summary>Compiles the parts of an entity and takes note of what is wrong with them.</summary>
internal sealed class EntityCompiler
{
    private static readonly string[] Numbers = ["double", "int", "uint", "dyn"];
    private readonly TemplateCompiler _templates = new();

    /// <summary>
    /// Whether templates may only call what there is: so when they are written. What is stored already renders as far
    /// as it can.
    /// </summary>
    internal bool RefusesUnknownHelpers { get; init; }

    /// <summary>The condition of a field, or null when there is none or it is broken.</summary>
    internal static CompiledCondition<TSource>? Condition<TSource>(
        FieldErrors errors, string field, string? text, ConditionEnvironment<TSource> environment)
    {
        if (string.IsNullOrWhiteSpace(text) || !errors.Text(field, text, CatalogueLimits.Condition))
        {
            return null;
        }

        var result = Conditions.Condition.Compile(text, environment, ConditionType.Bool);
        foreach (var error in result.Errors)
        {
            errors.Add(field, error);
        }

        return result.Condition;
    }

    /// <summary>
    /// The expression of a field that must give a number, or null when there is none or it is broken.
    /// </summary>
    internal static CompiledCondition<TSource>? Rank<TSource>(
        FieldErrors errors, string field, string? text, ConditionEnvironment<TSource> environment)
    {
        if (string.IsNullOrWhiteSpace(text) || !errors.Text(field, text, CatalogueLimits.Condition))
        {
            return null;
        }

        var result = Conditions.Condition.Compile(text, environment);
        foreach (var error in result.Errors)
        {
            errors.Add(field, error);
        }

        if (result.Condition is { } rank && !Numbers.Contains(rank.Type.Name))
        {
            errors.Add(field, $"must give a number; this gives {rank.Type.Name}.");
        }

        return result.Condition;
    }

    /// <summary>What is shown, without the parts that are broken.</summary>
    /// <param name="at">The JSON path of the content's owner; empty for the entity itself.</param>
    internal CompiledContent Content(FieldErrors errors, string at, string variant, ContentParts parts)
    {
        var prefix = at.Length == 0 ? "" : at + ".";
        if (parts.Content is { } content && content.GetRawText().Length > CatalogueLimits.Content)
        {
            errors.Add(prefix + "content", $"must be at most {CatalogueLimits.Content} characters of JSON.");
        }

        // Cloned, so that the content outlives the document it was read from.
        return new CompiledContent(
            variant,
            parts.Content?.Clone(),
            Template(errors, prefix + "template", parts.Template),
            Slot(errors, prefix + "recommendations", parts.Recommendations))
        {
            Fallback = parts.Fallback?.Clone(),
        };
    }

    private CompiledTemplate? Template(FieldErrors errors, string field, string? text)
    {
        if (string.IsNullOrEmpty(text) || !errors.Text(field, text, CatalogueLimits.Template))
        {
            return null;
        }

        if (_templates.TryCompile(text, out var compiled) is { } fault)
        {
            Add(errors, field, fault);
        }
        else if (RefusesUnknownHelpers)
        {
            foreach (var unknown in TemplateCompiler.UnknownNames(text))
            {
                Add(errors, field, unknown);
                compiled = null;
            }
        }

        return compiled;
    }

    private static void Add(FieldErrors errors, string field, TemplateFault fault) =>
        errors.Add(new FieldError(field, fault.Message, fault.Line, fault.Column)
        {
            Found = fault.Found,
            Expected = fault.Expected,
            Nearest = fault.Nearest,
        });

    private static CompiledSlot? Slot(FieldErrors errors, string field, RecommendationSlot? slot)
    {
        if (slot is null)
        {
            return null;
        }

        if (slot.Limit is < 1 or > CatalogueLimits.Recommendations)
        {
            errors.Add(field + ".limit", $"must be 1 to {CatalogueLimits.Recommendations}.");
        }

        if (!Enum.IsDefined(slot.Strategy))
        {
            errors.Add(field + ".strategy", "must be one of the strategies' names.");
        }

        if (slot.Strategy is RecommendationStrategy.Similar or RecommendationStrategy.BoughtTogether)
        {
            errors.Required(field + ".productId", slot.ProductId, Product.MaxIdLength);
        }

        errors.Text(field + ".category", slot.Category, Product.MaxWordLength);
        var filter = Condition(errors, field + ".filter", slot.Filter, ProductVocabulary.Environment);
        return new CompiledSlot(slot, filter is null ? null : new ProductFilter(filter));
    }
}
