using System.CommandLine;
using System.Text.Json;
using Personalization.Learning.Boosting;
using Personalization.Learning.Selection;
using Spectre.Console;

namespace Personalization.Service.Commands.Learn;

/// <summary><c>personalization learn cv</c>: says how good a model of a CSV file would be on rows it has not
/// seen.</summary>
internal static class LearnCv
{
    internal static Command Create()
    {
        var options = new LearnOptions();
        var folds = new Option<int>("--folds") { Description = "Parts of the rows.", DefaultValueFactory = _ => 5 };
        var command = new Command("cv", "Cross-validate boosted trees on a CSV file, by stratified folds.") { folds };
        options.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var (table, boosting) = options.Read(parsed);
            var set = new TrainingSet(table.Features, table.Labels);
            var result = await RunAsync(set, boosting, parsed.GetValue(folds), options.Json(parsed), stop);
            Print(result, options.Json(parsed));
            foreach (var warning in (string[])[.. table.Warnings, .. GradientBoosting.Warnings(set, boosting)])
            {
                await Console.Error.WriteLineAsync($"warning: {warning}");
            }
        });
        return command;
    }

    private static async Task<CrossValidated> RunAsync(
        TrainingSet set, BoostingOptions options, int folds, bool quiet, CancellationToken stop)
    {
        try
        {
            if (quiet)
            {
                return CrossValidation.Run(set, options, folds);
            }

            CrossValidated? result = null;
            await ConsoleProgress.RunAsync("cross-validating", report =>
            {
                result = CrossValidation.Run(set, options, folds, done =>
                {
                    stop.ThrowIfCancellationRequested();
                    report(done, $"fold {Math.Min(folds, (int)(done * folds) + 1)} of {folds}");
                });
                return Task.CompletedTask;
            });
            return result!;
        }
        catch (ArgumentException bad)
        {
            throw LearnFault.Of(bad);
        }
    }

    private static void Print(CrossValidated result, bool json)
    {
        var measures = result.Measures.Where(measure => double.IsFinite(measure.Mean)).ToArray();
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(
                measures.ToDictionary(measure => measure.Name, measure => new Spread(measure.Mean, measure.Deviation)),
                LearnJson.Default.DictionaryStringSpread));
            return;
        }

        var table = new Table().AddColumn("measure")
            .AddColumn(new TableColumn("mean").RightAligned())
            .AddColumn(new TableColumn("deviation").RightAligned());
        foreach (var measure in measures)
        {
            table.AddRow(measure.Name, $"{measure.Mean:0.00000}", $"{measure.Deviation:0.00000}");
        }

        AnsiConsole.Write(table);
    }
}
