namespace Personalization.Learning.Tests.Support;

/// <summary>Finds files that lie beside the tests or beside the repository.</summary>
internal static class Repository
{
    public static string? Root { get; } = FindRoot();

    /// <summary>Where the public data sets are: PERSONALIZATION_DATA, or ../shared/data beside the
    /// repository.</summary>
    public static string? Data(string file)
    {
        var folder = Environment.GetEnvironmentVariable("PERSONALIZATION_DATA");
        var path = folder is not null ? Path.Combine(folder, file)
            : Root is not null ? Path.Combine(Root, "..", "shared", "data", file)
            : null;
        return path is not null && File.Exists(path) ? path : null;
    }

    private static string? FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Personalization.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}

/// <summary>A fact about a public data set; skipped, with the reason, where the file is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(string file)
    {
        File = file;
        if (Repository.Data(file) is null)
        {
            Skip = $"{file} is neither in ../shared/data beside the repository nor in PERSONALIZATION_DATA.";
        }
    }

    public string File { get; }
}
