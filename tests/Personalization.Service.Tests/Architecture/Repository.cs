namespace Personalization.Service.Tests.Architecture;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find(AppContext.BaseDirectory);

    internal static IEnumerable<(string Path, string[] Lines)> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)
                && !path.Contains("/bin/", StringComparison.Ordinal))
            .Select(path => (Path.GetRelativePath(Root, path), File.ReadAllLines(path)));

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "Personalization.sln"))
            ? directory
            : Find(Path.GetDirectoryName(directory)
                ?? throw new InvalidOperationException("The tests run outside a checkout."));
}
