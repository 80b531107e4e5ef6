using System.CommandLine;
using System.Text.Json.Nodes;
using Personalization.Service.Hosting;
using Spectre.Console;

namespace Personalization.Service.Commands.Bench;

/// <summary>One line of a benchmark's table: what was measured, beside the floor it is held against where it has
/// one.</summary>
internal sealed record BenchRow(string Measure, string Value, string Floor, string Ratio);

/// <summary>What a benchmark found: the object that <c>--json</c> prints under its name, and the same as table
/// rows.</summary>
internal sealed record BenchResult(JsonObject Figures, IReadOnlyList<BenchRow> Rows);

/// <summary>What a benchmark runs with.</summary>
/// <param name="Settings">Configuration as <c>--Section:Name=value</c>, for the stores to use.</param>
/// <param name="Say">Tells the person at the terminal how far it is; silent under <c>--json</c>.</param>
internal sealed record BenchContext(string[] Settings, Action<string> Say)
{
    /// <summary>How large a catalogue <c>decide</c> has.</summary>
    public BenchShape Shape { get; init; } = new();
}

/// <summary>A benchmark by the name it has on the command line.</summary>
internal sealed record Benchmark(
    string Name, string Summary, Func<BenchContext, CancellationToken, Task<BenchResult>> RunAsync);

/// <summary>
/// <c>personalization bench [names] [--json]</c>: measures against floors in the same run, on the stores that are
/// configured.
/// </summary>
internal static class BenchCommand
{
    private static readonly Benchmark[] Benchmarks =
    [
        // One line a benchmark.
        new("decide", "POST /decide against a bare endpoint that reads the cache once", DecideBench.RunAsync),
        new(
            "ingest", "events over HTTP, durable and folded, against the bare INSERT of the same rows",
            IngestBench.RunAsync),
        new("replay", "stored events decoded and folded on one core", ReplayBench.RunAsync),
        new("score", "one customer through a model of 200 trees", ScoreBench.RunAsync),
        new("conditions", "a condition of five terms, for one customer", ConditionBench.RunAsync),
    ];

    internal static Command Create()
    {
        var names = new Argument<string[]>("names")
        {
            Description = $"Which to run: {string.Join(", ", Benchmarks.Select(bench => bench.Name))}. Default: all.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object and nothing else." };
        var campaigns = new Option<int>("--campaigns")
        {
            Description = "decide: how many campaigns.",
            DefaultValueFactory = _ => 50,
        };
        var segments = new Option<int>("--segments")
        {
            Description = "decide: how many segments.",
            DefaultValueFactory = _ => 20,
        };
        var caps = new Option<bool>("--caps") { Description = "decide: campaigns have frequency caps and cooldowns." };
        var command = new Command("bench", "Measure the service against floors in the same run.")
        {
            names, json, campaigns, segments, caps,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(names) ?? [],
            parsed.GetValue(json),
            Shape(parsed.GetValue(campaigns), parsed.GetValue(segments), parsed.GetValue(caps)),
            stop));
        return command;
    }

    private static async Task RunAsync(string[] words, bool json, BenchShape shape, CancellationToken stop)
    {
        var settings = words.Where(word => word.StartsWith("--", StringComparison.Ordinal)).ToArray();
        var chosen = Choose(words.Except(settings, StringComparer.Ordinal).ToArray());
        var figures = new JsonObject();
        var context = new BenchContext(settings, json ? _ => { }
        : line => AnsiConsole.MarkupLineInterpolated($"[grey]{line}[/]"))
        {
            Shape = shape,
        };
        var table = new Table().AddColumns("benchmark", "measure", "value", "floor", "ratio");
        foreach (var bench in chosen)
        {
            context.Say($"{bench.Name}: {bench.Summary}");
            var result = await bench.RunAsync(context, stop);
            figures[bench.Name] = result.Figures;
            foreach (var row in result.Rows)
            {
                table.AddRow(bench.Name, row.Measure, row.Value, row.Floor, row.Ratio);
            }
        }

        if (json)
        {
            Console.Out.WriteLine(figures.ToJsonString());
        }
        else
        {
            AnsiConsole.Write(table);
        }
    }

    private static BenchShape Shape(int campaigns, int segments, bool caps) =>
        campaigns is >= 1 and <= 10_000 && segments is >= 1 and <= 10_000
            ? new BenchShape(campaigns, segments, caps)
            : throw new InvalidInputException("--campaigns and --segments take 1 to 10000.");

    private static Benchmark[] Choose(string[] names)
    {
        var unknown = names.FirstOrDefault(name => !Benchmarks.Any(bench => bench.Name == name));
        return unknown is not null
            ? throw new InvalidInputException(
                $"There is no benchmark '{unknown}'. "
                + $"Choose from: {string.Join(", ", Benchmarks.Select(bench => bench.Name))}.")
            : names.Length == 0 ? Benchmarks : Benchmarks.Where(bench => names.Contains(bench.Name)).ToArray();
    }
}
