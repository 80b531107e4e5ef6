using System.Diagnostics;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Architecture;

namespace Personalization.Service.Tests.OpenFeature;

/// <summary>OpenFeature's own SDKs for JavaScript, as npm brings them, beside the test's binaries.</summary>
internal static class OpenFeatureSdk
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "openfeature-sdk");

    private static readonly string Sources = Path.Combine(
        Repository.Root, "tests", "Personalization.Service.Tests", "OpenFeature");

    /// <summary>Why they cannot be run, or null where they can.</summary>
    public static string? Absence { get; } = FindAbsence();

    /// <summary>What the script printed.</summary>
    public static JsonNode Check(string address, string key, string prefix)
    {
        var (exit, output, errors) = Run("node", Path.Combine(Sources, "openfeature_check.mjs"), address, key, prefix);

        Assert.True(exit == 0, errors);
        return JsonNode.Parse(output)!;
    }

    private static string? FindAbsence()
    {
        var wanted = File.ReadAllText(Path.Combine(Sources, "package.json"));
        var installed = Path.Combine(Folder, "package.json");
        if (Directory.Exists(Path.Combine(Folder, "node_modules"))
            && File.Exists(installed) && File.ReadAllText(installed) == wanted)
        {
            return null;
        }

        try
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(installed, wanted);
            var (exit, _, errors) = Run(
                "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--fetch-retries=0", "--loglevel=error");
            return exit == 0 ? null : $"npm could not install OpenFeature's SDKs: {errors.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "needs node and npm: install them to run OpenFeature's SDKs";
        }
    }

    private static (int Exit, string Output, string Errors) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Folder,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}

/// <summary>A fact that runs OpenFeature's SDKs: skipped, with the reason, where they cannot be had, but for CI, where
/// it then fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenFeatureFactAttribute : FactAttribute
{
    public OpenFeatureFactAttribute()
    {
        if (OpenFeatureSdk.Absence is { } absence && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = absence;
        }
    }
}
