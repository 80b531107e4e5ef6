using System.IO.Compression;
using System.Text;
using Personalization.Learning.Boosting;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Learn;

/// <summary>A CSV file in memory as a learner takes it.</summary>
/// <param name="Features">The columns, texts as codes.</param>
/// <param name="Labels">The label column; empty where none was asked for.</param>
/// <param name="Categories">The texts by their codes, of the columns that hold texts.</param>
internal sealed record LearnTable(
    FeatureMatrix Features, float[] Labels, IReadOnlyDictionary<string, IReadOnlyList<string>> Categories)
{
    private const int Block = 1 << 20;

    /// <summary>What is odd about how the cells were read.</summary>
    internal IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Reads every column but some; the label's must hold numbers, or TRUE and FALSE.</summary>
    internal static LearnTable Read(FileInfo file, string label, string[] ignored)
    {
        var header = Header(file);
        RequireDistinct(header);
        RequireText(file, header);
        _ = Find("--label", label, header);
        var left = ignored.Select(name => Find("--ignore", name, header)).ToHashSet();
        var rows = CountRows(file);
        var columns = header
            .Select((name, i) => left.Contains(i) && name != label ? null : new LearnColumn(name, rows))
            .ToArray();
        rows = Fill(file, columns, _ => true);
        if (columns.Any(column => column is { IsTorn: true }))
        {
            var torn = columns.Where(column => column is { IsTorn: true }).ToHashSet();
            torn.ToList().ForEach(column => column!.Mend());
            _ = Fill(file, columns, torn.Contains);
        }

        return Build(columns.OfType<LearnColumn>().ToList(), label, rows);
    }

    /// <summary>Reads the columns of a model, in its order, whatever else there is.</summary>
    internal static LearnTable Read(
        FileInfo file, IReadOnlyList<string> names, IReadOnlyDictionary<string, IReadOnlyList<string>> categories)
    {
        var header = Header(file);
        RequireDistinct(header);
        var absent = names.Except(header, StringComparer.Ordinal).ToArray();
        if (absent.Length > 0)
        {
            throw new InvalidInputException(
                $"--data: the model needs columns that {file.Name} does not have: {string.Join(", ", absent.Take(10))}"
                + (absent.Length > 10 ? $" and {absent.Length - 10} more." : "."));
        }

        var rows = CountRows(file);
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        var columns = Array.ConvertAll(header, name => !wanted.Contains(name)
            ? null
            : new LearnColumn(name, rows, categories.GetValueOrDefault(name)));
        rows = Fill(file, columns, _ => true);
        var byName = columns.OfType<LearnColumn>().ToDictionary(column => column.Name, StringComparer.Ordinal);
        return new LearnTable(Matrix([.. names.Select(name => byName[name])], rows), [], categories);
    }

    private static LearnTable Build(List<LearnColumn> columns, string label, int rows)
    {
        if (rows == 0)
        {
            throw new InvalidInputException("--data: there is no row under the header.");
        }

        columns.ForEach(column => column.Settle());
        var labels = columns.Single(column => column.Name == label);
        RequireLabels(labels, rows);
        columns.Remove(labels);
        if (columns.Count == 0)
        {
            throw new InvalidInputException("--data: there is no column but the label to learn from.");
        }

        var features = Matrix(columns, rows);
        RequireDifferences(features);
        return new LearnTable(
            features,
            labels.Cut(rows),
            columns.Where(column => column.IsText).ToDictionary(
                column => column.Name, column => column.Texts, StringComparer.Ordinal))
        {
            Warnings = [.. columns.Select(column => column.Oddity).OfType<string>()],
        };
    }

    private static FeatureMatrix Matrix(List<LearnColumn> columns, int rows)
    {
        try
        {
            return FeatureMatrix.Of(
                columns.ConvertAll(column => column.Name), [.. columns.Select(column => column.Cut(rows))]);
        }
        catch (ArgumentException bad)
        {
            throw new InvalidInputException(
                $"--data: {LearnFault.Of(bad).Message} Rename the column, or leave it out with --ignore.", bad);
        }
    }

    // A model of such columns would say the mean to everybody and look as if it had learnt something.
    private static void RequireDifferences(FeatureMatrix features)
    {
        for (var c = 0; c < features.Columns; c++)
        {
            var column = features.Column(c);
            if (column.IndexOfAnyExcept(column[0]) >= 0)
            {
                return;
            }
        }

        throw new InvalidInputException(
            "--data: there is nothing to learn from: every column has the same value, or none, in all rows.");
    }

    private static void RequireLabels(LearnColumn labels, int rows)
    {
        if (labels.IsText)
        {
            throw new InvalidInputException(
                $"--label: column {labels.Name} has the text '{labels.Texts[0]}'; "
                + "a label is a number, or TRUE or FALSE.");
        }

        if (labels.Values.AsSpan(0, rows).IndexOf(float.NaN) is >= 0 and var row)
        {
            throw new InvalidInputException($"--label: row {row + 1} has no value in column {labels.Name}.");
        }
    }

    // Rows read; all columns, or only those to be read again.
    private static int Fill(FileInfo file, LearnColumn?[] columns, Predicate<LearnColumn?> which)
    {
        var chosen = Enumerable.Range(0, columns.Length)
            .Where(c => columns[c] is not null && which(columns[c])).ToArray();
        using var csv = Open(file);
        var row = 0;
        for (csv.Read(); csv.Read(); row++)
        {
            if (csv.Count != columns.Length)
            {
                throw new InvalidInputException(
                    $"--data: line {csv.Line} has {csv.Count} cells and the header {columns.Length}.");
            }

            foreach (var c in chosen)
            {
                if (columns[c]!.Read(row, csv[c]) is { } fault)
                {
                    throw new InvalidInputException($"--data: line {csv.Line}, column {columns[c]!.Name}: {fault}.");
                }
            }
        }

        return row;
    }

    private static string[] Header(FileInfo file)
    {
        using var csv = Open(file);
        if (!csv.Read())
        {
            throw new InvalidInputException($"--data: {file.Name} is empty.");
        }

        var names = new string[csv.Count];
        for (var c = 0; c < names.Length; c++)
        {
            names[c] = Encoding.UTF8.GetString(csv[c]).Trim();
        }

        return names;
    }

    private static void RequireDistinct(string[] header)
    {
        var twice = header.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            throw new InvalidInputException(
                $"--data: {twice.Count()} columns are called '{twice.Key}'; names must differ.");
        }
    }

    private static void RequireText(FileInfo file, string[] header)
    {
        if (header.Any(name => name.AsSpan().IndexOfAnyInRange('\0', '\b') >= 0 || name.Contains('\uFFFD')))
        {
            throw new InvalidInputException(
                $"--data: {file.Name} does not start with a line of UTF-8 text. Save it as CSV in UTF-8 "
                + "(a file compressed by gzip is called .gz).");
        }
    }

    private static int Find(string option, string name, string[] header)
    {
        var index = Array.IndexOf(header, name);
        return index >= 0 ? index : throw new InvalidInputException(
            $"{option}: the file has no column {name}; it has {string.Join(", ", header.Take(20))}"
            + (header.Length > 20 ? $" and {header.Length - 20} more." : "."));
    }

    // Rows under the header, or more where lines are empty or cells have line ends.
    private static int CountRows(FileInfo file)
    {
        using var stream = Stream(file);
        var block = new byte[Block];
        var lines = 0;
        var last = (byte)'\n';
        for (int read; (read = stream.Read(block)) > 0;)
        {
            lines += block.AsSpan(0, read).Count((byte)'\n');
            last = block[read - 1];
        }

        return Math.Max(0, last == (byte)'\n' ? lines - 1 : lines);
    }

    // The separator is the one that the header has most of.
    private static CsvScanner Open(FileInfo file)
    {
        var start = new byte[1 << 16];
        int read;
        using (var stream = Stream(file))
        {
            read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        }

        var end = start.AsSpan(0, read).IndexOf((byte)'\n');
        var header = start[..(end < 0 ? read : end)];
        return new CsvScanner(Stream(file), ",;\t"u8.ToArray().MaxBy(separator => header.Count(b => b == separator)));
    }

    private static Stream Stream(FileInfo file)
    {
        if (!file.Exists)
        {
            throw new InvalidInputException(Directory.Exists(file.FullName)
                ? $"--data: {file.FullName} is a directory."
                : $"--data: {file.FullName} does not exist.");
        }

        var stream = new FileStream(
            file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        return file.Extension == ".gz" ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }
}
