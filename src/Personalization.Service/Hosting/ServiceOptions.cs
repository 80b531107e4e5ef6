using System.CommandLine;

namespace Personalization.Service.Hosting;

/// <summary>
/// What every command that runs the service takes: <c>--urls</c> and any setting as <c>--Section:Name=value</c>.
/// </summary>
internal static class ServiceOptions
{
    internal static Option<string?> Urls { get; } = new("--urls")
    {
        Description = "Addresses to listen on, separated by ';'. Default: http://127.0.0.1:8080.",
    };

    /// <summary>
    /// The settings named on the command line, as configuration arguments; anything else is bad input.
    /// </summary>
    /// <param name="parsed">The command line; what no option takes must be a setting.</param>
    /// <param name="more">Settings that an argument of any number of words has swallowed.</param>
    internal static string[] Settings(ParseResult parsed, params IEnumerable<string> more)
    {
        var settings = new List<string>();
        if (parsed.GetValue(Urls) is { } urls)
        {
            Check(urls);
            settings.Add($"--urls={urls}");
        }

        foreach (var token in parsed.UnmatchedTokens.Concat(more))
        {
            var name = token.Split('=', 2)[0];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !name.Contains(':') || name.Length == token.Length)
            {
                throw new InvalidInputException($"'{token}' is not known. A setting is written --Section:Name=value.");
            }

            settings.Add(token);
        }

        return [.. settings];
    }

    private static void Check(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                BindingAddress.Parse(url);
            }
            catch (FormatException e)
            {
                throw new InvalidInputException(
                    $"--urls: {e.Message}. Write for example {ServiceApplication.DefaultUrl}.", e);
            }
        }
    }
}
