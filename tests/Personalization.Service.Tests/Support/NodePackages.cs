using System.Diagnostics;
using System.Text.Json.Nodes;
using Personalization.Service.Tests.Architecture;

namespace Personalization.Service.Tests.Support;

/// <summary>Somebody else's libraries for JavaScript, as npm brings them, beside the test's binaries.</summary>
/// <param name="folder">The folder of these tests' sources, with a package.json and scripts.</param>
/// <param name="what">What is installed, for the reason of a skip.</param>
internal sealed class NodePackages(string folder, string what)
{
    private readonly string _installed = Path.Combine(AppContext.BaseDirectory, "npm", folder);
    private readonly string _sources = Path.Combine(Repository.Root, "tests", "Personalization.Service.Tests", folder);

    /// <summary>What a script printed, run beside the installed packages.</summary>
    public JsonNode Run(string script, params string[] arguments)
    {
        var (exit, output, errors) = Start("node", [Path.Combine(_sources, script), .. arguments]);

        Assert.True(exit == 0, errors);
        return JsonNode.Parse(output)!;
    }

    /// <summary>Installs them; why they cannot be run, or null where they can.</summary>
    public string? FindAbsence()
    {
        var wanted = File.ReadAllText(Path.Combine(_sources, "package.json"));
        var installed = Path.Combine(_installed, "package.json");
        if (Directory.Exists(Path.Combine(_installed, "node_modules"))
            && File.Exists(installed) && File.ReadAllText(installed) == wanted)
        {
            return null;
        }

        try
        {
            Directory.CreateDirectory(_installed);
            File.WriteAllText(installed, wanted);
            var (exit, _, errors) = Start(
                "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--fetch-retries=0",
                "--loglevel=error");
            return exit == 0 ? null : $"npm could not install {what}: {errors.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"needs node and npm: install them to run {what}";
        }
    }

    private (int Exit, string Output, string Errors) Start(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _installed,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }
}
