using System.Runtime.InteropServices;
using System.Text.Json;
using Personalization.Learning.Boosting;

namespace Personalization.Benchmarks;

/// <summary>
/// Standard normal features and a yes-or-no outcome that depends on eight of them, crookedly and with noise:
/// log-odds = 1.2 x0 - 0.8 x1 + x2 with x3 + sin(2 x4) + x6 where x5 > 0.5, + |x7| - 0.8. How x2 goes with x3 is the
/// workload's to say: bent, max(x2, 0) x3, or as a product, x2 x3, of which no single split shows anything.
/// </summary>
internal static class Data
{
    private const string Rows = "rows.f32";
    private const string Labels = "labels.f32";

    /// <summary>Writes the training rows and after them the test rows, row by row, and their labels.</summary>
    public static void Write(Workload workload, string folder)
    {
        File.WriteAllText(Path.Combine(folder, Workload.FileName), JsonSerializer.Serialize(workload));
        using var rows = File.Create(Path.Combine(folder, Rows), 1 << 20);
        using var labels = File.Create(Path.Combine(folder, Labels), 1 << 20);
        var random = new Random(workload.Seed);
        var row = new float[workload.Columns];
        for (var r = 0; r < workload.Rows + workload.TestRows; r++)
        {
            for (var c = 0; c < row.Length; c++)
            {
                row[c] = Normal(random);
            }

            float[] label = [random.NextDouble() < 1 / (1 + Math.Exp(-LogOdds(row, workload.Product))) ? 1 : 0];
            rows.Write(MemoryMarshal.AsBytes(row.AsSpan()));
            labels.Write(MemoryMarshal.AsBytes(label.AsSpan()));
        }
    }

    /// <summary>Reads some of the rows.</summary>
    public static TrainingSet Read(Workload workload, string folder, int skip, int take)
    {
        var features = new FeatureMatrix([.. Enumerable.Range(0, workload.Columns).Select(c => $"x{c}")], take);
        using var file = File.OpenRead(Path.Combine(folder, Rows));
        file.Position = (long)skip * workload.Columns * sizeof(float);
        var block = new float[workload.Columns * 1024];
        for (var start = 0; start < take; start += 1024)
        {
            var count = Math.Min(1024, take - start);
            file.ReadExactly(MemoryMarshal.AsBytes(block.AsSpan(0, count * workload.Columns)));
            for (var c = 0; c < workload.Columns; c++)
            {
                var column = features.Column(c);
                for (var r = 0; r < count; r++)
                {
                    column[start + r] = block[(r * workload.Columns) + c];
                }
            }
        }

        var labels = new float[take];
        using var labelFile = File.OpenRead(Path.Combine(folder, Labels));
        labelFile.Position = (long)skip * sizeof(float);
        labelFile.ReadExactly(MemoryMarshal.AsBytes(labels.AsSpan()));
        return new TrainingSet(features, labels);
    }

    // Box and Muller.
    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private static double LogOdds(float[] x, bool product) =>
        (1.2 * x[0]) - (0.8 * x[1]) + ((product ? x[2] : Math.Max(x[2], 0)) * x[3])
            + Math.Sin(2 * x[4]) + (x[5] > 0.5 ? x[6] : 0) + Math.Abs(x[7]) - 0.8;
}
