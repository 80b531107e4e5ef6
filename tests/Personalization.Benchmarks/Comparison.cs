using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Personalization.Learning.Boosting;

namespace Personalization.Benchmarks;

/// <summary>Both sides by turns on the same data, and the medians side by side.</summary>
internal static class Comparison
{
    private const string Python = "/usr/bin/python3";
    private static readonly JsonSerializerOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    public static int Usage()
    {
        Console.Error.WriteLine(
            "usage: train|predict|quality [--rows N] [--columns N] [--rounds N] [--threads N] [--repeats N] "
            + "[--seed N]\n"
            + "       [--seeds N] [--product 0|1]\n"
            + "train grows the same trees with XGBoost (hist) and with us; predict scores the rows with one model; "
            + "quality\n"
            + "compares AUCs over several data sets, and XGBoost's with its own of one bin fewer.");
        return 2;
    }

    public static int Run(Workload workload, string what)
    {
        var folder = Directory.CreateTempSubdirectory("personalization-benchmark-").FullName;
        try
        {
            Data.Write(workload, folder);
            if (what == "predict")
            {
                GrowModel(workload, folder);
            }

            List<Measured> ours = [], theirs = [];
            for (var repeat = 0; repeat < workload.Repeats; repeat++)
            {
                theirs.Add(Theirs(what, folder));
                ours.Add(Ours(what, folder));
            }

            Report(workload, what, ours, theirs);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static Measured Theirs(string what, string folder) =>
        Measure(Python, [Path.Combine(AppContext.BaseDirectory, "xgboost_side.py"), what, folder]);

    internal static Measured Ours(string what, string folder) =>
        Measure(Environment.ProcessPath!, ["ours", what, folder]);

    private static void GrowModel(Workload workload, string folder)
    {
        var some = Data.Read(workload, folder, 0, Math.Min(workload.Rows, 200_000));
        var options = new BoostingOptions { Rounds = workload.Rounds, Depth = workload.Depth };
        File.WriteAllBytes(Path.Combine(folder, "ours.json"), GradientBoosting.Train(some, options).ToXgboostJson());
    }

    private static Measured Measure(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonSerializer.Deserialize<Measured>(answer, AnyCase)!
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {answer}");
    }

    private static void Report(Workload workload, string what, List<Measured> ours, List<Measured> theirs)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {workload.Rows:N0} rows x {workload.Columns}, {workload.Rounds} rounds, depth {workload.Depth}, "
            + $"{workload.Threads} threads, medians of {workload.Repeats}"));
        Line("XGBoost", workload, what, theirs);
        Line("ours", workload, what, ours);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"ratio    {Median(ours, one => one.Seconds) / Median(theirs, one => one.Seconds),8:F3} of the time, "
            + $"{Median(ours, one => one.PeakMiB) / Median(theirs, one => one.PeakMiB):F2} of the memory, AUC "
            + $"{Median(ours, one => one.Auc) - Median(theirs, one => one.Auc):+0.00000;-0.00000}"));
    }

    private static void Line(string name, Workload workload, string what, List<Measured> times)
    {
        var seconds = Median(times, one => one.Seconds);
        var rate = what == "predict" ? $", {workload.Rows / seconds / 1e6:F2} M rows/s" : string.Empty;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-8} {seconds,8:F3} s  ({times.Min(one => one.Seconds):F3} to {times.Max(one => one.Seconds):F3}), "
            + $"peak {Median(times, one => one.PeakMiB):F0} MiB, AUC {Median(times, one => one.Auc):F5}{rate}"));
    }

    private static double Median(List<Measured> times, Func<Measured, double> of)
    {
        var values = times.Select(of).Order().ToArray();
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
