using System.Globalization;
using CsvHelper;
using Personalization.Domain.Features;
using Personalization.Domain.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>
/// Writes a training set for other tools: <c>NAME.csv</c> (one row a customer and cut-off; an empty cell is a missing
/// value) and <c>NAME-dictionary.csv</c> (what each column means).
/// </summary>
internal static class MatrixExport
{
    private static readonly (string Name, string Type, string Description)[] KeyColumns =
    [
        ("customer_id", "text", "The customer, as the shop names it."),
        ("cut_off", "time", "When the customer was looked at; features hold only what was known before it."),
        ("role", "text", "What the cut-off was used for: Train, Validation, Test, or Refit (the final model only)."),
    ];

    internal static void Write(DirectoryInfo directory, PropensityTarget target, TrainingRows rows)
    {
        directory.Create();
        WriteMatrix(Path.Combine(directory.FullName, target.Name + ".csv"), rows);
        WriteDictionary(Path.Combine(directory.FullName, target.Name + "-dictionary.csv"), target);
    }

    private static void WriteMatrix(string path, TrainingRows rows)
    {
        using var csv = CsvWriter.ToFile(path);
        var features = FeatureCatalogue.Numeric.Select(feature => feature.Name);
        WriteLine(csv, [.. KeyColumns.Select(column => column.Name), "label", .. features]);
        for (var row = 0; row < rows.Keys.Count; row++)
        {
            var key = rows.Keys[row];
            var cutOff = rows.CutOffs[key.CutOff];
            csv.WriteField(key.Customer.Id);
            csv.WriteField(cutOff.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            csv.WriteField(cutOff.Role.ToString());
            csv.WriteField(key.HasOutcome ? "1" : "0");
            foreach (var value in rows[row])
            {
                WriteValue(csv, value);
            }

            csv.EndRecord();
        }
    }

    private static void WriteDictionary(string path, PropensityTarget target)
    {
        using var csv = CsvWriter.ToFile(path);
        WriteLine(csv, ["column", "type", "unit", "window", "description"]);
        foreach (var (name, type, description) in KeyColumns)
        {
            WriteLine(csv, [name, type, "", "", description]);
        }

        var meaning = $"1: {target.Describe()} from the cut-off.";
        WriteLine(csv, ["label", "flag", "", $"{target.HorizonDays}d", meaning]);
        foreach (var feature in FeatureCatalogue.Numeric)
        {
            var type = feature.Type.ToString().ToLowerInvariant();
            WriteLine(csv, [feature.Name, type, feature.Unit, feature.Window ?? "", feature.Description]);
        }
    }

    private static void WriteValue(CsvWriter csv, float value)
    {
        if (float.IsNaN(value))
        {
            csv.WriteField("");
        }
        else
        {
            csv.WriteField(value, "R");
        }
    }

    private static void WriteLine(CsvWriter csv, string[] cells)
    {
        foreach (var cell in cells)
        {
            csv.WriteField(cell);
        }

        csv.EndRecord();
    }
}
