using System.CommandLine;
using CsvHelper;
using Personalization.Learning.Boosting;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Learn;

/// <summary><c>personalization learn predict</c>: scores the rows of a CSV file.</summary>
internal static class LearnPredict
{
    internal static Command Create()
    {
        var model = new Option<FileInfo>("--model")
        {
            Description = "A model file: of 'learn fit' or XGBoost (JSON), or of LightGBM (text).",
            Required = true,
        };
        var data = new Option<FileInfo>("--data")
        {
            Description = "The CSV file; it must have the model's columns and may have others.",
            Required = true,
        };
        var target = new Option<FileInfo>("--out") { Description = "The CSV file to write.", Required = true };
        var contributions = new Option<bool>("--contributions")
        {
            Description = "Also write what each column adds to the margin, and the mean margin (bias).",
        };
        var command = new Command("predict", "Predict the rows of a CSV file.") { model, data, target, contributions };
        command.SetAction(parsed =>
        {
            OutputFile.Require(
                "--out", parsed.GetRequiredValue(target), parsed.GetRequiredValue(model),
                parsed.GetRequiredValue(data));
            var learnt = LearnModel.Load(parsed.GetRequiredValue(model));
            var table = LearnTable.Read(parsed.GetRequiredValue(data), learnt.Trees.FeatureNames, learnt.Categories);
            Write(learnt.Trees, table.Features, parsed.GetRequiredValue(target), parsed.GetValue(contributions));
            Console.Out.WriteLine($"Predicted {table.Features.Rows} rows into {parsed.GetRequiredValue(target)}.");
        });
        return command;
    }

    private static void Write(TreeEnsemble trees, FeatureMatrix rows, FileInfo target, bool contributions)
    {
        if (contributions && trees.Outputs > 1)
        {
            throw new InvalidInputException("--contributions: a model of several classes has none of one number.");
        }

        var predictions = new double[rows.Rows * trees.Outputs];
        trees.Predict(rows, predictions);
        OutputFile.Write(target, path => Write(path, trees, rows, predictions, contributions));
    }

    private static void Write(
        string path, TreeEnsemble trees, FeatureMatrix rows, double[] predictions, bool contributions)
    {
        using var csv = CsvWriter.ToFile(path);
        string[] header = trees.Outputs == 1
            ? ["prediction"]
            : [.. Enumerable.Range(0, trees.Outputs).Select(k => $"class_{k}")];
        foreach (var name in contributions ? [.. header, .. trees.FeatureNames, "bias"] : header)
        {
            csv.WriteField(name);
        }

        csv.EndRecord();
        var parts = new double[trees.FeatureNames.Count + 1];
        var values = new float[rows.Columns];
        for (var row = 0; row < rows.Rows; row++)
        {
            WriteAll(csv, predictions.AsSpan(row * trees.Outputs, trees.Outputs));
            if (contributions)
            {
                rows.CopyRow(row, values);
                trees.Contributions(values, parts);
                WriteAll(csv, parts);
            }

            csv.EndRecord();
        }
    }

    private static void WriteAll(CsvWriter csv, ReadOnlySpan<double> numbers)
    {
        foreach (var number in numbers)
        {
            csv.WriteField(number, "R");
        }
    }
}
