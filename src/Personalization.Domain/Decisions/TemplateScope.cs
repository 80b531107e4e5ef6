using System.Text.Json;
using Personalization.Domain.Campaigns;
using Personalization.Domain.Events;

namespace Personalization.Domain.Decisions;

/// <summary>Finds the language and currency of a rendering, and renders templates that are not stored.</summary>
public static class TemplateScope
{
    /// <summary>What a template would show a customer: the HTML, or why there is none.</summary>
    /// <param name="catalogue">What scores, segments and recommendations come from.</param>
    /// <param name="query">Who, when and where.</param>
    /// <param name="template">A Handlebars template.</param>
    /// <param name="content">What the template sees as <c>content</c>.</param>
    public static RenderedTemplate Render(
        Catalogue catalogue, DecisionQuery query, string template, JsonElement? content)
    {
        var errors = new FieldErrors();
        var compiled = new EntityCompiler { RefusesUnknownHelpers = true }.Content(
            errors, at: "", variant: "", new ContentParts(content, template, null));
        if (compiled.Template is null)
        {
            return new RenderedTemplate(errors.All.Count == 0 ? "" : null, null, errors.All);
        }

        using var subject = new DecisionSubject(catalogue, query);
        var showing = new Showing(subject, compiled, "preview", tracking: null);
        var html = compiled.Template.Render(TemplateData.Of(subject, showing), Of(subject), out var fault);
        return new RenderedTemplate(html, fault, errors.All);
    }

    internal static RenderScope Of(DecisionSubject subject) =>
        new(TemplateLocale.Of(Told(subject, "locale")), Told(subject, "currency"));

    // What the page says goes before what is known of the customer.
    private static string? Told(DecisionSubject subject, string name)
    {
        if (subject.Query.Context.Raw is { ValueKind: JsonValueKind.Object } context
            && context.TryGetProperty(name, out var told) && told.ValueKind == JsonValueKind.String)
        {
            return told.ToString();
        }

        return subject.Query.Profile.TryGetTrait(name, out var trait) && trait.Kind == TraitKind.Text
            ? trait.Text
            : null;
    }
}

/// <summary>A rendered template.</summary>
/// <param name="Html">Null when it could not be rendered.</param>
/// <param name="Fault">What failed while rendering.</param>
/// <param name="Errors">What is wrong with its text.</param>
public sealed record RenderedTemplate(string? Html, string? Fault, IReadOnlyList<FieldError> Errors);
