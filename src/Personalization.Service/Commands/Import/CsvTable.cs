using CsvHelper;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Import;

/// <summary>A CSV file with a header line, read row by row; columns are found by name once.</summary>
internal sealed class CsvTable : IDisposable
{
    private readonly CsvReader _csv;
    private readonly SourceFile _file;
    private long _neverClosed;

    internal CsvTable(SourceFile file, IEnumerable<string> required)
    {
        _file = file;
        _csv = CsvReader.Create(
            file.Text,
            CsvReaderOptions.Default with { OnMalformedRecord = Note },
            leaveOpen: true);
        if (_csv.Headers.All(string.IsNullOrWhiteSpace))
        {
            throw new InvalidInputException("The file is empty: it needs a header line.");
        }

        Columns = _csv.Headers.Select((name, index) => (Name: name.Trim(), Index: index))
            .DistinctBy(column => column.Name)
            .ToDictionary(column => column.Name, column => column.Index, StringComparer.Ordinal);
        if (required.Where(name => !Columns.ContainsKey(name)).ToArray() is [_, ..] missing)
        {
            throw new InvalidInputException(
                $"The file has no column {string.Join(", ", missing)}; it has {string.Join(", ", Columns.Keys)}.");
        }
    }

    internal IReadOnlyDictionary<string, int> Columns { get; }

    /// <summary>The rows, each an array of its own; a row that is cut short has empty cells at its end.</summary>
    internal IEnumerable<string[]> Rows()
    {
        while (_csv.Read())
        {
            if (_neverClosed > 0)
            {
                throw new InvalidInputException(
                    $"A quote in record {_neverClosed} (the header counted) is never closed, " +
                    "so all that follows is one cell. " +
                    "What came before may be imported already; importing again adds nothing twice.");
            }

            var row = new string[Columns.Values.Max() + 1];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = _csv.GetString(i);
            }

            _file.Rows++;
            yield return row;
        }
    }

    private void Note(CsvMalformedRecord record)
    {
        if (record.Reason == CsvMalformedReason.UnterminatedQuote)
        {
            _neverClosed = record.RecordNumber;
        }
    }

    public void Dispose() => _csv.Dispose();
}
