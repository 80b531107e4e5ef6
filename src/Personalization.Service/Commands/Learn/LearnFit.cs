using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Personalization.Learning.Boosting;
using Personalization.Learning.Selection;
using Spectre.Console;

namespace Personalization.Service.Commands.Learn;

/// <summary><c>personalization learn fit</c>: trains on any CSV file.</summary>
internal static class LearnFit
{
    private const int MostFeatures = 15;

    internal static Command Create()
    {
        var options = new LearnOptions();
        var model = new Option<FileInfo>("--model") { Description = "The model file to write.", Required = true };
        var command = new Command("fit", "Train boosted trees on a CSV file.") { model };
        options.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            OutputFile.Require("--model", parsed.GetRequiredValue(model), options.Data(parsed));
            var (table, boosting) = options.Read(parsed);
            var answer = await FitAsync(table, boosting, parsed.GetRequiredValue(model), options.Json(parsed), stop);
            foreach (var warning in answer.Warnings)
            {
                await Console.Error.WriteLineAsync($"warning: {warning}");
            }
        });
        return command;
    }

    private static async Task<FitAnswer> FitAsync(
        LearnTable table, BoostingOptions options, FileInfo file, bool json, CancellationToken stop)
    {
        var set = new TrainingSet(table.Features, table.Labels);
        // What reading has left behind would count for memory that training needs.
        GC.Collect();
        var started = Stopwatch.GetTimestamp();
        var trees = await GrowAsync(set, options, json, stop);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        new LearnModel(trees, table.Categories).Save(file);

        var predictions = new double[set.Labels.Length * trees.Outputs];
        trees.Predict(set.Features, predictions, options.Threads);
        var measures = Measures.Of(options.Objective, predictions, set.Labels)
            .Where(measure => double.IsFinite(measure.Value))
            .ToDictionary(measure => measure.Name, measure => measure.Value);
        IReadOnlyList<string> warnings = [.. table.Warnings, .. GradientBoosting.Warnings(set, options)];
        var answer = new FitAnswer(
            seconds,
            Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0,
            measures.TryGetValue("auc", out var auc) ? auc : null,
            set.Labels.Length,
            set.Features.Columns,
            trees.Trees,
            measures,
            warnings);
        Print(answer, trees, json);
        return answer;
    }

    private static async Task<TreeEnsemble> GrowAsync(
        TrainingSet set, BoostingOptions options, bool quiet, CancellationToken stop)
    {
        try
        {
            if (quiet)
            {
                return GradientBoosting.Train(set, options);
            }

            TreeEnsemble? trees = null;
            await ConsoleProgress.RunAsync("growing trees", report =>
            {
                trees = GradientBoosting.Train(set, options, null, round =>
                {
                    stop.ThrowIfCancellationRequested();
                    report((double)round.Round / round.Rounds, $"{round.Round} of {round.Rounds} rounds");
                });
                return Task.CompletedTask;
            });
            return trees!;
        }
        catch (ArgumentException bad)
        {
            throw LearnFault.Of(bad);
        }
    }

    private static void Print(FitAnswer answer, TreeEnsemble trees, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(answer, LearnJson.Default.FitAnswer));
            return;
        }

        Console.Out.WriteLine(
            $"{answer.Trees} trees from {answer.Rows} rows of {answer.Columns} columns in {answer.Seconds:0.00} s, "
            + $"{answer.PeakMegabytes:0} MiB");
        Console.Out.WriteLine("on the training rows themselves: "
            + string.Join(", ", answer.Train.Select(measure => $"{measure.Key} {measure.Value:0.0000}")));
        var table = new Table().AddColumn("feature").AddColumn(new TableColumn("share of gain").RightAligned());
        foreach (var feature in trees.GainImportance().Take(MostFeatures))
        {
            table.AddRow(Markup.Escape(feature.Feature), $"{feature.Share:P1}");
        }

        AnsiConsole.Write(table);
    }
}
