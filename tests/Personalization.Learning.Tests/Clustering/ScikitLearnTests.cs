using System.Diagnostics;
using System.Globalization;
using Personalization.Learning.Clustering;
using Personalization.Learning.Tests.Support;

namespace Personalization.Learning.Tests.Clustering;

public sealed class ScikitLearnTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clusters-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [ScikitLearnFact("online_retail.csv.gz"), Trait("clause", "CLU-1"), Trait("clause", "CLU-2")]
    public void Clusters_of_real_customers_are_as_tight_as_scikit_learns()
    {
        var rfm = Path.Combine(_folder, "rfm.csv");
        ScikitLearn.Run("rfm", Repository.Data("online_retail.csv.gz")!, rfm);
        var lines = File.ReadLines(rfm).Select(line => line.Split(',')).ToArray();
        double[][] columns = [.. lines[0].Select((_, c) => lines.Skip(1)
            .Select(row => double.Parse(row[c], CultureInfo.InvariantCulture)).ToArray())];
        var points = ClusterSpace.Fit(lines[0], columns).Place(lines[0], columns);

        int[] counts = [2, 3, 4, 5, 6, 8];
        var found = Array.ConvertAll(counts, k => KMeans.Fit(points, new KMeansOptions(k)));

        Write("points.csv", Enumerable.Range(0, points.Count).Select(i => points[i].ToArray()));
        Write("labels.csv", found.Select(fit => fit.Of.Select(c => (double)c)));
        Write("measures.csv", counts.Zip(found, (k, fit) => (double[])
            [k, fit.Inertia, ClusterQuality.Silhouette(points, fit.Of), ClusterQuality.DaviesBouldin(points, fit.Of)]));
        Assert.Equal(4_338, points.Count);
        ScikitLearn.Run("check", _folder);
    }

    private void Write(string name, IEnumerable<IEnumerable<double>> rows) => File.WriteAllLines(
        Path.Combine(_folder, name),
        rows.Select(row => string.Join(',', row.Select(cell => cell.ToString("R", CultureInfo.InvariantCulture)))));
}

/// <summary>The real scikit-learn, as Debian's python3-sklearn brings it.</summary>
internal static class ScikitLearn
{
    private const string Python = "/usr/bin/python3";

    public static string? Absence { get; } =
        !File.Exists(Python) ? $"There is no {Python} with scikit-learn to compare with."
        : Execute("-c", "import sklearn, pandas").Exit == 0 ? null
        : $"{Python} cannot import sklearn and pandas; install python3-sklearn python3-pandas to compare with them.";

    public static void Run(params string[] arguments)
    {
        var script = Path.Combine(
            Repository.Root!, "tests", "Personalization.Learning.Tests", "Clustering", "sklearn_check.py");
        var (exit, output) = Execute([script, .. arguments]);

        Assert.True(exit == 0, output);
    }

    private static (int Exit, string Output) Execute(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult() + errors);
    }
}

/// <summary>A fact that needs scikit-learn and a public data set; skipped, with the reason, where either is
/// missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ScikitLearnFactAttribute : FactAttribute
{
    public ScikitLearnFactAttribute(string file)
    {
        Skip = ScikitLearn.Absence
            ?? (Repository.Data(file) is null
                ? $"{file} is neither in ../shared/data beside the repository nor in PERSONALIZATION_DATA."
                : null);
    }
}
