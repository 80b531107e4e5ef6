using System.Globalization;
using HandlebarsDotNet;
using Personalization.Domain.Campaigns;

namespace Personalization.Domain.Decisions;

/// <summary>
/// The helpers that templates have besides Handlebars' own: <c>money</c>, <c>number</c>, <c>date</c> and <c>plural</c>.
/// </summary>
/// <remarks>
/// They write in the language of <c>context.locale</c>, else of the trait <c>locale</c>, else English; the option
/// <c>locale</c> overrides it. What cannot be read as a number or date is written as nothing.
/// </remarks>
internal static class TemplateFormats
{
    /// <summary>What they are called.</summary>
    internal static readonly string[] Names = ["money", "number", "date", "plural"];

    internal static void Register(IHandlebars handlebars)
    {
        handlebars.RegisterHelper("money", (_, arguments) => With(arguments, Money));
        handlebars.RegisterHelper("number", (_, arguments) => With(arguments, Number));
        handlebars.RegisterHelper("date", (_, arguments) => With(arguments, Date));
        handlebars.RegisterHelper("plural", (_, arguments) => With(arguments, Plural));
    }

    private static string With(in Arguments arguments, Func<Call, string?> write)
    {
        RenderScope.Step();
        var scope = RenderScope.Current ?? RenderScope.Default;
        var locale = Option(arguments, "locale") is { } tag ? TemplateLocale.Of(tag) : scope.Locale;
        return write(new Call(arguments.Length > 0 ? arguments[0] : null, arguments, locale, scope)) ?? "";
    }

    private static string? Money(Call call) => ToNumber(call.Value) is { } amount
        ? call.Locale.Money(amount, Option(call.Arguments, "currency") ?? call.Scope.Currency)
        : null;

    private static string? Number(Call call) => ToNumber(call.Value) is { } number
        ? call.Locale.Number(number, Math.Clamp((int)(ToNumber(Option(call.Arguments, "decimals")) ?? 0), 0, 10))
        : null;

    private static string? Date(Call call)
    {
        if (!DateTimeOffset.TryParse(
            call.Value as string, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            return null;
        }

        var zone = Option(call.Arguments, "zone") is { } name ? ScheduleClock.FindZone(name) : null;
        var local = zone is null ? at.UtcDateTime : TimeZoneInfo.ConvertTime(at, zone).DateTime;
        return call.Locale.Date(local, Option(call.Arguments, "style") == "long");
    }

    // "#" in a form stands for the count.
    private static string? Plural(Call call)
    {
        if (ToNumber(call.Value) is not { } count)
        {
            return null;
        }

        var form = Option(call.Arguments, call.Locale.Plural(count)) ?? Option(call.Arguments, "other");
        var decimals = count == Math.Truncate(count) ? 0 : 2;
        return form?.Replace("#", call.Locale.Number(count, decimals), StringComparison.Ordinal);
    }

    private static string? Option(in Arguments arguments, string name) =>
        arguments.Hash.TryGetValue(name, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    private static decimal? ToNumber(object? value) => value switch
    {
        double number when Math.Abs(number) < 1e15 => (decimal)number,
        decimal number => number,
        int number => number,
        long number => number,
        string text when decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) =>
            number,
        _ => null,
    };

    private sealed record Call(object? Value, Arguments Arguments, TemplateLocale Locale, RenderScope Scope);
}
