using System.Text.Json;
using Personalization.Domain.Decisions;
using Personalization.Domain.Recommendations;

namespace Personalization.Domain.Campaigns;

/// <summary>The three parts of what is shown, wherever it stands: in a variant or as a placement's default.</summary>
internal readonly record struct ContentParts(JsonElement? Content, string? Template, RecommendationSlot? Recommendations);

/// <summary>What holds for content, template and recommended products of placements and variants alike.</summary>
internal static class ContentRules
{
    internal static void Check(FieldErrors errors, string at, ContentParts parts)
    {
        var prefix = at.Length == 0 ? "" : at + ".";
        if (parts.Content is { } content && content.GetRawText().Length > Limits.Content)
        {
            errors.Add(prefix + "content", $"must be at most {Limits.Content} characters of JSON.");
        }

        if (parts.Template is { } template)
        {
            CheckTemplate(errors, prefix + "template", template);
        }

        if (parts.Recommendations is { } slot)
        {
            CheckSlot(errors, prefix + "recommendations", slot);
        }
    }

    private static void CheckTemplate(FieldErrors errors, string field, string template)
    {
        errors.Text(field, template, Limits.Template);
        if (template.Length <= Limits.Template && new TemplateCompiler().Check(template) is { } fault)
        {
            errors.AddRange([new FieldError(field, fault.Message, fault.Line, fault.Column)]);
        }
    }

    private static void CheckSlot(FieldErrors errors, string field, RecommendationSlot slot)
    {
        if (slot.Limit is < 1 or > Limits.Recommendations)
        {
            errors.Add(field + ".limit", $"must be 1 to {Limits.Recommendations}.");
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
        errors.Text(field + ".filter", slot.Filter, Limits.Condition);
    }
}
