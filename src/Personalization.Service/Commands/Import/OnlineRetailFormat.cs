using System.Globalization;
using System.Text.Json;

namespace Personalization.Service.Commands.Import;

/// <summary>
/// UCI Online Retail (data set 352): one "Order Completed" an invoice with its lines as products, one "Order
/// Refunded" a cancellation (invoice number starting with C). Rows without a customer go to the anonymous visitor
/// named by the invoice.
/// </summary>
/// <remarks>
/// Lines of an invoice need not be adjacent, so invoices are gathered before the first one is given out. Lines
/// that repeat exactly are real lines and stay. Times carry no zone and are taken as UTC; an invoice happens at
/// its earliest line.
/// </remarks>
internal static class OnlineRetailFormat
{
    private static readonly string[] Columns =
        ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];

    private sealed record Line(string Product, string Name, int Quantity, decimal Price);

    private sealed class Invoice(string number, string? customer, string country)
    {
        internal string Number => number;

        internal string? Customer => customer;

        internal string Country => country;

        internal DateTime At { get; set; } = DateTime.MaxValue;

        internal List<Line> Lines { get; } = [];
    }

    internal static IEnumerable<ImportedMessage> Read(SourceFile file)
    {
        var invoices = new Dictionary<(string Number, string? Customer), Invoice>();
        var order = new List<Invoice>();
        foreach (var refused in Gather(file, invoices, order))
        {
            yield return refused;
        }

        foreach (var invoice in order)
        {
            yield return new ImportedMessage(invoice.Lines.Count, Write(invoice));
        }
    }

    private static IEnumerable<ImportedMessage> Gather(
        SourceFile file, Dictionary<(string, string?), Invoice> invoices, List<Invoice> order)
    {
        using var table = new CsvTable(file, Columns);
        var at = Columns.Select(name => table.Columns[name]).ToArray();
        foreach (var row in table.Rows())
        {
            var cells = Array.ConvertAll(at, index => row[index].Trim());
            var (number, customer) = (cells[0], WithoutFraction(cells[6]));
            if (ReadLine(cells, out var time) is not { } line || number.Length == 0)
            {
                yield return ImportedMessage.Refused(1, "InvoiceNo, Quantity, InvoiceDate or UnitPrice cannot be read");
                continue;
            }

            if (!invoices.TryGetValue((number, customer), out var invoice))
            {
                invoice = new Invoice(number, customer, cells[7]);
                invoices.Add((number, customer), invoice);
                order.Add(invoice);
            }

            invoice.Lines.Add(line);
            invoice.At = time < invoice.At ? time : invoice.At;
        }
    }

    private static Line? ReadLine(string[] cells, out DateTime time)
    {
        var readable = DateTime.TryParseExact(
            cells[4], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
        return readable
            && int.TryParse(cells[3], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var quantity)
            && decimal.TryParse(cells[5], NumberStyles.Number, CultureInfo.InvariantCulture, out var price)
                ? new Line(cells[1], cells[2], quantity, price)
                : null;
    }

    // The published file went through a floating-point column: 17850.0 is customer 17850.
    private static string? WithoutFraction(string id) =>
        id.Length == 0 ? null : id.EndsWith(".0", StringComparison.Ordinal) ? id[..^2] : id;

    private static ReadOnlyMemory<byte> Write(Invoice invoice)
    {
        var refund = invoice.Number.StartsWith('C');
        var sign = refund ? -1 : 1;
        return SegmentMessage.Write(json =>
        {
            json.WriteString("type", "track");
            json.WriteString("event", refund ? "Order Refunded" : "Order Completed");
            json.WriteString("messageId", "online-retail:" + invoice.Number);
            json.WriteString(invoice.Customer is null ? "anonymousId" : "userId", invoice.Customer ?? invoice.Number);
            json.WriteString("timestamp", DateTime.SpecifyKind(invoice.At, DateTimeKind.Utc));
            json.WriteStartObject("properties");
            json.WriteString("order_id", invoice.Number);
            json.WriteNumber("total", sign * invoice.Lines.Sum(line => line.Quantity * line.Price));
            json.WriteString("currency", "GBP");
            WriteProducts(json, invoice, sign);
            json.WriteEndObject();
            json.WriteStartObject("context");
            json.WriteStartObject("location");
            json.WriteString("country", invoice.Country);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static void WriteProducts(Utf8JsonWriter json, Invoice invoice, int sign)
    {
        json.WriteStartArray("products");
        foreach (var line in invoice.Lines)
        {
            json.WriteStartObject();
            json.WriteString("product_id", line.Product);
            if (line.Name.Length > 0)
            {
                json.WriteString("name", line.Name);
            }

            json.WriteNumber("price", line.Price);
            json.WriteNumber("quantity", sign * line.Quantity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
