using CsvHelper;
using Personalization.Service.Commands.Import;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands;

/// <summary>How the cells of a line are set apart.</summary>
internal enum Separator
{
    /// <summary>As CSV files are written; the character is found out from the first lines.</summary>
    Auto,

    /// <summary>Commas.</summary>
    Comma,

    /// <summary>Semicolons.</summary>
    Semicolon,

    /// <summary>Tabs.</summary>
    Tab,

    /// <summary>Any number of blanks and tabs; cells have no quotes.</summary>
    Blank,
}

/// <summary>A text table, read row by row: columns are found by their name, or by their number from 1.</summary>
internal sealed class DelimitedFile : IDisposable
{
    private readonly SourceFile _file;
    private readonly CsvReader? _csv;
    private readonly bool _hasHeader;
    private readonly string _option;
    private CsvMalformedReason? _fault;

    private DelimitedFile(string option, SourceFile file, Separator separator, bool hasHeader)
    {
        _option = option;
        _file = file;
        _hasHeader = hasHeader;
        if (separator == Separator.Blank)
        {
            Columns = hasHeader ? Split(file.Text.ReadLine() ?? "") : [];
            return;
        }

        _csv = CsvReader.Create(
            file.Text,
            CsvReaderOptions.Default with
            {
                HasHeader = hasHeader,
                Separator = Character(separator),
                OnMalformedRecord = Note,
            },
            leaveOpen: true);
        Columns = hasHeader ? [.. _csv.Headers.Select(name => name.Trim())] : [];
        if (hasHeader && Columns.All(name => name.Length == 0))
        {
            throw new InvalidInputException($"{option}: the file is empty; it needs a header line.");
        }
    }

    /// <summary>The names of the columns; none without a header line.</summary>
    internal string[] Columns { get; }

    /// <summary>The place of the row last given, from 1, the header counted.</summary>
    internal int Line { get; private set; } = 1;

    internal static DelimitedFile Open(string option, FileInfo path, Separator separator, bool hasHeader = true) =>
        path.Exists
            ? new DelimitedFile(option, SourceFile.Open(path.FullName), separator, hasHeader)
            : throw new InvalidInputException(Directory.Exists(path.FullName)
                ? $"{option}: {path.FullName} is a directory."
                : $"{option}: {path.FullName} does not exist.");

    /// <summary>The index of a column that an option names.</summary>
    internal int Find(string option, string name)
    {
        var index = Array.IndexOf(Columns, name);
        if (index >= 0)
        {
            return Array.LastIndexOf(Columns, name) == index ? index : throw new InvalidInputException(
                $"{option}: several columns are called '{name}'; names must differ.");
        }

        if (!_hasHeader)
        {
            return int.TryParse(name, out var number) && number >= 1
                ? number - 1
                : throw new InvalidInputException($"{option}: without a header line a column is a number from 1.");
        }

        throw new InvalidInputException(
            $"{option}: the file has no column {name}; it has {string.Join(", ", Columns)}.");
    }

    /// <summary>The rows after the header; empty lines are passed over.</summary>
    internal IEnumerable<string[]> Rows()
    {
        Line = _hasHeader ? 1 : 0;
        return _csv is null ? BlankRows() : CsvRows(_csv);
    }

    public void Dispose()
    {
        _csv?.Dispose();
        _file.Dispose();
    }

    private IEnumerable<string[]> BlankRows()
    {
        while (_file.Text.ReadLine() is { } line)
        {
            Line++;
            if (Split(line) is { Length: > 0 } row)
            {
                yield return row;
            }
        }
    }

    private IEnumerable<string[]> CsvRows(CsvReader csv)
    {
        while (csv.Read())
        {
            Line++;
            RequireSound(csv.FieldCount);
            var row = new string[csv.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = csv.GetString(i);
            }

            yield return row;
        }
    }

    private void RequireSound(int cells)
    {
        if (_fault == CsvMalformedReason.UnterminatedQuote)
        {
            throw new InvalidInputException(
                $"{_option}: a quote in record {Line} is never closed, so all that follows is one cell.");
        }

        if (_hasHeader && cells != Columns.Length)
        {
            throw new InvalidInputException(
                $"{_option}: record {Line} has {cells} cells and the header {Columns.Length}.");
        }
    }

    private void Note(CsvMalformedRecord record) => _fault ??= record.Reason;

    private static string[] Split(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static char? Character(Separator separator) => separator switch
    {
        Separator.Comma => ',',
        Separator.Semicolon => ';',
        Separator.Tab => '\t',
        _ => null,
    };
}
