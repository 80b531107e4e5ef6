using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Personalization.Service.Commands.Import;

/// <summary>
/// Any CSV file with a header line, one message a row, or one an order where the mapping gathers rows.
/// </summary>
internal sealed class CsvFormat(CsvMapping mapping)
{
    private readonly Dictionary<string, int> _occurrences = new(StringComparer.Ordinal);
    private readonly List<string[]> _gathered = [];
    private IReadOnlyDictionary<string, int> _columns = new Dictionary<string, int>(StringComparer.Ordinal);
    private string? _gatheredOrder;

    internal IEnumerable<ImportedMessage> Read(SourceFile file)
    {
        using var table = new CsvTable(file, mapping.Columns());
        _columns = table.Columns;
        foreach (var row in table.Rows())
        {
            foreach (var message in Take(row))
            {
                yield return message;
            }
        }

        foreach (var message in Flush())
        {
            yield return message;
        }
    }

    private IEnumerable<ImportedMessage> Take(string[] row)
    {
        var order = OrderOf(row);
        if (order is null || order != _gatheredOrder)
        {
            foreach (var message in Flush())
            {
                yield return message;
            }
        }

        if (order is null)
        {
            yield return ToMessage([row]);
        }
        else
        {
            _gatheredOrder = order;
            _gathered.Add(row);
        }
    }

    private IEnumerable<ImportedMessage> Flush()
    {
        if (_gathered.Count > 0)
        {
            yield return ToMessage([.. _gathered]);
            _gathered.Clear();
            _gatheredOrder = null;
        }
    }

    private string? OrderOf(string[] row) =>
        mapping.Order.Count > 0 && Text(mapping.Event, row) == mapping.OrderEvent
            ? string.Join('\u001f', mapping.Order.Select(column => Cell(row, column)))
            : null;

    private ImportedMessage ToMessage(IReadOnlyList<string[]> rows)
    {
        var row = rows[0];
        if (Fault(row) is { } fault)
        {
            return ImportedMessage.Refused(rows.Count, fault);
        }

        return new ImportedMessage(rows.Count, SegmentMessage.Write(json => Write(json, rows)));
    }

    private string? Fault(string[] row) => this switch
    {
        _ when mapping.Type == "track" && Text(mapping.Event, row) is null =>
            $"column {mapping.Event!.Column} is empty or not mapped",
        _ when Text(mapping.UserId, row) is null && Text(mapping.AnonymousId, row) is null =>
            "the row has no customer and no visitor",
        _ when Time(row) is null => $"column {mapping.Timestamp!.Column} is not a time",
        _ => null,
    };

    private void Write(Utf8JsonWriter json, IReadOnlyList<string[]> rows)
    {
        var row = rows[0];
        json.WriteString("type", mapping.Type);
        json.WriteString("messageId", Text(mapping.MessageId, row) ?? ContentId(rows));
        json.WriteString("timestamp", Time(row)!.Value);
        WriteIfPresent(json, "userId", mapping.UserId, row);
        WriteIfPresent(json, "anonymousId", mapping.AnonymousId, row);
        if (mapping.Type == "track")
        {
            json.WriteString("event", Text(mapping.Event, row));
        }

        json.WriteStartObject(mapping.Type == "track" ? "properties" : "traits");
        var isOrder = OrderOf(row) is not null;
        foreach (var (name, field) in mapping.Properties)
        {
            // What an order's line says is said per product.
            if (!isOrder || !mapping.Product.ContainsKey(name))
            {
                WriteIfPresent(json, name, field, row);
            }
        }

        if (isOrder)
        {
            WriteProducts(json, rows);
        }

        json.WriteEndObject();
    }

    private void WriteProducts(Utf8JsonWriter json, IReadOnlyList<string[]> rows)
    {
        json.WriteStartArray("products");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            foreach (var (name, field) in mapping.Product)
            {
                WriteIfPresent(json, name, field, row);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteIfPresent(Utf8JsonWriter json, string name, CsvField? field, string[] row)
    {
        if (Text(field, row) is not { } text)
        {
            return;
        }

        switch (field!.Type)
        {
            case "number" when decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                json.WriteNumber(name, number);
                break;
            case "boolean" when bool.TryParse(text, out var flag):
                json.WriteBoolean(name, flag);
                break;
            default:
                json.WriteString(name, text);
                break;
        }
    }

    private DateTimeOffset? Time(string[] row)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var text = Text(mapping.Timestamp, row);
        var readable = mapping.Timestamp!.Format is { } format
            ? DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, Utc, out var at)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out at);
        return readable ? at : null;
    }

    private string? Text(CsvField? field, string[] row)
    {
        var text = field?.Column is { } column ? Cell(row, column) : field?.Value;
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return field!.Values is { } values ? values.GetValueOrDefault(text) : text;
    }

    private string Cell(string[] row, string column) => row[_columns[column]];

    // The same file imported twice must give the same ids, and rows that repeat exactly are different events.
    private string ContentId(IReadOnlyList<string[]> rows)
    {
        var content = string.Join('\u001e', rows.Select(row => string.Join('\u001f', row)));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, 16));
        var occurrence = _occurrences[hash] = _occurrences.GetValueOrDefault(hash) + 1;
        return $"csv:{hash}:{occurrence}";
    }
}
