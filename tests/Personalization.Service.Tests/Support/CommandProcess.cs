using System.Diagnostics;

namespace Personalization.Service.Tests.Support;

/// <summary>What a command printed and its exit code.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Errors);

/// <summary>Runs the <c>personalization</c> executable as its own process, as a user would.</summary>
internal static class CommandProcess
{
    internal static Task<CommandResult> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>The same with variables of the environment set.</summary>
    internal static async Task<CommandResult> RunAsync(
        IReadOnlyList<(string Name, string Value)> environment, params string[] arguments)
    {
        var executable = Path.Combine(AppContext.BaseDirectory, "personalization.dll");
        var start = new ProcessStartInfo("dotnet", [executable, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await errors);
    }
}
