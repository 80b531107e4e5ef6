using Personalization.Domain.Propensity;
using Spectre.Console;

namespace Personalization.Service.Propensity;

/// <summary>Prints reports as tables on standard output.</summary>
internal static class ReportPrinter
{
    private const int MostFeatures = 10;

    private static readonly string[] MeasureNames =
        ["customers", "with outcome", "AUC", "PR-AUC", "log loss", "Brier", "ECE", "lift at 10 %"];

    internal static void Print(TrainedModel trained)
    {
        var artifact = trained.Artifact!;
        var report = artifact.Metadata.Report;
        Console.Out.WriteLine(
            $"{artifact.Name} version {artifact.Version}, {(trained.Promoted ? "promoted" : "not promoted")}: "
            + "knows what happened before "
            + $"{artifact.Metadata.Until:u}; "
            + (report.Trees > 0 ? $"{report.Trees} trees; " : "a logistic regression alone; ")
            + $"{report.Rows} rows at {report.CutOffs.Count} cut-offs, "
            + $"{report.Positives} with the outcome");
        if (trained.Verdict is { } verdict)
        {
            Console.Out.WriteLine(verdict.Reason);
        }

        foreach (var warning in artifact.Metadata.Warnings ?? [])
        {
            Console.Out.WriteLine($"Warning: {warning}");
        }

        PrintQuality(report);

        var share = report.Trees > 0 ? "share of gain" : "share of what moves scores";
        var importance = new Table().AddColumn("feature").AddColumn(new TableColumn(share).RightAligned());
        foreach (var feature in report.Importance.Take(MostFeatures))
        {
            importance.AddRow(Markup.Escape(feature.Feature), $"{feature.Share:P1}");
        }

        Show(importance);
    }

    internal static void Print(IReadOnlyList<EvaluatedModel> evaluated)
    {
        var table = Measures("model");
        foreach (var model in evaluated)
        {
            var caveat = model.HeldOut ? "" : " (trained on later events too)";
            AddRow(table, $"{model.Name} v{model.Version}{caveat}", model.Quality);
        }

        Show(table);
    }

    private static void PrintQuality(TrainingReport report)
    {
        if (report.Test is not { } test)
        {
            Console.Out.WriteLine("The history is too short to test on time that the trees had not seen.");
            return;
        }

        var from = report.CutOffs.Single(cutOff => cutOff.Role == CutOffRole.Test).At;
        var table = Measures($"held-out time from {from:yyyy-MM-dd}");
        AddRow(table, "model", test);
        if (report.Baseline is { } baseline)
        {
            AddRow(table, "logistic regression", baseline);
        }

        Show(table);
    }

    private static void Show(Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected)
        {
            // A file has no width to fold lines at.
            console.Profile.Width = 200;
        }

        console.Write(table);
    }

    private static Table Measures(string first) => new Table()
        .AddColumn(first)
        .AddColumns([.. MeasureNames.Select(name => new TableColumn(name).RightAligned())]);

    private static void AddRow(Table table, string name, BinaryQuality quality) => table.AddRow(
        Markup.Escape(name),
        $"{quality.Rows}",
        $"{quality.Positives}",
        $"{quality.Auc:0.0000}",
        $"{quality.AveragePrecision:0.0000}",
        $"{quality.LogLoss:0.0000}",
        $"{quality.Brier:0.0000}",
        $"{quality.CalibrationError:0.0000}",
        $"{quality.LiftAtTenPercent:0.00}");
}
