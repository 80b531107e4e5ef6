using Personalization.Service.Tests.Architecture;

namespace Personalization.Service.Tests.Support;

/// <summary>A test on a public data set: skipped, saying so, where the file is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute(string file)
    {
        if (!File.Exists(PathOf(file)))
        {
            Skip = $"{file} is neither in ../shared/data beside the repository nor in PERSONALIZATION_DATA.";
        }
    }

    /// <summary>
    /// Where the public data sets are: PERSONALIZATION_DATA, or ../shared/data beside the repository.
    /// </summary>
    internal static string PathOf(string file) =>
        Environment.GetEnvironmentVariable("PERSONALIZATION_DATA") is { Length: > 0 } directory
            ? Path.Combine(directory, file)
            : Path.Combine(Repository.Root, "..", "shared", "data", file);
}
