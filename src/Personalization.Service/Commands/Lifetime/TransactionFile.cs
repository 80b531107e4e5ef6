using System.Globalization;
using Personalization.Learning.Lifetime;
using Personalization.Service.Hosting;

namespace Personalization.Service.Commands.Lifetime;

/// <summary>Which columns of a file say what.</summary>
/// <param name="Customer">Who.</param>
/// <param name="Date">When.</param>
/// <param name="Value">How much it was worth.</param>
/// <param name="Quantity">How many times that; null for once.</param>
internal sealed record TransactionColumns(string Customer, string Date, string Value, string? Quantity);

/// <summary>The orders of a file and what was left out of them.</summary>
/// <param name="Orders">A customer's rows of one day are one order.</param>
/// <param name="Rows">How many rows the file has.</param>
/// <param name="WithoutCustomer">Rows that name no customer.</param>
/// <param name="Negative">Rows of a negative value: money back, not an order.</param>
internal sealed record Transactions(OrderBook Orders, int Rows, int WithoutCustomer, int Negative);

/// <summary>Reads a file of transactions.</summary>
internal static class TransactionFile
{
    // Sums and squares of such values are still finite.
    private const double MostWorth = 1e100;

    private static readonly string[] DateFormats =
        ["yyyy-MM-dd", "yyyyMMdd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy/MM/dd"];

    internal static Transactions Read(DelimitedFile file, TransactionColumns columns)
    {
        var customer = file.Find("--customer", columns.Customer);
        var date = file.Find("--date", columns.Date);
        var value = file.Find("--value", columns.Value);
        var quantity = columns.Quantity is { } name ? file.Find("--quantity", name) : -1;
        var book = new OrderBook();
        var (rows, withoutCustomer, negative) = (0, 0, 0);
        foreach (var row in file.Rows())
        {
            rows++;
            var who = Cell(row, customer).Trim();
            if (who.Length == 0)
            {
                withoutCustomer++;
                continue;
            }

            var worth = Number(file, columns.Value, Cell(row, value));
            worth *= quantity < 0 ? 1 : Number(file, columns.Quantity!, Cell(row, quantity));
            var day = Day(Cell(row, date)) ?? throw new InvalidInputException(
                $"Line {file.Line}: '{Cell(row, date)}' in column {columns.Date} is not a date. "
                + "Write 1997-01-31, 19970131 or an ISO 8601 time.");
            if (Math.Abs(worth) > MostWorth)
            {
                throw new InvalidInputException(
                    $"Line {file.Line}: {worth} in column {columns.Value} is over {MostWorth}.");
            }

            if (worth < 0)
            {
                negative++;
            }
            else
            {
                book.Add(who, day, worth);
            }
        }

        return book.Buyers > 0
            ? new Transactions(book, rows, withoutCustomer, negative)
            : throw new InvalidInputException("The file has no transaction of a customer.");
    }

    /// <summary>The day of a date or a time; a time with a zone is taken to UTC.</summary>
    internal static DateOnly? Day(string text)
    {
        var trimmed = text.Trim();
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(trimmed, DateFormats, CultureInfo.InvariantCulture, Utc, out var at)
            || DateTimeOffset.TryParseExact(trimmed, "O", CultureInfo.InvariantCulture, Utc, out at)
            || (trimmed.Contains('T') && DateTimeOffset.TryParse(trimmed, CultureInfo.InvariantCulture, Utc, out at))
                ? DateOnly.FromDateTime(at.UtcDateTime)
                : null;
    }

    private static string Cell(string[] row, int index) => index < row.Length ? row[index] : "";

    private static double Number(DelimitedFile file, string column, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : throw new InvalidInputException($"Line {file.Line}: '{text}' in column {column} is not a number.");
}
