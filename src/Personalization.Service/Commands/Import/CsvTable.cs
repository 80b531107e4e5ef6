using CsvHelper;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Import;

/// <summary>A CSV file with a header line, read row by row; columns are found by name once.</summary>
internal sealed class CsvTable : IDisposable
{
    private readonly CsvReader _csv;

    internal CsvTable(SourceFile file, IEnumerable<string> required)
    {
        _csv = CsvReader.Create(file.Text, options: null, leaveOpen: true);
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
            var row = new string[Columns.Values.Max() + 1];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = _csv.GetString(i);
            }

            yield return row;
        }
    }

    public void Dispose() => _csv.Dispose();
}
