namespace Personalization.Testing;

/// <summary>Finds installed programs: on PATH and where Debian keeps PostgreSQL's.</summary>
internal static class Programs
{
    private static readonly string[] PostgresFolders = Directory.Exists("/usr/lib/postgresql")
        ? [.. Directory.GetDirectories("/usr/lib/postgresql")
            .OrderDescending(StringComparer.Ordinal)
            .Select(version => Path.Combine(version, "bin"))]
        : [];

    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(PostgresFolders)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    public static string Demand(string name) =>
        Find(name) ?? throw new InvalidOperationException(
            $"'{name}' is not installed; ./test.sh installs what the tests need.");
}
