using System.Diagnostics;
using System.Text.Json;
using Personalization.Learning.Boosting;
using Personalization.Learning.Evaluation;

namespace Personalization.Benchmarks;

/// <summary>One measurement of one side.</summary>
internal sealed record Measured(double Seconds, double Auc, double PeakMiB);

/// <summary>Our half of a comparison, in a process of its own so that its memory can be measured.</summary>
internal static class OurSide
{
    private const string Model = "ours.json";

    public static int Run(string what, string folder)
    {
        var workload = Workload.Read(folder);
        var measured = what == "train" ? Train(workload, folder) : Predict(workload, folder);
        Console.WriteLine(JsonSerializer.Serialize(measured));
        return 0;
    }

    private static Measured Train(Workload workload, string folder)
    {
        var train = Data.Read(workload, folder, 0, workload.Rows);
        var options = new BoostingOptions
        {
            Rounds = workload.Rounds,
            Depth = workload.Depth,
            LearningRate = workload.LearningRate,
            Threads = workload.Threads,
        };
        var clock = Stopwatch.StartNew();
        var ensemble = GradientBoosting.Train(train, options);
        var seconds = clock.Elapsed.TotalSeconds;
        var peak = PeakMiB();
        var test = Data.Read(workload, folder, workload.Rows, workload.TestRows);
        var predicted = new double[workload.TestRows];
        ensemble.Predict(test.Features, predicted);
        return new Measured(seconds, BinaryMetrics.Auc(predicted, test.Labels), peak);
    }

    private static Measured Predict(Workload workload, string folder)
    {
        var ensemble = TreeEnsemble.FromXgboostJson(File.ReadAllBytes(Path.Combine(folder, Model)));
        var rows = Data.Read(workload, folder, 0, workload.Rows);
        var predicted = new double[workload.Rows];
        var best = double.MaxValue;
        for (var time = 0; time < 5; time++)
        {
            var clock = Stopwatch.StartNew();
            ensemble.Predict(rows.Features, predicted, workload.Threads);
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }

        return new Measured(best, BinaryMetrics.Auc(predicted, rows.Labels), PeakMiB());
    }

    private static double PeakMiB()
    {
        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / (1024.0 * 1024);
    }
}
