using System.Globalization;
using HandlebarsDotNet;

namespace Personalization.Domain.Decisions;

/// <summary>Why a template cannot be used, and where where that is known.</summary>
internal sealed record TemplateFault(string Message, int? Line, int? Column);

/// <summary>
/// Compiles Handlebars templates ahead of use. Values are HTML-escaped unless a template writes <c>{{{ }}}</c>.
/// </summary>
/// <remarks>
/// Templates know no partials and no helpers but Handlebars' own and <see cref="TemplateFormats"/>: they can show values, not reach anything else.
/// </remarks>
internal sealed class TemplateCompiler
{
    private const string PositionMark = "Occured at:";
    private readonly IHandlebars _handlebars = Create();

    /// <summary>Compiles; answers the fault, or null when there is none.</summary>
    internal TemplateFault? TryCompile(string text, out CompiledTemplate? compiled)
    {
        compiled = null;
        if (DefinesPartial(text))
        {
            return new TemplateFault("defines a partial ({{#* or {{#>): templates have none.", null, null);
        }

        try
        {
            using var reader = new StringReader(text);
            compiled = new CompiledTemplate(_handlebars.Compile(reader));
            return null;
        }
        catch (HandlebarsException broken)
        {
            return Describe(broken.Message);
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or FormatException)
        {
            // The library's parser lets some of its own faults through undressed.
            return new TemplateFault("is not a Handlebars template: " + broken.Message, null, null);
        }
    }

    private static IHandlebars Create()
    {
        var handlebars = Handlebars.Create();
        TemplateFormats.Register(handlebars);
        handlebars.Configuration.FormatterProviders.Add(new TemplateTruth());
        return handlebars;
    }

    // A partial may call itself, so it could run for good without a step that counts.
    private static bool DefinesPartial(string text)
    {
        for (var at = text.IndexOf("{{", StringComparison.Ordinal); at >= 0; at = text.IndexOf("{{", at + 1, StringComparison.Ordinal))
        {
            var tag = text.AsSpan(at).TrimStart("{~ \t\r\n");
            if (tag.StartsWith("#") && tag[1..].TrimStart(" \t\r\n") is ['*' or '>', ..])
            {
                return true;
            }
        }

        return false;
    }

    private static TemplateFault Describe(string message)
    {
        var mark = message.IndexOf(PositionMark, StringComparison.Ordinal);
        var what = (mark < 0 ? message : message[..mark]).Trim();
        if (mark < 0)
        {
            return new TemplateFault($"is not a Handlebars template: {what}", null, null);
        }

        var at = message.AsSpan(mark + PositionMark.Length).Trim();
        var colon = at.IndexOf(':');
        return colon > 0 && TryNumber(at[..colon], out var line) && TryNumber(at[(colon + 1)..], out var column)
            ? new TemplateFault($"is not a Handlebars template: {what}", line + 1, column)
            : new TemplateFault($"is not a Handlebars template: {what}", null, null);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
