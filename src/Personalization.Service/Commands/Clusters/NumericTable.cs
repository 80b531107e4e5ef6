using System.Globalization;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Clusters;

/// <summary>The columns of a file that hold numbers.</summary>
/// <param name="Names">Their names.</param>
/// <param name="Columns">Their values, NaN where a cell is empty.</param>
/// <param name="LeftOut">The names of the other columns.</param>
internal sealed record NumericTable(
    IReadOnlyList<string> Names, IReadOnlyList<double[]> Columns, IReadOnlyList<string> LeftOut)
{
    private static readonly HashSet<string> Missing =
        new(["", "NA", "N/A", "NaN", "-NaN", "null", "None", "?", "#N/A", "#NA", "<NA>"],
            StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Reads the columns that are asked for, which have to be numbers, or else every column that is, but some.
    /// </summary>
    internal static NumericTable Read(DelimitedFile file, string[] asked, string[] ignored)
    {
        var all = file.Columns;
        var wanted = asked.Length > 0 ? Array.ConvertAll(asked, name => file.Find("--columns", name))
            : [.. Enumerable.Range(0, all.Length).Except(ignored.Select(name => file.Find("--ignore", name)))];
        if (wanted.GroupBy(c => all[c]).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidInputException(
                $"--data: {twice.Count()} columns are called '{twice.Key}'; names must differ.");
        }

        var columns = Array.ConvertAll(wanted, _ => (List<double>?)[]);
        foreach (var row in file.Rows())
        {
            for (var c = 0; c < wanted.Length; c++)
            {
                if (columns[c] is { } values && !TryAdd(values, wanted[c] < row.Length ? row[wanted[c]] : ""))
                {
                    columns[c] = asked.Length == 0 && !IsInfinityAmongNumbers(values, row[wanted[c]])
                        ? null
                        : throw new InvalidInputException(
                            $"Line {file.Line}: '{row[wanted[c]]}' in column {all[wanted[c]]} is not a finite number.");
                }
            }
        }

        var there = Enumerable.Range(0, wanted.Length).Where(c => columns[c] is not null).ToArray();
        return new NumericTable(
            Array.ConvertAll(there, c => all[wanted[c]]),
            Array.ConvertAll(there, c => columns[c]!.ToArray()),
            [.. Enumerable.Range(0, wanted.Length).Except(there).Select(c => all[wanted[c]])]);
    }

    // Otherwise a word makes a column one of texts, which is left out; this one would take numbers with it.
    private static bool IsInfinityAmongNumbers(List<double> values, string cell)
    {
        var word = cell.Trim().TrimStart('+', '-');
        return values.Take(values.Count - 1).Any(double.IsFinite)
            && (word.Equals("inf", StringComparison.OrdinalIgnoreCase)
                || (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsInfinity(number)));
    }

    private static bool TryAdd(List<double> values, string cell)
    {
        var text = cell.Trim();
        if (Missing.Contains(text))
        {
            values.Add(double.NaN);
            return true;
        }

        var isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number);
        values.Add(number);
        return isNumber;
    }
}
