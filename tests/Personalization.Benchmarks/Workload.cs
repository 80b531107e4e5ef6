using System.Globalization;
using System.Text.Json;

namespace Personalization.Benchmarks;

/// <summary>What both sides are asked to do; they read it from a file in the benchmark's folder.</summary>
internal sealed record Workload
{
    public const string FileName = "workload.json";

    public int Rows { get; init; } = 500_000;

    public int TestRows { get; init; } = 100_000;

    public int Columns { get; init; } = 30;

    public int Rounds { get; init; } = 100;

    public int Depth { get; init; } = 6;

    public double LearningRate { get; init; } = 0.1;

    public int Threads { get; init; } = 2;

    public int Repeats { get; init; } = 3;

    /// <summary>What the rows are drawn by.</summary>
    public int Seed { get; init; } = 2016;

    /// <summary>How many seeds one after the other, where only quality is compared.</summary>
    public int Seeds { get; init; } = 8;

    /// <summary>Whether two features count as a plain product; see <see cref="Data"/>.</summary>
    public bool Product { get; init; }

    /// <summary>XGBoost's most bins a feature.</summary>
    public int TheirBins { get; init; } = 256;

    public static Workload Parse(string[] options)
    {
        var workload = new Workload();
        for (var i = 0; i + 1 < options.Length; i += 2)
        {
            var value = int.Parse(options[i + 1], CultureInfo.InvariantCulture);
            workload = options[i] switch
            {
                "--rows" => workload with { Rows = value },
                "--columns" => workload with { Columns = value },
                "--rounds" => workload with { Rounds = value },
                "--threads" => workload with { Threads = value },
                "--repeats" => workload with { Repeats = value },
                "--seed" => workload with { Seed = value },
                "--seeds" => workload with { Seeds = value },
                "--product" => workload with { Product = value != 0 },
                var other => throw new ArgumentException($"There is no option {other}.", nameof(options)),
            };
        }

        return workload;
    }

    public static Workload Read(string folder) =>
        JsonSerializer.Deserialize<Workload>(File.ReadAllText(Path.Combine(folder, FileName)))!;
}
