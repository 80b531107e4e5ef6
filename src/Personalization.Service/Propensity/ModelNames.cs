using System.CommandLine;
using Personalization.Service.Hosting;

namespace Personalization.Service.Propensity;

/// <summary>The models that a command names, told from the settings that stand among them.</summary>
internal static class ModelNames
{
    internal static Argument<string[]> Argument(string description) => new("names")
    {
        Description = description,
        Arity = ArgumentArity.ZeroOrMore,
    };

    internal static string[] Of(ParseResult parsed, Argument<string[]> names) =>
        [.. (parsed.GetValue(names) ?? []).Where(word => !IsSetting(word)).Distinct(StringComparer.Ordinal)];

    internal static string[] SettingsOf(ParseResult parsed, Argument<string[]> names) =>
        ServiceOptions.Settings(parsed, (parsed.GetValue(names) ?? []).Where(IsSetting));

    private static bool IsSetting(string word) => word.StartsWith('-');
}
