using System.Globalization;
using HandlebarsDotNet;
using Personalization.Conditions.Checking;

namespace Personalization.Domain.Decisions;

/// <summary>Why a template cannot be used, and where where that is known; lines and columns from 1.</summary>
internal sealed record TemplateFault(string Message, int? Line, int? Column)
{
    /// <summary>The name that is not known.</summary>
    internal string? Found { get; init; }

    /// <summary>The names that could stand there.</summary>
    internal string? Expected { get; init; }

    /// <summary>Of those the one that was probably meant.</summary>
    internal string? Nearest { get; init; }
}

/// <summary>
/// Compiles Handlebars templates ahead of use. Values are HTML-escaped unless a template writes <c>{{{ }}}</c>.
/// </summary>
/// <remarks>
/// Templates know no partials and no helpers but Handlebars' own and <see cref="TemplateFormats"/>: they can show
/// values, not reach anything else.
/// </remarks>
internal sealed class TemplateCompiler
{
    private const string PositionMark = "Occured at:";
    private static readonly string[] Blocks = ["if", "unless", "each", "with"];
    private static readonly string[] Helpers = [.. TemplateFormats.Names, "lookup"];
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

    /// <summary>
    /// The helpers and partials that a template calls and that there are not. Compiling does not look for them: the
    /// library does so when it renders.
    /// </summary>
    internal static IEnumerable<TemplateFault> UnknownNames(string text)
    {
        foreach (var call in TemplateCalls.Of(text))
        {
            var known = call.Kind == TemplateCallKind.Block ? Blocks : Helpers;
            if (call.Kind == TemplateCallKind.Partial)
            {
                yield return At(text, call, $"asks for the partial '{call.Name}': templates have none.");
            }
            else if (!known.Contains(call.Name))
            {
                var nearest = Nearest.Of(call.Name, known);
                var meant = nearest is null ? "" : $" Did you mean '{nearest}'?";
                var what = call.Kind == TemplateCallKind.Block ? "block helper" : "helper";
                yield return At(text, call, $"calls the {what} '{call.Name}', which there is not.{meant}") with
                {
                    Expected = "one of " + string.Join(", ", known),
                    Nearest = nearest,
                };
            }
        }
    }

    private static TemplateFault At(string text, TemplateCall call, string message)
    {
        var before = text.AsSpan(0, call.At);
        return new TemplateFault(message, before.Count('\n') + 1, call.At - before.LastIndexOf('\n'))
        {
            Found = call.Name,
        };
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
        for (var at = text.IndexOf("{{", StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf("{{", at + 1, StringComparison.Ordinal))
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
