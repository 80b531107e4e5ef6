using System.Globalization;
using System.Text.Json;

namespace Personalization.Benchmarks;

/// <summary>The AUCs of both sides on several data sets, and what a single bin fewer makes of XGBoost's own: a
/// difference that is no larger than that says nothing of either side.</summary>
internal static class SeedComparison
{
    public static int Run(Workload workload)
    {
        List<double> ours = [], theirs = [];
        for (var seed = workload.Seed; seed < workload.Seed + workload.Seeds; seed++)
        {
            var folder = Directory.CreateTempSubdirectory("personalization-quality-").FullName;
            try
            {
                var (mine, full, fewer) = Measure(workload with { Seed = seed }, folder);
                ours.Add(mine - full);
                theirs.Add(fewer - full);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"seed {seed}: XGBoost {full:F5}, ours {mine - full:+0.00000;-0.00000}, "
                    + $"XGBoost of a bin fewer {fewer - full:+0.00000;-0.00000}"));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        Summarise("ours - XGBoost", ours);
        Summarise("XGBoost of a bin fewer - XGBoost", theirs);
        return 0;
    }

    private static (double Ours, double Theirs, double Fewer) Measure(Workload workload, string folder)
    {
        Data.Write(workload, folder);
        var (ours, theirs) = (Comparison.Ours("train", folder), Comparison.Theirs("train", folder));
        File.WriteAllText(
            Path.Combine(folder, Workload.FileName),
            JsonSerializer.Serialize(workload with { TheirBins = workload.TheirBins - 1 }));
        return (ours.Auc, theirs.Auc, Comparison.Theirs("train", folder).Auc);
    }

    private static void Summarise(string what, List<double> differences)
    {
        var mean = differences.Average();
        var deviation = Math.Sqrt(
            differences.Sum(one => (one - mean) * (one - mean)) / Math.Max(1, differences.Count - 1));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: mean {mean:+0.00000;-0.00000}, "
            + $"standard error {deviation / Math.Sqrt(differences.Count):0.00000}, "
            + $"deviation {deviation:0.00000}, {differences.Min():+0.00000;-0.00000} to "
            + $"{differences.Max():+0.00000;-0.00000}"));
    }
}
