using System.Diagnostics;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Interchange;

/// <summary>The real XGBoost, as Debian's python3-xgboost brings it.</summary>
internal static class Xgboost
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Why it cannot be run, or null where it can.</summary>
    public static string? Absence { get; } = FindAbsence();

    public static void Run(string what, string folder)
    {
        var script = Path.Combine(
            Repository.Root!, "tests", "Personalization.Learning.Tests", "Interchange", "xgboost_check.py");
        var (exit, errors) = Execute(script, what, folder);

        Assert.True(exit == 0, errors);
    }

    private static string? FindAbsence()
    {
        if (!File.Exists(Python))
        {
            return $"There is no {Python} with XGBoost to compare with.";
        }

        var (exit, _) = Execute("-c", "import numpy, xgboost");
        return exit == 0 ? null : $"{Python} cannot import xgboost; install python3-xgboost to compare with it.";
    }

    private static (int Exit, string Errors) Execute(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}

/// <summary>A fact that runs XGBoost: skipped, with the reason, where there is none, but for CI, where it then
/// fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class XgboostFactAttribute : FactAttribute
{
    public XgboostFactAttribute()
    {
        if (Xgboost.Absence is { } absence && Environment.GetEnvironmentVariable("CI") != "true")
        {
            Skip = absence;
        }
    }
}
