using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Personalization.Service.Hosting;
using Spectre.Console;

namespace Personalization.Service.Commands.Clusters;

/// <summary><c>personalization clusters fit</c>: finds the clusters of the rows of any CSV file.</summary>
internal static class ClustersCommand
{
    private static readonly Option<FileInfo> Data = new("--data")
    {
        Description = "The CSV file, with a header line; .gz is unpacked.",
        Required = true,
    };

    private static readonly Option<string> Count = new("--clusters")
    {
        Description = "How many, or auto: of 2 to 10 the number of greatest silhouette.",
        DefaultValueFactory = _ => "auto",
    };

    private static readonly Option<string[]> Columns = new("--columns")
    {
        Description = "The columns to take. Default: every one that holds numbers.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string[]> Ignore = new("--ignore")
    {
        Description = "Columns to leave out, such as an id.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "The same seed and data give the same clusters.",
    };

    private static readonly Option<FileInfo?> Out = new("--out")
    {
        Description = "Write the cluster of each row, and its place on two principal components, to this CSV file.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object." };

    internal static Command Create()
    {
        var fit = new Command("fit", "Find clusters by k-means on log-scaled, standardised columns.")
        {
            Data, Count, Columns, Ignore, Seed, Out, Json,
        };
        fit.SetAction(Run);
        return new Command("clusters", "Groups of rows that are alike.") { fit };
    }

    private static void Run(ParseResult parsed)
    {
        var clusters = CountOf(parsed.GetValue(Count)!);
        if (parsed.GetValue(Out) is { } target)
        {
            OutputFile.Require("--out", target, parsed.GetRequiredValue(Data));
        }

        NumericTable table;
        using (var file = DelimitedFile.Open("--data", parsed.GetRequiredValue(Data), Separator.Auto))
        {
            table = NumericTable.Read(file, parsed.GetValue(Columns) ?? [], parsed.GetValue(Ignore) ?? []);
        }

        var fit = ClusterFitting.Fit(table, clusters, parsed.GetValue(Seed));
        if (parsed.GetValue(Out) is { } path)
        {
            OutputFile.Write(path, part => Write(part, fit));
        }

        if (parsed.GetValue(Json))
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(fit.Answer, ClustersCommandJson.Default.ClustersAnswer));
        }
        else
        {
            Print(fit.Answer);
        }
    }

    private static int? CountOf(string text) => text == "auto" ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= 1000
            ? count
            : throw new InvalidInputException($"--clusters '{text}' is neither a number from 1 to 1000 nor auto.");

    private static void Write(string path, FittedClusters fit)
    {
        using var csv = CsvWriter.ToFile(path);
        foreach (var name in (string[])["row", "cluster", "x", "y"])
        {
            csv.WriteField(name);
        }

        csv.EndRecord();
        for (var row = 0; row < fit.Of.Count; row++)
        {
            csv.WriteField(row + 1);
            csv.WriteField(fit.Of[row] + 1);
            csv.WriteField(fit.Plane[row].X, "R");
            csv.WriteField(fit.Plane[row].Y, "R");
            csv.EndRecord();
        }
    }

    private static void Print(ClustersAnswer answer)
    {
        if (answer.Trials is { } trials)
        {
            var tried = Table("clusters", "inertia", "silhouette", "Davies-Bouldin");
            foreach (var trial in trials)
            {
                tried.AddRow(
                    $"{trial.Clusters}",
                    $"{trial.Inertia:0.00}",
                    $"{trial.Silhouette:0.0000}",
                    $"{trial.DaviesBouldin:0.0000}");
            }

            AnsiConsole.Write(tried);
        }

        Console.Out.WriteLine(
            $"{answer.Clusters} clusters of {answer.Rows} rows in {answer.Seconds:0.00} s: inertia "
            + $"{answer.Inertia:0.00}, silhouette {answer.Silhouette:0.0000}, Davies-Bouldin "
            + $"{answer.DaviesBouldin:0.0000}");
        var table = Table(["cluster", "rows", "share", .. answer.Columns.Select(column => Markup.Escape(column.Name))]);
        foreach (var cluster in answer.Found)
        {
            table.AddRow(
                [$"{cluster.Cluster}", $"{cluster.Size}", $"{cluster.Share:P1}",
                .. cluster.Centre.Values.Select(value => $"{value:0.##}")]);
        }

        AnsiConsole.Write(table);
        if (answer.LeftOut.Count > 0)
        {
            Console.Out.WriteLine($"left out: {string.Join(", ", answer.LeftOut)}");
        }
    }

    private static Table Table(params string[] names) =>
        new Table().AddColumns(Array.ConvertAll(names, name => new TableColumn(name).RightAligned()));
}
