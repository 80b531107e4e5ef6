using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Personalization.Service.Tests.Propensity;
using Personalization.Service.Tests.Support;
using Personalization.Storage;
using Personalization.Storage.Propensity;
using Shouldly;

namespace Personalization.Service.Tests.Commands;

/// <summary>The same seed gives the same bytes whatever instructions the processor has, on one thread or two.</summary>
/// <remarks>
/// The runtime leaves instructions unused when it is told so. AVX2 brings FMA with it: without it there is neither, and
/// vectors are half as wide; without any, even rounding down is a call into the C library.
/// </remarks>
public sealed class SameBytesTests : IDisposable
{
    private static readonly (string Name, string Value)[][] Machines =
    [
        [],
        [("DOTNET_PROCESSOR_COUNT", "1")],
        [("DOTNET_EnableAVX512", "0")],
        [("DOTNET_EnableAVX2", "0"), ("DOTNET_PROCESSOR_COUNT", "1")],
        [("DOTNET_EnableHWIntrinsic", "0")],
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("same-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, Trait("clause", "LRN-53")]
    [InlineData("learn fit --data {rows} --label answer --objective binary --rounds 15 --subsample 0.8 --model {out}")]
    [InlineData("learn fit --data {rows} --label amount --objective regression --rounds 15 --leaves 12 --model {out}")]
    [InlineData("learn fit --data {rows} --label count --objective poisson --rounds 15 --model {out}")]
    [InlineData("learn fit --data {rows} --label spent --objective tweedie --rounds 15 --model {out}")]
    [InlineData("learn fit --data {rows} --label kind --objective multiclass --rounds 8 --model {out}")]
    [InlineData("learn cv --data {rows} --label spent --objective tweedie --rounds 8 --folds 3")]
    [InlineData("learn cv --data {rows} --label answer --rounds 8 --folds 3")]
    [InlineData("clusters fit --data {few} --columns b spent amount --clusters auto --out {out}")]
    [InlineData(
        "lifetime fit --transactions {orders} --customer who --date day --value paid --calibration-end 2024-08-31")]
    public async Task Fitting_prints_and_writes_the_same_bytes_on_every_machine(string command)
    {
        var files = new Dictionary<string, string>
        {
            ["{rows}"] = Write("rows.csv", Rows()),
            ["{few}"] = Write("few.csv", Rows().Take(1500)),
            ["{orders}"] = Write("orders.csv", Orders()),
        };
        var made = new List<string>();
        foreach (var machine in Machines)
        {
            var output = Path.Combine(_folder, $"out-{made.Count}");
            var arguments = command.Split(' ').Select(
                word => word == "{out}" ? output : files.GetValueOrDefault(word, word));
            var result = await CommandProcess.RunAsync(machine, [.. arguments, "--json"]);
            result.ExitCode.ShouldBe(0, result.Errors);
            made.Add(Measured(result.Output) + (File.Exists(output) ? File.ReadAllText(output) : ""));
        }

        made[0].Length.ShouldBeGreaterThan(200);
        made.ShouldAllBe(one => one == made[0]);
    }

    [Fact, Trait("clause", "LRN-53")]
    public async Task Training_on_the_log_stores_the_same_bytes_on_every_machine()
    {
        var log = Directory.CreateDirectory(Path.Combine(_folder, "log")).FullName;
        await ShopLog.FillAsync(log, customers: 320, days: 300);
        var made = new List<string>();
        foreach (var machine in Machines)
        {
            var directory = Copy(log, $"store-{made.Count}");
            var result = await CommandProcess.RunAsync(
                machine, "train", "--json", $"--Data:Directory={directory}", "--Propensity:Training:Rounds=20",
                "--Propensity:Training:RoundsWithoutValidation=20", "--Propensity:Training:StepDays=20");
            result.ExitCode.ShouldBe(0, result.Errors);
            made.Add(await HashesAsync(directory, "purchase", "churn", "lifetime", "clusters"));
        }

        made.ShouldAllBe(one => one == made[0]);
    }

    // A line a model: what is stored of its first version.
    private static async Task<string> HashesAsync(string directory, params string[] names)
    {
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.ClearProviders())
            .AddStorage(new StorageOptions { DataDirectory = directory })
            .BuildServiceProvider();
        var models = services.GetRequiredService<ModelStore>();
        var lines = new StringBuilder();
        foreach (var name in names)
        {
            var document = (await models.DocumentAsync(name, 1, CancellationToken.None)).ShouldNotBeNull(name);
            lines.AppendLine(
                $"{name}: metadata {Hash(document.Metadata)}, trees {Hash(document.Trees)} of {document.Trees.Length} "
                    + "bytes");
        }

        return lines.ToString();
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    // What a command prints but for the time and the memory that it took.
    private static string Measured(string output)
    {
        var answer = JsonNode.Parse(output)!.AsObject();
        answer.Remove("seconds");
        answer.Remove("peakMegabytes");
        return answer.ToJsonString();
    }

    private string Copy(string from, string name)
    {
        var to = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        return to;
    }

    private string Write(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    // More rows than the blocks in which losses are summed, so that threads do share the work.
    private static IEnumerable<string> Rows()
    {
        var random = new Random(11);
        yield return "a,b,c,town,answer,amount,count,spent,kind";
        for (var i = 0; i < 9_000; i++)
        {
            var (a, b, c) = (
                random.NextDouble() - 0.5, Math.Round(1 / (0.01 + random.NextDouble()), 3), random.Next(40));
            var level = (2 * a) + (b / 30) - (c % 7 / 5.0) + random.NextDouble();
            var missing = random.Next(12) == 0 ? "" : c.ToString(CultureInfo.InvariantCulture);
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{a:0.#####},{b},{missing},{"xyz"[c % 3]},{(level > 0.4 ? 1 : 0)},{level:0.###},"
                + $"{(int)Math.Max(0, 3 * level)},{Math.Max(0, (level - 0.5) * b):0.##},"
                + $"{(c % 2) + (level > 0 ? 1 : 0)}");
        }
    }

    private static IEnumerable<string> Orders()
    {
        var random = new Random(12);
        yield return "who,day,paid";
        for (var i = 0; i < 400; i++)
        {
            var (gap, likes) = (3 + (60 * random.NextDouble()), 5 + (40 * random.NextDouble()));
            for (var day = 200 * random.NextDouble();
                day < 366 && random.Next(9) > 0;
                day += 2 * gap * random.NextDouble())
            {
                var on = new DateOnly(2024, 1, 1).AddDays((int)day);
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"c{i},{on:yyyy-MM-dd},{likes * (0.5 + random.NextDouble()):0.##}");
            }
        }
    }
}
